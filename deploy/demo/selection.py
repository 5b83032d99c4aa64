"""The middle acts: the selection is proposed, adjusted and published; people answer; freed seats are filled."""

from deploy.demo.door import Json
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure, until


def publish(stage: Stage) -> list[str]:
    """The director publishes; the applications with a seat on offer, best first."""
    with stage.show.act("The selection is proposed and adjusted"):
        stage.director.post(f"{stage.edition}/selection/proposal")
        adjust(stage)
    with stage.show.act("The selection is published", 2):
        seen = stage.director.get(f"{stage.edition}/selection")
        sure(seen["problems"] == [], seen["problems"])
        version = {"version": seen["edition_version"]}
        batch = stage.director.post(f"{stage.edition}/selection/publication", version)
        stage.show.step()
        again = stage.director.post(f"{stage.edition}/selection/publication", version)
        sure(again["batch_id"] == batch["batch_id"], "a second click published a second time")
        decided = {str(row["application_id"]): str(row["decision"]) for row in seen["rows"]}
        stage.expected |= decided
        offered = [application for application, decision in decided.items() if decision == "selected"]
        stage.told("application-selected", offered)
    stage.selected = int(batch["selected"])
    sure(stage.selected == len(offered), batch)
    return offered


def adjust(stage: Stage) -> None:
    """The director changes two proposals of one country: the best of its waiting list for the last of its selected."""
    rows: list[Json] = stage.director.get(f"{stage.edition}/selection")["rows"]
    chosen, left = by_country(rows, "selected"), by_country(rows, "waitlisted")
    country = next(code for code in sorted(chosen, reverse=True) if left.get(code) and plain(stage, chosen[code][-1]))
    for application_id, decision in ((chosen[country][-1], "waitlisted"), (left[country][0], "selected")):
        thing = f"/applications/{application_id}"
        stage.director.change(thing, f"{thing}/decision", {"decision": decision})


def by_country(rows: list[Json], decision: str) -> dict[str, list[str]]:
    """The applications with a proposed decision, country by country, in the order of the list."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row["decision"] == decision:
            found.setdefault(str(row["country"]), []).append(str(row["application_id"]))
    return found


def plain(stage: Stage, application_id: str) -> bool:
    """Whether this is nobody the later acts need on the course."""
    return stage.who(application_id).story != "difficult-name"


def answer_offers(stage: Stage, offered: list[str]) -> None:
    """All confirm but one, who declines; one withdraws later; each freed seat goes to the waiting list."""
    ordinary = [application for application in offered if plain(stage, application)]
    declines, withdraws = ordinary[-1], ordinary[-2]
    confirming = [application for application in offered if application != declines]
    with stage.show.act("Offers are confirmed", len(confirming)):
        stage.show.together(lambda application: confirm(stage, application), confirming)
    with stage.show.act("One declines, the next is promoted", 3):
        leave(stage, declines, "decline", "declined")
        stage.show.step()
        promote(stage)
    with stage.show.act("One withdraws, the next is promoted", 3):
        leave(stage, withdraws, "withdrawal", "withdrawn")
        name_nobody(stage, withdraws)
        stage.show.step()
        promote(stage)


def confirm(stage: Stage, application_id: str) -> None:
    """The applicant follows the link and takes the seat."""
    door = stage.my(application_id)
    stage.public.change(door, f"{door}/confirmation")
    stage.expected[application_id] = "confirmed"


def leave(stage: Stage, application_id: str, act: str, becomes: str) -> None:
    """The applicant follows the link and gives the seat up."""
    door = stage.my(application_id)
    stage.public.change(door, f"{door}/{act}", {"reason_code": "duty"})
    stage.expected[application_id] = becomes


def name_nobody(stage: Stage, application_id: str) -> None:
    """The institution of whoever withdrew has nobody else for the seat, so that it goes to the waiting list."""
    address = stage.who(application_id).focal_point_email
    token = until("the question for a replacement", lambda: stage.letters.link("replacement", address))
    stage.public.post(f"/replacements/{token}/decline", {"reason_code": "no_candidate"})


def promote(stage: Stage) -> None:
    """The secretariat accepts the one proposal that the freed seat opened, and the promoted person confirms."""
    (proposal,) = until("a promotion proposal", lambda: proposals(stage))
    sure(stage.expected[str(proposal["application_id"])] == "waitlisted", proposal)
    promoted = str(stage.secretariat.post(f"/promotions/{proposal['proposal_id']}")["application_id"])
    stage.told("application-promoted", [promoted])
    stage.show.step()
    confirm(stage, promoted)
    stage.show.step()


def proposals(stage: Stage) -> list[Json] | None:
    """The open proposals, when there are any."""
    found: list[Json] = stage.secretariat.get(f"{stage.edition}/promotions")["proposals"]
    return found or None
