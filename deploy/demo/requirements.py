"""The requirements: the director sets them, software holds everybody against them, the secretariat decides."""

from deploy.demo.stage import Stage
from deploy.demo.waiting import sure

YEARS = 2


def set_up(stage: Stage) -> None:
    """The director asks for more experience than usual."""
    rules = f"{stage.edition}/eligibility-rules"
    with stage.show.act("Requirements are set"):
        usual = stage.director.get(rules)["rules"]
        wanted = [rule | {"least": YEARS} if rule["code"] == "experience" else rule for rule in usual]
        changed = stage.director.change(stage.edition, rules, {"rules": wanted})
        least = {rule["code"]: rule["least"] for rule in changed["rules"]}
        sure((least["experience"], changed["rules_version"]) == (YEARS, 2), changed)


def decide(stage: Stage) -> None:
    """The rules only propose: the secretariat accepts one all the same, with a reason, and sets the others aside."""
    short, elsewhere = stage.of_story("no-experience"), stage.of_story("other-ministry")
    with stage.show.act("The rules propose, a person decides", 3):
        sure(proposed(stage, "fail") == {stage.ids[one.row]: ["experience-too-short"] for one in short}, "not as few")
        unclear = {stage.ids[one.row]: ["ministry-not-addressed"] for one in elsewhere}
        sure(proposed(stage, "needs_human") == unclear, f"not as unclear as {unclear}")
        stage.show.step()
        accepted, *refused = unclear
        thing = f"/applications/{accepted}"
        why = {"reason": "Coordina el puesto de frontera por convenio con el ministerio del interior."}
        stage.secretariat.change(thing, f"{thing}/eligibility-override", why)
        seen = stage.secretariat.get(thing)["eligibility"]
        sure((seen["verdict"], seen["override"]["reason"]) == ("pass", why["reason"]), seen)
        stage.show.step()
        door = stage.my(stage.ids[short[0].row])
        wanted = {one["rule"]: one["wanted"] for one in stage.public.get(door)["eligibility"]["results"]}
        sure(wanted["experience"] == [str(YEARS)], f"nobody tells the official what is wanted: {wanted}")
        stage.show.step()
    aside = [(stage.ids[one.row], "incomplete") for one in stage.of_story("no-letter")[1:]]
    aside += [(stage.ids[one.row], "experience") for one in short]
    aside += [(application, "ministry") for application in refused]
    with stage.show.act("Ineligible applications are marked", len(aside)):
        stage.show.together(lambda pair: set_aside(stage, *pair), aside)


def proposed(stage: Stage, verdict: str) -> dict[str, list[str]]:
    """The applications of which the rules say this, and for which reasons."""
    rows = stage.secretariat.pages(f"{stage.edition}/applications", eligibility=verdict)
    return {str(row["application_id"]): row["proposed_ineligible"] for row in rows}


def set_aside(stage: Stage, application_id: str, reason: str) -> None:
    """The secretariat marks an application ineligible."""
    thing = f"/applications/{application_id}"
    stage.secretariat.change(thing, f"{thing}/ineligibility", {"reason_code": reason, "note": ""})
    stage.expected[application_id] = "ineligible"
