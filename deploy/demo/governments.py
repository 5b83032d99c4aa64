"""The call to governments: institutions are kept, called, answer, nominate and are reminded; officials accept."""

import csv
import io
from datetime import datetime, timedelta

from deploy.demo.cast import Applicant, Institution, institutions
from deploy.demo.door import Json
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until

COLUMNS = ("country", "institution", "kind", "focal_point", "email", "language")
NAMED_WITH = ("given_names", "first_surname", "second_surname", "email", "language", "position")
OWN_WORDS = (
    *("given_names", "first_surname", "second_surname", "language", "sex", "birthday", "position", "years_experience"),
    *("field_of_work", "languages_spoken", "motivation", "letter"),
)


def keep_institutions(stage: Stage) -> None:
    """The secretariat takes over its list; whatever is known from an earlier edition stays as it is."""
    kept = institutions(stage.applicants)
    with stage.show.act("Institutions are taken from a list"):
        listed = {"csv": written(kept)}
        plan = stage.secretariat.post("/institution-imports/plan", listed)
        sure((len(plan["lines"]), plan["wrong"]) == (len(kept), 0), plan)
        taken = stage.secretariat.post("/institution-imports", listed)
        sure(taken["taken"] + taken["unchanged"] == len(kept), taken)


def written(kept: list[Institution]) -> str:
    """The list as a spreadsheet saves it."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for one in kept:
        contact = (one.focal_point_name, one.focal_point_email, one.focal_point_language)
        writer.writerow((one.country, one.name, one.ministry_kind, *contact))
    return file.getvalue()


def call(stage: Stage) -> None:
    """Every institution gets the call; a second click sends nothing."""
    kept = institutions(stage.applicants)
    with stage.show.act("The call goes to the governments", 2):
        lines = stage.secretariat.get(f"{stage.edition}/call-plan")["lines"]
        chosen = {"institution_ids": [line["institution_id"] for line in lines]}
        sent = stage.secretariat.post(f"{stage.edition}/calls", chosen)
        sure(sent == {"sent": len(kept), "sent_before": 0}, sent)
        again = stage.secretariat.post(f"{stage.edition}/calls", chosen)
        sure(again == {"sent": 0, "sent_before": len(kept)}, again)
        stage.show.step()
        stage.arrive("call-sent", len(kept))


def answer(stage: Stage) -> None:
    """Each focal point opens the link: it nominates, acknowledges, declines or says nothing."""
    kept = institutions(stage.applicants)
    with stage.show.act("Governments answer the call", len(kept)):
        stage.show.together(lambda one: answer_one(stage, one), kept)
    named = [one for one in stage.applicants if one.nominated]
    with stage.show.act("Nominated officials are invited"):
        stage.arrive("nomination-invited", len(named))


def answer_one(stage: Stage, one: Institution) -> None:
    """What one institution does with its call."""
    token = until(f"the call to {one.name}", lambda: stage.letters.link("call", one.focal_point_email))
    door = f"/called/{token}"
    called = stage.public.get(door)
    sure((called["institution"], called["status"]) == (one.name, "invited"), called)
    if one.answer == "acknowledged":
        stage.public.post(f"{door}/acknowledgement")
    if one.answer == "declined":
        stage.public.post(f"{door}/decline", {"reason_code": "budget"})
    if one.answer == "nominated":
        stage.public.post(f"{door}/acknowledgement")
        nominate(stage, door, [official for official in stage.applicants if official.nominated and one.has(official)])
    stage.calls[str(called["call_id"])] = one.answer


def nominate(stage: Stage, door: str, officials: list[Applicant]) -> None:
    """Nominate them, and put the one who was thought of last in the first place."""
    seen: Json = {}
    for official in officials:
        seen = stage.public.post(f"{door}/nominations", nomination_of(official))
    last = seen["nominees"][-1]["nomination_id"]
    ranked = stage.public.post(f"{door}/nominations/{last}/rank", {"rank": 1})
    sure(ranked["nominees"][0]["nomination_id"] == last, ranked)


def nomination_of(official: Applicant) -> dict[str, str]:
    """What an institution says of an official."""
    return {name: getattr(official, name) for name in NAMED_WITH}


def remind(stage: Stage) -> None:
    """Whoever has said nothing is reminded, and the governments get a week more."""
    silent = [call_id for call_id, status in stage.calls.items() if status == "silent"]
    with stage.show.act("Silent institutions are reminded", len(silent) + 1):
        stage.show.together(lambda call_id: stage.secretariat.post(f"/calls/{call_id}/reminder"), silent)
        stage.arrive("call-reminded", len(silent))
    with stage.show.act("Governments get a week more"):
        due_at = datetime.fromisoformat(stage.secretariat.get(f"/calls/{silent[0]}")["due_at"])
        asked = {"phase": "nomination", "reason_code": "governments_asked", "note": "Lo pidieron por nota."}
        later = due_at + timedelta(days=7)
        stage.director.change(stage.edition, f"{stage.edition}/extension", asked | {"closes_at": later.isoformat()})
        moved = datetime.fromisoformat(stage.secretariat.get(f"/calls/{silent[0]}")["due_at"])
        sure(moved == later, f"the call is due at {moved}, not at {later}")
        windows = {one["phase"]: one for one in stage.secretariat.get(stage.edition)["windows"]}
        reasons = [extension["reason_code"] for extension in windows["nomination"]["extensions"]]
        sure(reasons == ["governments_asked"], reasons)


def apply(stage: Stage) -> None:
    """Whoever was nominated applies by the invitation; nothing is asked that their institution has said."""
    invited = [one for one in stage.applicants if one.nominated]
    with stage.show.act("Nominated officials apply", len(invited)):
        stage.show.together(lambda official: accept(stage, official), invited)


def accept(stage: Stage, official: Applicant) -> None:
    """One application by invitation, endorsed from the start."""
    token = until(f"the invitation of row {official.row}", lambda: stage.letters.link("nominated", official.email))
    known = stage.public.get(f"/nominated/{token}")
    sure((known["institution"], known["applied"]) == (official.institution, False), known)
    form = official.form()
    received = stage.public.post(f"/nominated/{token}/application", {name: form[name] for name in OWN_WORDS})
    sure(received["missing"] == [], f"row {official.row}: {received}")
    stage.ids[official.row] = str(received["application_id"])
