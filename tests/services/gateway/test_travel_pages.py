"""The pages and routes of journeys, with registration beside the gateway, without a network."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from services.gateway.app import create_app
from services.gateway.model.account import Role
from services.gateway.use_cases import Desk
from services.gateway.web.door import Door
from services.notifications.repository import Known
from shared.messaging.links import sign
from shared.storage import Database, now
from tests.services.gateway.conftest import COOKIE_KEY, LINK_KEY, Visitor
from tests.services.gateway.house import PASSWORD, STAFF
from tests.services.gateway.test_call_pages import Beside
from tests.services.registration.conftest import call, form
from tests.services.registration.office import Office, change

Json = dict[str, Any]


@pytest.fixture
def office(database: Callable[[str], Database]) -> Office:
    return Office.opened(database("registration"))


@pytest.fixture
def app(desk: Desk, office: Office, database: Callable[[str], Database]) -> Flask:
    services = Beside(office, Known(database("notifications")))
    return create_app(
        Door(public_url="http://localhost", link_key=LINK_KEY, desk=desk, services=services), cookie_key=COOKIE_KEY
    )


@pytest.fixture
def seated(office: Office) -> tuple[str, str]:
    """An edition's id and that of its one confirmed application."""
    made = office.command("create_edition", "secretariat", **call(now()))
    edition_id = made["edition_id"]
    of = {"edition_id": edition_id}
    office.command("open_edition", "director", **of, version=made["version"])
    application_id = office.command("submit_application", "public", **form(), **of)["application_id"]
    answer = {"answer": "endorsed", "evidence": "Nota 1"}
    change(office, "record_endorsement", "secretariat", application_id, **answer)
    office.command("start_reviews", "secretariat", **of)
    version = office.registry.editions.get(edition_id).version
    office.command("close_applications", "secretariat", **of, version=version)
    office.command("propose_selection", "secretariat", **of)
    version = office.query("selection", "director", **of)["edition_version"]
    office.command("publish_selection", "director", **of, version=version)
    change(office, "confirm_offer", "applicant", application_id)
    return edition_id, application_id


@pytest.fixture
def days(office: Office, seated: tuple[str, str]) -> tuple[str, str]:
    """The eve of the course and the day after it."""
    dates = office.registry.editions.get(seated[0]).dates
    return (dates.starts_on - timedelta(days=1)).isoformat(), (dates.ends_on + timedelta(days=1)).isoformat()


@pytest.fixture
def my(office: Office, seated: tuple[str, str]) -> str:
    """The participant's link to their journey."""
    person_id = office.registry.applications.get(seated[1]).person_id
    return f"/en/my/{sign(LINK_KEY, 'my', seated[1], person_id)}/travel"


def signed_in(app: Flask, role: Role) -> Visitor:
    visitor = Visitor(app.test_client())
    visitor.sign_in(role)
    return visitor


def api_of(app: Flask, role: Role) -> Callable[..., Any]:
    """`ask(method, path, body)` by the API for somebody of that role."""
    client: FlaskClient = app.test_client()
    token = client.post("/api/v1/tokens", json={"email": STAFF[role][0], "password": PASSWORD}).json["token"]
    headers = {"Authorization": f"Bearer {token}"}
    return lambda method, path, body=None: client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


def leg(day: str, direction: str, row: int) -> Json:
    """A leg as the form has it."""
    ends = ("Lima", "Mar del Plata") if direction == "outbound" else ("Mar del Plata", "Lima")
    said = {
        "direction": direction,
        "origin": ends[0],
        "destination": ends[1],
        "carrier": "LATAM",
        "number": "LA 1",
        "departs": f"{day}T08:00",
        "departs_zone": "America/Lima",
        "arrives": f"{day}T20:00",
        "arrives_zone": "America/Lima",
    }
    return {f"legs-{row}-{name}": value for name, value in said.items()}


def as_sent(*legs: Json) -> Json:
    """The whole form as a browser sends it, with its empty rows."""
    filled: Json = {f"legs-{row}-direction": "return" for row in range(8)}
    for one in legs:
        filled |= one
    return filled


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A17")
def test_a_journey_goes_its_way_by_the_pages_and_what_is_wrong_loses_nothing(
    app: Flask, office: Office, seated: tuple[str, str], days: tuple[str, str], my: str
) -> None:
    edition_id, _ = seated
    traveller, desk, director = (
        Visitor(app.test_client()),
        signed_in(app, Role.TRAVEL_DESK),
        signed_in(app, Role.DIRECTOR),
    )
    asked = {"funding_source": "osi", "origin": "Lima", "outbound_on": days[0], "return_on": days[1]}
    refused = traveller.send(f"{my}/request", my, **asked | {"outbound_on": days[1], "return_on": days[0]})
    assert (refused.status_code, 'value="Lima"' in refused.text) == (422, True)
    assert traveller.send(f"{my}/request", my, **asked).status_code == 302

    budget = f"/staff/editions/{edition_id}/travel/budget"
    assert "no travel budget yet" in director.get(budget).text
    wrong = director.send(budget, budget, currency="xxx", ceiling_osi="1000", ceiling_other="0")
    assert "There is no such currency." in wrong.text
    director.send(budget, budget, currency="usd", ceiling_osi="1000", ceiling_other="0")
    assert "$1,000.00" in director.get(budget).text

    (link,) = re.findall(
        r"/staff/travel/[\w-]+", desk.get(f"/staff/editions/{edition_id}/travel").text.split("tbody")[1]
    )
    above = desk.send(f"{link}/approval", link, amount="1000.01")
    assert (above.status_code, "Only the director may allow it." in above.text) == (409, True)
    assert desk.send(f"{link}/approval", link, amount="900").status_code == 302
    legs = as_sent(leg(days[0], "outbound", 0), leg(days[1], "return", 2))
    unfit = desk.send(f"{link}/itinerary-proposal", link, **legs | {"legs-2-departs_zone": "Mars/Base"})
    assert (unfit.status_code, "LATAM" in unfit.text) == (422, True)
    assert desk.send(f"{link}/itinerary-proposal", link, **legs).status_code == 302
    assert traveller.send(f"{my}/other-wish", my, wish="Later, please.").status_code == 302
    assert "Later, please." in desk.get(link).text
    desk.send(f"{link}/itinerary-proposal", link, **legs)
    assert traveller.send(f"{my}/acceptance", my).status_code == 302
    assert desk.send(f"{link}/ticket", link, reference="KX7P2Q", price="850,50").status_code == 302
    assert "KX7P2Q" in traveller.get(my).text
    office.later = timedelta(days=150)
    for visitor in (traveller, desk, director, signed_in(app, Role.AUDITOR)):
        assert visitor.get(my if visitor is traveller else link).status_code == 200
    assert traveller.send(f"{my}/cancellation", my, reason_code="dates").status_code == 302
    paid = {"receipts-0-what": "Fee", "receipts-0-amount": "1x", "receipts-0-reference": "Note 7"}
    wrong = desk.send(f"{link}/settlement", link, **paid)
    assert (wrong.status_code, 'value="Fee"' in wrong.text) == (422, True)
    assert desk.send(f"{link}/settlement", link, **paid | {"receipts-0-amount": "100"}).status_code == 302
    assert "$100.00" in desk.get(budget).text


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A17", "E9")
def test_the_api_does_what_the_pages_do(app: Flask, seated: tuple[str, str], days: tuple[str, str], my: str) -> None:
    edition_id, application_id = seated
    desk, director = api_of(app, Role.TRAVEL_DESK), api_of(app, Role.DIRECTOR)
    by_link = f"/my/{my.split('/')[3]}/travel"
    assert (
        director(
            "PUT", f"/editions/{edition_id}/travel-budget", {"version": 0, "currency": "USD", "ceiling_osi": "500"}
        ).status_code
        == 200
    )
    wish = {"funding_source": "osi", "origin": "Lima", "outbound_on": days[0], "return_on": days[1]}
    travel_id = desk("POST", f"/travellers/{application_id}/request", wish).json["travel_id"]
    one = f"/travels/{travel_id}"

    def version() -> Json:
        return {"version": desk("GET", one).json["version"]}

    assert desk("POST", f"{one}/approval", version() | {"amount": "501"}).json["code"] == "above-ceiling"
    over = version() | {"amount": "501", "override_reason": "Paid by headquarters."}
    assert director("POST", f"{one}/approval", over).status_code == 200
    legs = [
        {name.split("-")[2]: value for name, value in leg(day, direction, 0).items()}
        for day, direction in zip(days, ("outbound", "return"), strict=True)
    ]
    assert desk("POST", f"{one}/itinerary-proposal", version() | {"legs": legs}).status_code == 200
    mine = app.test_client()
    shown = mine.get(f"/api/v1{by_link}").json
    assert (shown["status"], shown["acts"]) == (
        "itinerary_proposed",
        ["accept_itinerary", "decline_itinerary", "cancel_travel"],
    )
    assert mine.post(f"/api/v1{by_link}/acceptance", json=version()).status_code == 200
    assert desk("POST", f"{one}/ticket", version() | {"reference": "KX7P2Q", "price": "480"}).status_code == 200
    (row,) = desk("GET", f"/editions/{edition_id}/travellers?status=ticketed").json["rows"]
    assert (row["travel"]["travel_id"], row["travel"]["cost"]) == (travel_id, "501.00")
    assert desk("POST", f"{one}/cancellation", version() | {"reason_code": "dates"}).status_code == 200
    assert [line["left"] for line in desk("GET", f"/editions/{edition_id}/travel-budget").json["lines"]] == [
        "20.00",
        "0.00",
    ]


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A17")
def test_a_participant_whose_country_pays_needs_no_approval_and_one_who_lives_there_no_journey(
    app: Flask, office: Office, seated: tuple[str, str], days: tuple[str, str], my: str
) -> None:
    traveller = Visitor(app.test_client())
    assert traveller.send(f"{my}/no-travel", my).status_code == 302
    assert "No journey needed" in traveller.get(my).text
    asked = {"funding_source": "national", "origin": "Lima", "outbound_on": days[0], "return_on": days[1]}
    traveller.send(f"{my}/request", my, **asked)
    wrong = traveller.send(f"{my}/itinerary", my, **as_sent(leg(days[0], "outbound", 0)))
    assert (wrong.status_code, "There is no way back." in wrong.text) == (422, True)
    legs = as_sent(leg(days[0], "outbound", 0), leg(days[1], "return", 2))
    assert traveller.send(f"{my}/itinerary", my, **legs).status_code == 302
    assert office.query("traveller", "travel_desk", application_id=seated[1])["status"] == "accepted"
