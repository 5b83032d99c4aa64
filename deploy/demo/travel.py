"""Journeys: asked for by the participants' links, arranged by the travel desk below a ceiling that the director sets."""

from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.door import Json, refused
from deploy.demo.pools import HOMES, VENUE
from deploy.demo.stage import Stage
from deploy.demo.waiting import sure

CEILING, FARE, OVER = "1500", "900", "850"
FINE = "120"


@dataclass(frozen=True, kw_only=True)
class Travellers:
    """Who travels how. leaver: whoever gives the seat back with the ticket in hand."""

    leaver: str
    far: str
    national: str
    own_way: str


def arrange(stage: Stage, who: Travellers) -> None:
    """Two are flown, one of them above the ceiling; a country pays for one, and one comes without us."""
    with stage.show.act("Journeys are asked for", 4):
        budget = {"version": 0, "currency": "USD", "ceiling_osi": CEILING}
        stage.director.put(f"{stage.edition}/travel-budget", budget)
        stage.show.together(
            lambda pair: ask(stage, *pair), [(who.leaver, "osi"), (who.far, "osi"), (who.national, "national")]
        )
        code = refused(lambda: ask(stage, who.own_way, "osi"))
        sure(code == "invalid", f"a ticket that was not taken is asked for: {code}")
        stage.public.post(f"{stage.my(who.own_way)}/travel/no-travel")
        stage.show.step()
    with stage.show.act("Journeys are approved below the ceiling", 2):
        approve(stage, stage.travels[who.leaver], FARE)
        stage.show.step()
        approve_above(stage, stage.travels[who.far])
        stage.show.step()
    with stage.show.act("Journeys are planned and ticketed", 5):
        flown = [who.leaver, who.far]
        stage.show.together(lambda one: propose(stage, one), flown)
        stage.told("travel-itinerary-proposed", flown)
        stage.show.together(lambda one: accept(stage, one), flown)
        door = f"{stage.my(who.national)}/travel"
        stage.public.change(door, f"{door}/itinerary", {"legs": legs(stage, who.national)})
        stage.show.step()


def ask(stage: Stage, application_id: str, source: str) -> None:
    """A participant asks for a journey from the capital of their country and back."""
    going, coming = days(stage)
    wish = {"outbound_on": going.isoformat(), "return_on": coming.isoformat()}
    wish |= {"funding_source": source, "origin": HOMES[stage.who(application_id).country].city}
    asked = stage.public.post(f"{stage.my(application_id)}/travel/request", wish)
    stage.travels[application_id] = f"/travels/{asked['travel_id']}"


def approve(stage: Stage, travel: str, amount: str) -> None:
    """The travel desk approves an amount."""
    stage.travel_desk.change(travel, f"{travel}/approval", {"amount": amount})


def approve_above(stage: Stage, travel: str) -> None:
    """What goes above the ceiling is refused to the travel desk; the director says why it may."""
    code = refused(lambda: approve(stage, travel, OVER))
    sure(code == "above-ceiling", f"the ceiling does not hold: {code}")
    why = {"amount": OVER, "override_reason": "No hay tarifa menor con llegada antes del curso."}
    stage.director.change(travel, f"{travel}/approval", why)


def propose(stage: Stage, application_id: str) -> None:
    """The travel desk proposes an itinerary."""
    travel = stage.travels[application_id]
    stage.travel_desk.change(travel, f"{travel}/itinerary-proposal", {"legs": legs(stage, application_id)})


def accept(stage: Stage, application_id: str) -> None:
    """The participant agrees, and the ticket is bought."""
    door, travel = f"{stage.my(application_id)}/travel", stage.travels[application_id]
    stage.public.change(door, f"{door}/acceptance")
    price = stage.travel_desk.get(travel)["approved"]
    bought = {"reference": f"KX{stage.who(application_id).row:04}", "price": price}
    stage.travel_desk.change(travel, f"{travel}/ticket", bought)


def settle(stage: Stage, leaver: str) -> None:
    """The ticket of whoever gave the seat back is settled: what it cost in the end is the fine, and the rest is free."""
    travel = stage.travels[leaver]
    with stage.show.act("The ticket of the one who left is settled"):
        sure(stage.travel_desk.get(travel)["status"] == "cancelled", "the journey to a seat given back goes on")
        paid = {"what": "Penalidad por cancelación", "amount": FINE, "reference": "Recibo 0001-00000087"}
        stage.travel_desk.change(travel, f"{travel}/settlement", {"receipts": [paid]})
        lines = {
            line["funding_source"]: line for line in stage.travel_desk.get(f"{stage.edition}/travel-budget")["lines"]
        }
        left = float(CEILING) - float(OVER) - float(FINE)
        sure(float(lines["osi"]["left"]) == left, lines)


def legs(stage: Stage, application_id: str) -> list[Json]:
    """There on the day before the course, and home on the day after it."""
    home, (going, coming) = HOMES[stage.who(application_id).country], days(stage)
    there = {"direction": "outbound", "origin": home.city, "departs_zone": home.zone}
    there |= {"destination": VENUE.city, "arrives_zone": VENUE.zone}
    there |= {
        "departs": f"{going}T05:40",
        "arrives": f"{going}T21:15",
        "carrier": "Aerolíneas del Sur",
        "number": "AS 708",
    }
    back = {"direction": "return", "origin": VENUE.city, "departs_zone": VENUE.zone}
    back |= {"destination": home.city, "arrives_zone": home.zone}
    back |= {
        "departs": f"{coming}T08:00",
        "arrives": f"{coming}T20:30",
        "carrier": "Aerolíneas del Sur",
        "number": "AS 709",
    }
    return [there, back]


def days(stage: Stage) -> tuple[date, date]:
    """The day before the course and the day after it."""
    return stage.calendar.starts_on - timedelta(days=1), stage.calendar.ends_on + timedelta(days=1)
