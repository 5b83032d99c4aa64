"""Namesakes: software suspects that two are one person; somebody compares them and decides."""

from deploy.demo.door import Json
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until


def compare(stage: Stage) -> None:
    """Two officials of one name and country, with two employers, are told apart."""
    (namesake,) = stage.of_story("namesake")
    other = next(one for one in stage.applicants if one.name == namesake.name)
    with stage.show.act("Two of one name are compared", 2):
        people = {person_of(stage, stage.ids[one.row]) for one in (namesake, other)}
        match = until("the suspicion", lambda: suspicion(stage, people))
        stage.show.step()
        pair = f"/duplicates/{match['match_id']}"
        seen = stage.secretariat.get(pair)
        sure((seen["grounds"]["name"], seen["grounds"]["country"]) == ("same", "same"), seen)
        sure(len({side["institution"] for side in seen["sides"]}) == len(people), seen)
        decided = stage.secretariat.change(pair, f"{pair}/apart", {"reason": "Lo confirmaron las dos instituciones."})
        sure(decided["status"] == "different", decided)
        stage.show.step()


def person_of(stage: Stage, application_id: str) -> str:
    """Whose application it is."""
    return str(stage.secretariat.get(f"/applications/{application_id}")["person_id"])


def suspicion(stage: Stage, people: set[str]) -> Json | None:
    """What is suspected of these two; the clock compares everybody with everybody."""
    found: list[Json] = stage.secretariat.get(f"/people/{min(people)}")["matches"]
    return next((one for one in found if {who["person_id"] for who in one["people"]} == people), None)
