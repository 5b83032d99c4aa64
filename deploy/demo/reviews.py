"""The committee: a member is assigned a handful of applications, steps back from one, and judges the others."""

from deploy.demo.cast import Applicant
from deploy.demo.door import Json, refused
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure

PLAN = {"reviewers": 1, "weights": {"relevance": 3, "experience": 1, "motivation": 2, "multiplier": 2}}
MARKS: tuple[dict[str, int], ...] = ({}, {"experience": 4}, {"experience": 2, "motivation": 2, "multiplier": 3})
SCORES = (100, 97, 59)


def judged(stage: Stage) -> list[Applicant]:
    """Whom the committee judges, and last the one from whom its member steps back."""
    return [one for one in stage.ordinary() if one.country != "AR"][: len(MARKS) + 1]


def review(stage: Stage) -> None:
    """A handful goes under review first, so that the committee is given these alone; its scores count in the selection."""
    chosen = [stage.ids[one.row] for one in judged(stage)]
    with stage.show.act("The committee is given a handful", len(chosen)):
        stage.show.together(
            lambda one: stage.secretariat.change(f"/applications/{one}", f"/applications/{one}/review"), chosen
        )
        convene(stage, len(chosen))
    *given, recused = [f"/reviews/{review_of(stage, application)}" for application in chosen]
    with stage.show.act("A member steps back from one", 1):
        stage.reviewer.change(recused, f"{recused}/recusal", {"reason_code": "colleague"})
        sure(refused(lambda: stage.reviewer.get(recused)) == "not-allowed", "whoever stepped back still reads it")
        sure(progress(stage)["lacking"] == 1, "nobody is lacking")
    with stage.show.act("Reviews are given", len(given)):
        before = [score_of(stage, application) for application in chosen[:-1]]
        sure(before == [None] * len(given), f"scores before there are any: {before}")
        for door, marks in zip(given, MARKS, strict=True):
            scores = {criterion["code"]: 5 for criterion in stage.reviewer.get(door)["criteria"]} | marks
            stage.reviewer.change(door, f"{door}/submission", {"scores": scores})
            stage.show.step()
        means = [score_of(stage, application) for application in chosen[:-1]]
        sure(means == list(SCORES), f"{means} instead of {SCORES}")


def convene(stage: Stage, count: int) -> None:
    """The committee has its plan and its member, who is told what there is to judge."""
    who = stage.reviewer.email
    member = {"email": who, "country": "AR", "institution": "Instituto de Estudios Migratorios"}
    stage.director.change(stage.edition, f"{stage.edition}/committee/plan", PLAN)
    stage.secretariat.post("/reviewers", member)
    assigned = stage.secretariat.post(f"{stage.edition}/committee/assignments")
    sure(assigned == {"assigned": count, "lacking": 0}, assigned)
    stage.told_inside["review-assigned"] = 1
    stage.arrive("review-assigned", 1)


def review_of(stage: Stage, application_id: str) -> str:
    """The review that is asked about an application; nothing is said in it yet."""
    (asked,) = stage.secretariat.get(f"/applications/{application_id}")["reviews"]["reviews"]
    sure((asked["status"], asked["scores"], asked["score"]) == ("assigned", {}, None), asked)
    return str(asked["review_id"])


def score_of(stage: Stage, application_id: str) -> int | None:
    """What the reviews say of an application so far."""
    (row,) = (row for row in progress(stage)["rows"] if row["application_id"] == application_id)
    mean: int | None = row["mean"]
    return mean


def progress(stage: Stage) -> Json:
    """How far the committee is."""
    return stage.secretariat.get(f"{stage.edition}/committee")


def locked(stage: Stage) -> None:
    """Once the selection has begun, a review stays as it is, and the ranking is by what it says."""
    ids = [stage.ids[one.row] for one in judged(stage)[:-1]]
    rows = {row["application_id"]: row["score"] for row in stage.director.get(f"{stage.edition}/selection")["rows"]}
    sure(tuple(rows[application] for application in ids) == SCORES, "the ranking does not use the reviews")
    (given,) = stage.secretariat.get(f"/applications/{ids[0]}")["reviews"]["reviews"]
    sure(given["status"] == "locked", given)
    door = f"/reviews/{given['review_id']}"
    code = refused(lambda: stage.reviewer.change(door, f"{door}/submission", {"scores": given["scores"]}))
    sure(code == "review-closed", f"a review changes after the selection has begun: {code}")
