"""The first acts: the edition is set up, the call opens, officials apply, institutions endorse, the call closes."""

from deploy.demo import papers, reviews
from deploy.demo.cast import Applicant, experts
from deploy.demo.door import Json, refused
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until


def set_up(stage: Stage) -> None:
    """The director sets the edition up; what its page names as missing is written before it can open."""
    with stage.show.act("The edition is set up", 3):
        made = stage.director.post("/editions", stage.calendar.form())
        stage.edition_id = str(made["edition_id"])
        begun = write(stage, "fr", notice="")["notice"]
        stage.show.step()
        progress = stage.director.get(f"{stage.edition}/progress")
        sure(progress["missing"] == [{"what": "notice", "language": "fr"}], progress["missing"])
        code = refused(lambda: stage.director.change(stage.edition, f"{stage.edition}/opening"))
        sure(code == "edition-not-ready", code)
        stage.show.step()
        write(stage, "fr", notice=begun)
        sure(stage.director.get(f"{stage.edition}/progress")["missing"] == [], "something is still missing")


def write(stage: Stage, language: str, **changes: str) -> Json:
    """Change the texts of one language; as they were before."""
    progress = stage.director.get(f"{stage.edition}/progress")
    texts: Json = progress["texts"][language]
    asked = {"version": progress["texts_version"], "language": language, **texts, **changes}
    stage.secretariat.post(f"{stage.edition}/texts", asked)
    return texts


def open_call(stage: Stage) -> None:
    """The director opens the call, and everybody can read it in their language."""
    with stage.show.act("The call opens"):
        stage.director.change(stage.edition, f"{stage.edition}/opening")
        for language in ("es", "en", "pt", "fr"):
            sure(bool(stage.public.get(f"{stage.edition}/call/{language}")["description"]), f"no call in {language}")
        sure(stage.public.get("/editions/current")["edition"] is not None, "nobody can see that a call is open")


def enter_experts(stage: Stage) -> None:
    """The secretariat enters the experts who are not known from an earlier edition."""
    known = {str(expert["name"]) for expert in stage.secretariat.get("/experts")["experts"]}
    wanted = [expert for expert in experts() if expert.name not in known]
    with stage.show.act("Experts are entered", len(wanted)):
        for expert in wanted:
            stage.secretariat.post("/experts", expert.form())
            stage.show.step()


def apply(stage: Stage) -> None:
    """Whoever was not nominated applies in time; some a second time, and are led to the first by email alone."""
    alone = [one for one in stage.applicants if not one.nominated and one != papers.drafter(stage)]
    in_time = [one for one in alone if one.story not in ("late", "same-person-again")]
    with stage.show.act("Officials apply", len(in_time)):
        stage.show.together(lambda applicant: send(stage, applicant), in_time)
    stage.ids |= applications_of(stage, in_time)
    twice = stage.of_story("same-person-again")
    with stage.show.act("Who applies again is led to the first application", len(twice)):
        for applicant in twice:
            again = stage.public.post("/applications", {"edition_id": stage.edition_id, **applicant.form()})
            sure(again["received"], f"row {applicant.row}: {again}")
            stage.show.step()
        stage.told("application-sent-again", [application_of(stage, applicant) for applicant in twice])
    with stage.show.act("Applicants get their receipt"):
        stage.told("application-submitted", stage.ids.values())


def send(stage: Stage, applicant: Applicant) -> None:
    """One application goes through the public door."""
    received = stage.public.post("/applications", {"edition_id": stage.edition_id, **applicant.form()})
    sure(applicant.complete is not bool(received["missing"]), f"row {applicant.row}: {received}")


def applications_of(stage: Stage, officials: list[Applicant]) -> dict[int, str]:
    """Row -> their application, which only staff and its owner are told."""
    rows = stage.secretariat.pages(f"{stage.edition}/applications")
    found = {(row["name"], row["institution"]): str(row["application_id"]) for row in rows}
    return {one.row: found[one.name, one.institution] for one in officials}


def application_of(stage: Stage, applicant: Applicant) -> str:
    """The one application of this address."""
    (row,) = stage.secretariat.get(f"{stage.edition}/applications", q=applicant.email)["rows"]
    return str(row["application_id"])


def endorse(stage: Stage) -> None:
    """The institutions answer through the links they were sent; some refuse, some stay silent."""
    asked = [stage.ids[one.row] for one in stage.applicants if one.row in stage.ids and not one.nominated]
    with stage.show.act("Institutions are asked"):
        stage.told("nomination-requested", asked)
        tokens = until("every endorsement link", lambda: endorsement_links(stage, len(asked)))
    with stage.show.act("Institutions answer", len(tokens)):
        stage.show.together(lambda token: answer(stage, token), tokens)


def endorsement_links(stage: Stage, count: int) -> list[str] | None:
    """One link for each application, as soon as they have all come."""
    tokens = stage.letters.links("endorse")
    return tokens if len(tokens) >= count else None


def answer(stage: Stage, token: str) -> None:
    """A focal point opens the link and answers for the person it names."""
    door = f"/endorsements/{token}"
    asked = stage.public.get(door)
    sure(asked["status"] == "requested", asked)
    said = stage.who(str(asked["application_id"])).endorsement
    if said != "silent":
        reason = "" if said == "endorsed" else "La institución presenta a otra persona este año."
        stage.public.post(door, {"answer": said, "reason": reason})


def close_call(stage: Stage) -> None:
    """The call closes; whoever comes now is refused."""
    late = stage.of_story("late")
    with stage.show.act("The call closes; late ones are refused", len(late)):
        stage.director.change(stage.edition, f"{stage.edition}/closing-of-applications")
        for applicant in late:
            sure(stage.refusal(applicant.form()) == "window-closed", applicant)
            stage.show.step()


def start_reviews(stage: Stage) -> None:
    """What is complete and eligible goes under review, besides what the committee has judged."""
    with stage.show.act("Reviews start"):
        reviewed = [application for application in stage.ids.values() if application not in stage.expected]
        started = stage.secretariat.post(f"{stage.edition}/reviews")["started"]
        others = len(reviewed) - len(reviews.judged(stage))
        sure(started == others, f"{started} reviews started, {others} expected")
