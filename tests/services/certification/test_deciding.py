"""From attendance to a decision, on a real database."""

import threading
from typing import Any

import pytest

from services.certification.use_cases import completions
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from tests.services.certification import people
from tests.services.certification.office import Office
from tests.services.certification.people import AT, EDITION, JOAO, LUCIA, MARIE, NAMES, TOMAS


def results(office: Office) -> dict[str, tuple[Any, ...]]:
    return {key: (str(row["status"]), row["result"], row["percent"]) for key, row in office.rows().items()}


@pytest.mark.feature("C1")
def test_when_the_last_session_is_locked_everybody_has_a_result_with_its_reason(finished: Office) -> None:
    assert results(finished) == {
        LUCIA: ("computed", "pass", 100),
        TOMAS: ("computed", "pass", 80),
        MARIE: ("computed", "fail", 79),
    }
    assert finished.rows()[MARIE] == {
        "application_id": MARIE,
        "version": 2,
        "status": "computed",
        "result": "fail",
        "attended_minutes": 479,
        "required_minutes": 480,
        "percent": 79,
        "by_exception": False,
        "review_needed": False,
        "certificate": None,
    }


def test_during_the_course_the_rows_show_the_minutes_so_far(office: Office) -> None:
    office.hear_all(people.whole_course()[:-1])

    assert results(office) == dict.fromkeys((LUCIA, TOMAS, MARIE, JOAO), ("provisional", None, 50))
    assert office.published() == []


@pytest.mark.parametrize("seed", range(6))
def test_whatever_order_the_facts_arrive_in_the_results_are_the_same(office: Office, seed: int) -> None:
    facts: list[tuple[Event, int]] = [(event, 1) for event in people.whole_course()]
    facts.append((people.withdrawn(JOAO), 9))
    turned = facts[seed:] + facts[:seed]
    for event, sequence in reversed(turned) if seed % 2 else turned:
        office.hear(event, sequence)

    assert results(office) == {
        LUCIA: ("computed", "pass", 100),
        TOMAS: ("computed", "pass", 80),
        MARIE: ("computed", "fail", 79),
    }


def test_hearing_everything_twice_changes_nothing(finished: Office) -> None:
    before = (finished.rows(), finished.published())
    finished.hear_all(people.whole_course())

    assert (finished.rows(), finished.published()) == before


def test_the_last_two_sheets_locked_at_the_same_moment_are_both_seen(office: Office) -> None:
    *before, monday, tuesday = people.whole_course()
    office.hear_all(before)
    both = threading.Barrier(2, timeout=10)
    hear_sheet = office.courses.hear_sheet

    def hear_together(sheet: Any) -> None:
        hear_sheet(sheet)
        if sheet.id not in met:
            met.add(sheet.id)
            both.wait()

    met: set[str] = set()
    office.courses.hear_sheet = hear_together  # type: ignore[method-assign]  # both are in their transaction now
    threads = [threading.Thread(target=office.hear, args=(sheet,)) for sheet in (monday, tuesday)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert {str(row["status"]) for row in office.rows().values()} == {"computed"}


def test_a_corrected_sheet_changes_a_result_until_the_decision(finished: Office) -> None:
    finished.hear(people.locked("tuesday", lucia=300, tomas=180, marie=180), sequence=2)

    assert results(finished)[MARIE] == ("computed", "pass", 80)


def test_a_sheet_that_arrives_after_its_correction_is_ignored(office: Office) -> None:
    *before, tuesday = people.whole_course()
    office.hear_all(before)
    office.hear(people.locked("tuesday", lucia=300, tomas=300, marie=300), sequence=2)
    office.hear(tuesday, sequence=1)

    assert results(office)[MARIE] == ("computed", "pass", 100)


def test_a_corrected_sheet_after_the_decision_asks_a_person_to_look(issued: Office) -> None:
    issued.hear(people.locked("tuesday", lucia=300, tomas=0, marie=179), sequence=2)

    actions = completions.show_actions(EDITION, completions=issued.completions, certificates=issued.certificates)
    assert results(issued)[TOMAS] == ("approved", "pass", 80)
    assert actions["actions"] == [
        {
            "who": "director",
            "what": "review-completions",
            "count": 1,
            "since": AT,
            "link": f"/editions/{EDITION}/completions",
        }
    ]


def test_approving_decides_everybody_and_a_repeat_decides_nobody(finished: Office) -> None:
    assert finished.approve() == {"approved": 2, "refused": 1}
    assert finished.approve() == {"approved": 0, "refused": 0}

    assert [(row["status"], row["certificate"]) for row in finished.rows().values()] == [
        ("approved", {"certificate_id": "certificate-1", "number": "CIMI-44-C-0001", "status": "approved"}),
        ("refused", None),
        ("approved", {"certificate_id": "certificate-3", "number": "CIMI-44-C-0002", "status": "approved"}),
    ]
    assert [event.name.split(".", 1)[1] for event in finished.published()][-5:] == [
        "completion.approved.v1",
        "certificate.approved.v1",
        "completion.approved.v1",
        "certificate.approved.v1",
        "completion.refused.v1",
    ]


def test_nothing_is_approved_while_attendance_is_open(office: Office) -> None:
    office.hear_all(people.whole_course()[:-1])

    with pytest.raises(Refusal, match="Not every session") as refusal:
        office.approve()
    assert refusal.value.code == "attendance-open"


@pytest.mark.parametrize(
    ("names", "code", "fields"),
    [
        ({LUCIA: "Lucía Ñáñez"}, "invalid", {TOMAS: "Write the name."}),
        (NAMES | {LUCIA: "王 Lucía"}, "name-glyphs", {LUCIA: "No sign for 王 (U+738B)"}),
        (NAMES | {TOMAS: "Tomás\u200b"}, "name-glyphs", {TOMAS: "No sign for U+200B"}),
    ],
)
def test_one_unusable_name_leaves_everything_as_it_was(
    finished: Office, names: dict[str, str], code: str, fields: dict[str, str]
) -> None:
    before = finished.published()

    with pytest.raises(Refusal) as refusal:
        finished.approve(names)

    assert (refusal.value.code, refusal.value.status, refusal.value.fields) == (code, 422, fields)
    assert (finished.published(), finished.certificates.of_edition(EDITION)) == (before, [])


def test_an_exception_gets_a_certificate_and_says_that_it_is_one(issued: Office) -> None:
    answer = issued.approve_exception(MARIE, NAMES[MARIE], version=issued.rows()[MARIE]["version"])
    issued.issue()

    assert (answer["number"], issued.of(MARIE).status) == ("CIMI-44-C-0003", "issued")
    assert issued.rows()[MARIE]["by_exception"] is True


def test_a_stale_page_decides_nothing(finished: Office) -> None:
    with pytest.raises(Refusal) as refusal:
        finished.approve_exception(MARIE, NAMES[MARIE], version=1)

    assert (refusal.value.code, refusal.value.status) == ("stale", 409)
