"""Journeys as the participant, the travel desk and the director meet them, on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    TravelApproved,
    TravelCancelled,
    TravelCompleted,
    TravelItineraryAccepted,
    TravelItineraryDeclined,
    TravelItineraryProposed,
    TravelNotNeeded,
    TravelRefused,
    TravelRequested,
    TravelSettled,
    TravelTicketed,
)
from shared.storage import now
from tests.services.registration.invented import by
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]
Published = Callable[..., tuple[str, list[str]]]
DESK = "travel_desk"
FACTS = (
    TravelApproved,
    TravelCancelled,
    TravelCompleted,
    TravelItineraryAccepted,
    TravelItineraryDeclined,
    TravelItineraryProposed,
    TravelNotNeeded,
    TravelRefused,
    TravelRequested,
    TravelSettled,
    TravelTicketed,
)
RECEIPT = {"what": "Pasaje aéreo", "amount": "1050.50", "reference": "Factura 0001-223"}


@pytest.fixture
def seated(office: Office, published: Published) -> Callable[..., tuple[str, list[str]]]:
    """`seated("PE", "BR")`: the edition's id and those of its confirmed applications; OSI pays up to 2000 dollars."""

    def make(*countries: str, ceiling: str = "2000") -> tuple[str, list[str]]:
        edition_id, ids = published(list(countries))
        for one in ids:
            change(office, "confirm_offer", "applicant", one)
        if ceiling:
            budget = {"currency": "USD", "ceiling_osi": ceiling, "version": 0}
            office.command("set_travel_budget", "director", edition_id=edition_id, **budget)
        return edition_id, ids

    return make


def wish(office: Office, edition_id: str, **changes: Any) -> Json:
    """From Lima, on the days around the course."""
    dates = office.registry.editions.get(edition_id).dates
    eve, after = dates.starts_on - timedelta(days=1), dates.ends_on + timedelta(days=1)
    asked = {"funding_source": "osi", "origin": "Lima", "outbound_on": eve.isoformat()}
    return asked | {"return_on": after.isoformat(), "constraints": "Silla de ruedas"} | changes


def leg(day: str, direction: str = "outbound", **changes: Any) -> Json:
    """To Mar del Plata, or back."""
    ends = ("Lima", "Mar del Plata") if direction == "outbound" else ("Mar del Plata", "Lima")
    return {
        "direction": direction,
        "origin": ends[0],
        "destination": ends[1],
        "carrier": "LATAM",
        "number": "LA 2467",
        "departs": f"{day}T07:10",
        "departs_zone": "America/Lima",
        "arrives": f"{day}T14:35",
        "arrives_zone": "America/Argentina/Buenos_Aires",
        **changes,
    }


def there_and_back(office: Office, edition_id: str) -> list[Json]:
    days = wish(office, edition_id)
    return [leg(days["outbound_on"]), leg(days["return_on"], "return")]


def ask(office: Office, edition_id: str, application_id: str, **changes: Any) -> str:
    """The participant asks for a journey; its id."""
    asked = wish(office, edition_id, **changes)
    done = office.command("request_travel", "applicant", application_id, application_id=application_id, **asked)
    return str(done["travel_id"])


def act(office: Office, name: str, role: str, travel_id: str, **more: Any) -> Json:
    """Change a journey as somebody who has just looked at it; an applicant acts for themselves."""
    known = office.registry.travels.get(travel_id)
    person = known.application_id if role == "applicant" else ""
    return office.command(name, role, person, travel_id=travel_id, version=known.version, **more)


def ticketed(office: Office, edition_id: str, application_id: str, price: str = "980.40") -> str:
    """A journey up to its ticket; its id."""
    travel_id = ask(office, edition_id, application_id)
    act(office, "approve_travel", DESK, travel_id, amount="1200")
    act(office, "propose_itinerary", DESK, travel_id, legs=there_and_back(office, edition_id))
    act(office, "accept_itinerary", "applicant", travel_id)
    act(office, "ticket_travel", DESK, travel_id, reference="KX7P2Q", price=price)
    return travel_id


def money(office: Office, edition_id: str) -> tuple[str, str, str]:
    """Committed, spent and left of what OSI pays."""
    line = office.query("travel_budget", DESK, edition_id=edition_id)["lines"][0]
    return line["committed"], line["spent"], line["left"]


def waits(office: Office, edition_id: str) -> list[tuple[str, str, int]]:
    """What waits about journeys."""
    found = office.query("next_actions", "auditor", edition_id=edition_id)["actions"]
    return [(one["who"], one["what"], one["count"]) for one in found if "/travel" in one["link"]]


@pytest.mark.feature("A17")
def test_a_journey_from_the_request_to_the_settlement(office: Office, seated: Callable[..., Any]) -> None:
    edition_id, (rosa,) = seated("PE")
    assert waits(office, edition_id) == [("applicant", "request-travel", 1)]
    travel_id = ask(office, edition_id, rosa)
    assert waits(office, edition_id) == [(DESK, "approve-travel", 1)]
    act(office, "approve_travel", DESK, travel_id, amount="1200")
    assert money(office, edition_id) == ("1200.00", "0", "800.00")
    act(office, "propose_itinerary", DESK, travel_id, legs=there_and_back(office, edition_id))
    assert waits(office, edition_id) == [("applicant", "answer-itinerary", 1)]
    act(office, "decline_itinerary", "applicant", travel_id, wish="Un vuelo por la tarde, por favor.")
    act(office, "propose_itinerary", DESK, travel_id, legs=there_and_back(office, edition_id))
    act(office, "accept_itinerary", "applicant", travel_id)
    act(office, "ticket_travel", DESK, travel_id, reference="KX7P2Q", price="980.40")
    assert money(office, edition_id) == ("219.60", "980.40", "800.00")
    assert refused(lambda: act(office, "complete_travel", DESK, travel_id)) == ("not-travelled-yet", 409)
    office.later = timedelta(days=140)
    act(office, "complete_travel", DESK, travel_id)
    assert waits(office, edition_id)[0] == (DESK, "settle-travel", 1)
    taxi = {"what": "Traslado", "amount": "30", "reference": "Recibo 12"}
    act(office, "settle_travel", DESK, travel_id, receipts=[RECEIPT, taxi])
    assert money(office, edition_id) == ("0", "1080.50", "919.50")
    shown = office.query("travel", "auditor", travel_id=travel_id)
    assert (shown["status"], shown["declined"], shown["settlement"]["difference"]) == ("settled", 1, "119.50")
    assert [type(fact) for fact in office.told(*FACTS)] == [
        TravelRequested,
        TravelApproved,
        TravelItineraryProposed,
        TravelItineraryDeclined,
        TravelItineraryProposed,
        TravelItineraryAccepted,
        TravelTicketed,
        TravelCompleted,
        TravelSettled,
    ]
    said = [(step["role"], step["to"]) for step in shown["timeline"]]
    assert said == [
        ("applicant", "requested"),
        (DESK, "approved"),
        (DESK, "itinerary_proposed"),
        ("applicant", "approved"),
        (DESK, "itinerary_proposed"),
        ("applicant", "accepted"),
        (DESK, "ticketed"),
        (DESK, "travelled"),
        (DESK, "settled"),
    ]


@pytest.mark.feature("A17")
def test_only_the_director_goes_above_the_ceiling_and_says_why(office: Office, seated: Callable[..., Any]) -> None:
    edition_id, (rosa, ana) = seated("PE", "BR")
    act(office, "approve_travel", DESK, ask(office, edition_id, rosa), amount="1200")
    travel_id = ask(office, edition_id, ana)
    assert refused(lambda: act(office, "approve_travel", DESK, travel_id, amount="801")) == ("above-ceiling", 409)
    assert refused(lambda: act(office, "approve_travel", "director", travel_id, amount="801")) == ("invalid", 422)
    because = {"amount": "801", "override_reason": "La sede cubre la diferencia."}
    act(office, "approve_travel", "director", travel_id, **because)
    budget = office.query("travel_budget", "auditor", edition_id=edition_id)
    assert budget["lines"][0]["left"] == "-1.00"
    (override,) = budget["overrides"]
    assert (override["travel_id"], override["reason"], override["cost"]) == (
        travel_id,
        "La sede cubre la diferencia.",
        "801.00",
    )
    lower = {"currency": "USD", "ceiling_osi": "1500", "version": 1}
    with pytest.raises(Refusal) as wrong:
        office.command("set_travel_budget", "director", edition_id=edition_id, **lower)
    assert wrong.value.fields == {"ceiling_osi": "More than this is committed or spent already."}


@pytest.mark.feature("A17")
def test_without_a_budget_nothing_is_approved_and_the_director_is_waited_for(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa,) = seated("PE", ceiling="")
    travel_id = ask(office, edition_id, rosa)
    assert refused(lambda: act(office, "approve_travel", DESK, travel_id, amount="800")) == ("no-travel-budget", 409)
    assert waits(office, edition_id) == [(DESK, "approve-travel", 1), ("director", "set-travel-budget", 1)]


@pytest.mark.feature("A17")
def test_whoever_withdraws_after_the_ticket_leaves_its_cost_in_the_budget_until_it_is_settled(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa, ana) = seated("PE", "BR")
    travel_id = ticketed(office, edition_id, rosa)
    change(office, "withdraw_application", "applicant", rosa, reason_code="duty")
    (cancelled,) = office.told(TravelCancelled)
    assert (cancelled.travel_id, cancelled.reason_code) == (travel_id, "seat-given-up")
    assert money(office, edition_id) == ("0", "980.40", "1019.60")
    assert (DESK, "settle-cancelled-travel", 1) in waits(office, edition_id)
    rows = office.query("travellers", DESK, edition_id=edition_id)["rows"]
    assert (rows[0]["application_id"], rows[0]["next_step"]) == (rosa, "settle-cancelled-travel")
    fee = {"what": "Multa por cancelación", "amount": "150", "reference": "Nota 7"}
    act(office, "settle_travel", DESK, travel_id, receipts=[fee])
    assert money(office, edition_id) == ("0", "150.00", "1850.00")
    assert office.query("travel", DESK, travel_id=travel_id)["status"] == "cancelled"
    assert waits(office, edition_id) == [("applicant", "request-travel", 1)]
    del ana


@pytest.mark.feature("A17")
def test_of_a_journey_that_the_country_pays_only_the_itinerary_is_collected(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa,) = seated("PE", ceiling="")
    travel_id = ask(office, edition_id, rosa, funding_source="national")
    assert waits(office, edition_id) == [("applicant", "tell-itinerary", 1)]
    assert refused(lambda: act(office, "approve_travel", DESK, travel_id, amount="1")) == ("not-budgeted", 409)
    act(office, "record_itinerary", "applicant", travel_id, legs=there_and_back(office, edition_id))
    assert waits(office, edition_id) == []
    office.later = timedelta(days=140)
    act(office, "complete_travel", DESK, travel_id)
    assert office.query("travel", DESK, travel_id=travel_id)["next_step"] == ""


@pytest.mark.feature("A17")
def test_an_itinerary_that_does_not_fit_the_course_needs_a_reason(office: Office, seated: Callable[..., Any]) -> None:
    edition_id, (rosa,) = seated("PE")
    travel_id = ask(office, edition_id, rosa)
    act(office, "approve_travel", DESK, travel_id, amount="1000")
    days = office.registry.editions.get(edition_id).dates
    legs = [leg(days.starts_on.isoformat()), leg(days.ends_on.isoformat(), "return")]
    with pytest.raises(Refusal) as misfit:
        act(office, "propose_itinerary", DESK, travel_id, legs=legs)
    assert sorted(misfit.value.fields) == ["arrives_late", "leaves_early", "waiver"]
    act(office, "propose_itinerary", DESK, travel_id, legs=legs, waiver="No hay otro vuelo esa semana.")
    shown = office.query("travel", DESK, travel_id=travel_id)["itinerary"]
    assert (shown["misfits"], shown["waiver"]) == (["arrives_late", "leaves_early"], "No hay otro vuelo esa semana.")


@pytest.mark.feature("A17")
def test_a_participant_has_one_live_journey_and_may_ask_anew_after_a_refusal(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa,) = seated("PE")
    travel_id = ask(office, edition_id, rosa)
    assert ask(office, edition_id, rosa, origin="Cusco") == travel_id
    double = office.registry.travels.get(travel_id)
    second = replace(double, id="another", version=0)

    def add_second() -> None:
        office.database.transact(lambda: office.registry.travels.add(second), cause=by(DESK, at=now()))

    assert refused(add_second) == ("travel-exists", 409)
    act(office, "refuse_travel", DESK, travel_id, reason_code="own_funds", note="Su ministerio paga.")
    assert ask(office, edition_id, rosa, funding_source="national") != travel_id
    office.command("decline_travel", DESK, application_id=rosa)
    assert office.query("traveller", "applicant", rosa, application_id=rosa)["status"] == "not_needed"


@pytest.mark.feature("A17")
def test_nobody_asks_for_a_journey_without_a_seat_or_for_somebody_else(
    office: Office, published: Published, seated: Callable[..., Any]
) -> None:
    del seated
    edition_id, (rosa, ana) = published(["PE", "BR"])
    assert refused(lambda: ask(office, edition_id, rosa)) == ("no-seat-to-travel-to", 409)
    change(office, "confirm_offer", "applicant", ana)
    for_ana = wish(office, edition_id) | {"application_id": ana}
    assert refused(lambda: office.command("request_travel", "applicant", rosa, **for_ana)) == ("not-allowed", 403)
    assert refused(lambda: office.command("request_travel", "secretariat", **for_ana)) == ("not-allowed", 403)


@pytest.mark.feature("A17", "F2")
def test_the_travel_desk_is_told_nothing_that_a_journey_does_not_need(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa,) = seated("PE")
    travel_id = ask(office, edition_id, rosa)
    shown = [
        office.query("travellers", DESK, edition_id=edition_id),
        office.query("travel", DESK, travel_id=travel_id),
        office.query("traveller", DESK, application_id=rosa),
        office.query("travel_budget", DESK, edition_id=edition_id),
    ]
    form = office.registry.applications.get(rosa).form
    for secret in (form.motivation, form.institution, form.position, form.focal_point_email, "score", "passport"):
        assert secret not in str(shown)
    for query, about in (
        ("application", {"application_id": rosa}),
        ("applications", {"edition_id": edition_id}),
        ("selection", {"edition_id": edition_id}),
        ("next_actions", {"edition_id": edition_id}),
        ("participants", {"edition_id": edition_id}),
        ("document", {"application_id": rosa, "kind": "letter"}),
        ("calls", {"edition_id": edition_id}),
        ("editions", {}),
    ):
        assert refused(lambda query=query, about=about: office.query(query, DESK, **about)) == ("not-allowed", 403)
    assert office.query("application", "secretariat", application_id=rosa)["travel"]["status"] == "requested"


@pytest.mark.feature("A17")
def test_a_cancelled_edition_cancels_its_journeys(office: Office, seated: Callable[..., Any]) -> None:
    edition_id, (rosa,) = seated("PE")
    travel_id = ask(office, edition_id, rosa)
    version = office.registry.editions.get(edition_id).version
    office.command("cancel_edition", "director", edition_id=edition_id, version=version, reason="Sin fondos.")
    assert [(one.travel_id, one.reason_code) for one in office.told(TravelCancelled)] == [
        (travel_id, "edition-cancelled")
    ]


def test_amounts_are_kept_to_the_cent(office: Office, seated: Callable[..., Any]) -> None:
    edition_id, (rosa,) = seated("PE", ceiling="0.30")
    travel_id = ask(office, edition_id, rosa)
    assert refused(lambda: act(office, "approve_travel", DESK, travel_id, amount="0.301")) == ("invalid", 422)
    act(office, "approve_travel", DESK, travel_id, amount="0.3")
    assert office.registry.travels.get(travel_id).approved == Decimal("0.30")
    assert money(office, edition_id) == ("0.30", "0", "0.00")


@pytest.mark.feature("A14", "A17")
def test_whoever_does_not_take_the_airfare_is_not_flown_by_the_course(
    office: Office, seated: Callable[..., Any]
) -> None:
    edition_id, (rosa,) = seated("PE")
    travel_id = ask(office, edition_id, rosa)
    change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["lodging", "meals"])
    assert office.registry.travels.get(travel_id).status == "cancelled"
    with pytest.raises(Refusal) as refusal:
        ask(office, edition_id, rosa)
    assert list(refusal.value.fields) == ["funding_source"]
    ask(office, edition_id, rosa, funding_source="national")
    change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["lodging"])
    assert office.query("traveller", "applicant", rosa, application_id=rosa)["status"] == "requested"
