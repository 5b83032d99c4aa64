"""What staff see: the timeline, the list, what waits for whom."""

from collections.abc import Callable
from typing import Any

from tests.services.registration.conftest import form
from tests.services.registration.invented import STAFF
from tests.services.registration.office import Office, change

Json = dict[str, Any]
SetUp = Callable[..., Json]
Published = Callable[..., tuple[str, list[str]]]


def test_the_timeline_says_who_did_what_and_why(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    change(office, "withdraw_by_course", "director", rosa, reason_code="conduct")
    seen = office.query("application", "secretariat", application_id=rosa)
    steps = [(step["from"], step["to"], step["role"], step["reason_code"]) for step in seen["timeline"]]
    assert steps == [
        ("", "submitted", "public", ""),
        ("eligibility:not_checked", "eligibility:pass", "public", ""),
        ("endorsement:not_requested", "endorsement:requested", "public", ""),
        ("endorsement:requested", "endorsement:endorsed", "focal_point", ""),
        ("submitted", "under_review", "secretariat", ""),
        ("proposed:nothing", "proposed:selected", "secretariat", "best-of-country"),
        ("under_review", "selected", "director", ""),
        ("selected", "withdrawn_by_course", "director", "conduct"),
    ]
    assert seen["timeline"][-1]["actor"] == STAFF["director"]
    assert (seen["waiting_on"], seen["acts"]) == ("nobody", [])


def test_staff_find_applications_by_status_country_and_part_of_a_name(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    for count, country in enumerate(["PE", "BR", "PE"], start=1):
        office.command("submit_application", "public", edition_id=edition_id, **form(count, country=country))

    def numbers(**asked: Any) -> list[str]:
        rows = office.query("applications", "auditor", edition_id=edition_id, **asked)["rows"]
        return [row["number"] for row in rows]

    assert numbers(country="PE") == ["CIMI-44-0001", "CIMI-44-0003"]
    assert numbers(q="rosa.quispe2@") == ["CIMI-44-0002"]
    assert numbers(q="rosa .*") == []
    assert numbers(status="returned") == []
    page = office.query("applications", "auditor", edition_id=edition_id, limit=2)
    assert (page["next"], numbers(after=page["next"])) == ("CIMI-44-0002", ["CIMI-44-0003"])


def test_everybody_sees_what_waits_for_whom(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    office.command("submit_application", "public", edition_id=edition_id, **form(1))
    office.command("submit_application", "public", edition_id=edition_id, **form(2, letter=None))
    office.command("submit_application", "public", edition_id=edition_id, **form(3, years_experience=0))
    waiting = office.query("next_actions", "auditor", edition_id=edition_id)["actions"]
    assert [(one["who"], one["what"], one["count"]) for one in waiting] == [
        ("secretariat", "start-review", 1),
        ("secretariat", "return-incomplete", 1),
        ("secretariat", "decide-eligibility", 1),
        ("secretariat", "look-at-documents", 2),
        ("focal_point", "answer-nomination", 3),
    ]
