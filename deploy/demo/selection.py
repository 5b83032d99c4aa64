"""The middle acts: the selection is proposed, adjusted and published; people answer; freed seats are filled."""

from deploy.demo import governments, reviews
from deploy.demo.cast import replacement
from deploy.demo.door import Json
from deploy.demo.stage import Stage
from deploy.demo.travel import Travellers
from deploy.demo.waiting import sure, until

WITHOUT_TICKET = ["lodging", "meals"]


def publish(stage: Stage) -> list[str]:
    """The director publishes; the applications with a seat on offer, best first."""
    with stage.show.act("The selection is proposed and adjusted"):
        stage.director.post(f"{stage.edition}/selection/proposal")
        reviews.locked(stage)
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
    """The director pins two of one country, the last of the selected out and the best who waits in, and asks again."""
    rows: list[Json] = stage.director.get(f"{stage.edition}/selection")["rows"]
    chosen, left = by_country(rows, "selected"), by_country(rows, "waitlisted")
    country = next(code for code in sorted(chosen, reverse=True) if left.get(code) and plain(stage, chosen[code][-1]))
    into, out = left[country][0], chosen[country][-1]
    reasons = {into: "Lo pidió la institución por nota.", out: "Viaja otra persona de su equipo."}
    for application_id, pin in ((out, "out"), (into, "in")):
        thing = f"/applications/{application_id}"
        stage.director.change(thing, f"{thing}/pin", {"pin": pin, "reason": reasons[application_id]})
    stage.director.post(f"{stage.edition}/selection/proposal")
    again = {row["application_id"]: row for row in stage.director.get(f"{stage.edition}/selection")["rows"]}
    seen = {
        one: (again[one]["decision"] == "selected", again[one]["reason"], again[one]["pin_reason"]) for one in reasons
    }
    wanted = {into: (True, "pinned-in", reasons[into]), out: (False, "pinned-out", reasons[out])}
    sure(seen == wanted, f"{seen} instead of {wanted}")


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


def answer_offers(stage: Stage, offered: list[str]) -> Travellers:
    """All confirm, one of them without the ticket, but one who declines; that seat goes to the waiting list."""
    ordinary = [application for application in offered if plain(stage, application)]
    own_way, far, national, *_, leaver, declines = ordinary
    with stage.show.act("Offers are confirmed", len(offered) - 1):
        confirm(stage, own_way, WITHOUT_TICKET)
        stage.show.step()
        others = [application for application in offered if application not in (own_way, declines)]
        stage.show.together(lambda application: confirm(stage, application), others)
    with stage.show.act("One declines, the next is promoted", 3):
        leave(stage, declines, "decline", "declined")
        stage.show.step()
        promote(stage)
    return Travellers(leaver=leaver, far=far, national=national, own_way=own_way)


def replace(stage: Stage, leaver: str) -> None:
    """One withdraws, and the institution names another official, who applies, is found eligible and takes the seat."""
    with stage.show.act("One withdraws, the institution names another", 4):
        leave(stage, leaver, "withdrawal", "withdrawn")
        stage.show.step()
        named = name_another(stage, leaver)
        stage.show.step()
        thing = f"/applications/{named}"
        stage.secretariat.change(thing, f"{thing}/review")
        (seat,) = proposals(stage)
        sure((seat["application_id"], seat["reason"]) == (named, "replacement"), seat)
        stage.secretariat.post(f"/promotions/{seat['proposal_id']}")
        stage.told("application-selected", [named])
        stage.show.step()
        confirm(stage, named)
        stage.show.step()


def name_another(stage: Stage, leaver: str) -> str:
    """The institution follows the link it is sent; whom it names applies by the invitation. Their application."""
    official = replacement(stage.who(leaver), row=len(stage.applicants) + 1, ordinal=stage.calendar.ordinal)
    address = official.focal_point_email
    token = until("the question for a replacement", lambda: stage.letters.link("replacement", address))
    stage.public.post(f"/replacements/{token}", governments.nomination_of(official))
    stage.applicants.append(official)
    governments.accept(stage, official)
    return stage.ids[official.row]


def confirm(stage: Stage, application_id: str, parts: list[str] | None = None) -> None:
    """The applicant follows the link and takes the seat, with all that comes with it or with these parts."""
    door = stage.my(application_id)
    stage.public.change(door, f"{door}/confirmation", {} if parts is None else {"accepted_parts": parts})
    stage.expected[application_id] = "confirmed"


def leave(stage: Stage, application_id: str, act: str, becomes: str) -> None:
    """The applicant follows the link and gives the seat up."""
    door = stage.my(application_id)
    stage.public.change(door, f"{door}/{act}", {"reason_code": "duty"})
    stage.expected[application_id] = becomes


def promote(stage: Stage) -> None:
    """The secretariat accepts the one proposal that the freed seat opened, and the promoted person confirms."""
    (proposal,) = until("a promotion proposal", lambda: proposals(stage))
    sure(stage.expected[str(proposal["application_id"])] == "waitlisted", proposal)
    promoted = str(stage.secretariat.post(f"/promotions/{proposal['proposal_id']}")["application_id"])
    stage.told("application-promoted", [promoted])
    stage.show.step()
    confirm(stage, promoted)
    stage.show.step()


def proposals(stage: Stage) -> list[Json]:
    """The open proposals."""
    found: list[Json] = stage.secretariat.get(f"{stage.edition}/promotions")["proposals"]
    return found
