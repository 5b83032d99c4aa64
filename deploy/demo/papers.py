"""Papers: an application is begun and come back to, one is corrected, one document is asked for again."""

import base64
from datetime import timedelta

from deploy.demo.cast import Applicant
from deploy.demo.door import Json, refused
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until

PHONE = "+54 11 5550 0147"
FIRST_SAID = ("given_names", "first_surname", "second_surname", "country", "institution")
PROGRAM: Json = {
    "filename": "nominacion.pdf",
    "content_type": "application/pdf",
    "content_base64": base64.b64encode(b"MZ\x90 a program that calls itself a letter").decode(),
}


def drafter(stage: Stage) -> Applicant:
    """Who does not send their application in one go."""
    return stage.ordinary()[0]


def begin_and_send(stage: Stage) -> None:
    """One official begins, gets the link, says a part, comes back, is refused a wrong file, and sends it; then corrects it."""
    official = drafter(stage)
    form = {name: said for name, said in official.form().items() if name not in ("email", "letter")}
    with stage.show.act("One application is begun, left and sent", 3):
        begun = {"edition_id": stage.edition_id, "email": official.email, "language": official.language}
        stage.public.post("/drafts", begun)
        token = until("the link to the draft", lambda: stage.letters.link("draft", official.email))
        door = f"/drafts/{token}"
        stage.public.change(door, door, {name: form[name] for name in FIRST_SAID})
        stage.show.step()
        kept = stage.public.get(door)
        sure(all(kept["written"][name] == form[name] for name in FIRST_SAID), kept)
        code = refused(lambda: stage.public.post(f"{door}/documents/letter", PROGRAM))
        sure(code == "file-type", f"a program was taken for a letter: {code}")
        stage.public.post(f"{door}/documents/letter", official.attached())
        stage.public.change(door, door, form)
        stage.show.step()
        sent = stage.public.change(door, f"{door}/submission")
        sure(sent["missing"] == [], sent)
        stage.ids[official.row] = str(sent["application_id"])
    with stage.show.act("One application is corrected"):
        sent_door = stage.my(stage.ids[official.row])
        stage.public.change(sent_door, f"{sent_door}/form", {"phone": PHONE})
        phone = stage.secretariat.get(f"/applications/{stage.ids[official.row]}")["phone"]
        sure(phone == PHONE, f"the phone is {phone}")


def put_right(stage: Stage) -> None:
    """One application is returned and comes back complete; of another only the letter is asked for again."""
    with stage.show.act("One application is put right", 2):
        returned = stage.ids[stage.of_story("no-letter")[0].row]
        due = (stage.calendar.opens_at + timedelta(days=10)).isoformat()
        asking = {"reason": "Falta la nota de nominación firmada.", "due_at": due}
        stage.secretariat.change(f"/applications/{returned}", f"/applications/{returned}/return", asking)
        stage.told("application-returned", [returned])
        stage.show.step()
        door = stage.my(returned)
        stage.public.change(door, f"{door}/resubmission", stage.who(returned).form(with_letter=True))
        stage.show.step()
    with stage.show.act("One letter is asked for again", 3):
        send_letter_again(stage, stage.ids[stage.ordinary()[1].row])


def send_letter_again(stage: Stage, application_id: str) -> None:
    """The secretariat rejects the letter, with a reason; the official sends another, which is accepted."""
    thing = f"/applications/{application_id}"
    letter = letter_of(stage.secretariat.get(thing))
    why = {"reason_code": "unsigned", "note": "Falta la firma de la autoridad."}
    stage.secretariat.post(f"{thing}/documents/{letter['document_id']}/rejection", why)
    stage.told("document-rejected", [application_id])
    stage.show.step()
    door = stage.my(application_id)
    seen = letter_of(stage.public.get(door))
    sure((seen["status"], seen["note"], seen["sendable"]) == ("rejected", why["note"], True), seen)
    stage.public.post(f"{door}/documents/letter", stage.who(application_id).attached())
    stage.show.step()
    letter = letter_of(stage.secretariat.get(thing))
    sure([one["status"] for one in letter["versions"]] == ["uploaded", "rejected"], letter)
    stage.secretariat.post(f"{thing}/documents/{letter['document_id']}/acceptance")
    stage.show.step()


def letter_of(application: Json) -> Json:
    """The nomination letter among its documents."""
    return next(one for one in application["documents"] if one["kind"] == "letter")
