"""The demo judges itself: it notices what is lost, doubled or invented, and who stands where they should not."""

from collections import Counter
from dataclasses import replace

import pytest

from deploy.demo import check
from deploy.demo.check import Balance
from deploy.demo.examine import Evidence, Published, left_in
from services.notifications.model.status_emails import STATUS_EMAILS

SUBMITTED = Published(
    event_id="e1", service="registration", name="registration.application.submitted.v1", subject="a1", sequence=1
)
RELEASED = Published(
    event_id="e2", service="scheduling", name="scheduling.programme.released.v1", subject="ed", sequence=2
)
ISSUED = Published(
    event_id="e3", service="certification", name="certification.certificate.issued.v1", subject="c1", sequence=1
)
LOCKED = Published(
    event_id="e4", service="scheduling", name="scheduling.attendance.locked.v1", subject="s1", sequence=2
)


def email(event: str, template: str, number: int) -> dict[str, object]:
    return {
        "email_id": f"m{number}",
        "cause_event_id": event,
        "template": template,
        "recipient_id": "p1",
        "status": "accepted",
        "message_id": f"<m{number}@cimi.example>",
        "attempts": 1,
    }


def saw(event: Published) -> dict[str, object]:
    return {
        "id": event.event_id,
        "source": f"/cimi/{event.service}",
        "subject": event.subject,
        "sequence": str(event.sequence),
    }


CALLED = {"c1": "nominated", "c2": "acknowledged"}
GOOD = Evidence(
    edition={"seats": 1},
    calls=[{"call_id": "c1", "status": "nominated"}, {"call_id": "c2", "status": "silent"}],
    applications=[{"application_id": "a1", "status": "finished"}],
    certificates=[
        {"application_id": "a1", "status": "issued", "number": "CIMI-48-C-0001"},
        {"application_id": "a2", "status": "revoked", "number": "CIMI-48-C-0002"},
    ],
    completions=[{"application_id": "a1", "result": "pass"}, {"application_id": "a2", "result": "pass"}],
    emails=[
        email("e1", "application-submitted", 1),
        email("e2", "programme-released", 2),
        email("e3", "certificate-issued", 3),
        email("inside", "review-assigned", 4),
    ],
    caught=Counter(["<m1@cimi.example>", "<m2@cimi.example>", "<m3@cimi.example>", "<m4@cimi.example>"]),
    published=[SUBMITTED, RELEASED, ISSUED, LOCKED],
    earlier={"e0"},
    seen=[saw(SUBMITTED), saw(RELEASED), saw(ISSUED), saw(LOCKED)],
)


def off(evidence: Evidence, *, parked: int = 0, queued: dict[str, int] | None = None) -> list[str]:
    """What is not as it must be."""
    found = check.findings(
        evidence,
        expected={"a1": "finished"},
        called=CALLED,
        told_inside={"review-assigned": 1},
        parked=parked,
        queued=queued or {},
    )
    return [finding.what for finding in found if not finding.good]


def test_an_edition_as_it_should_be_is_found_good() -> None:
    assert off(GOOD) == []


def test_no_email_is_left_out_of_the_reckoning() -> None:
    assert {row.event.name for row in STATUS_EMAILS} == (
        check.TOLD_TO_ONE | check.TOLD_TO_TWO | set(check.TOLD_INSIDE) | {check.TOLD_TO_PARTICIPANTS}
    )
    assert {row.template for row in STATUS_EMAILS if row.event.audience != "public"} == set(check.TOLD_INSIDE.values())


@pytest.mark.parametrize(
    ("wrong", "noticed"),
    [
        (
            replace(GOOD, applications=[{"application_id": "a1", "status": "enrolled"}]),
            "Every application stands where it should",
        ),
        (replace(GOOD, calls=GOOD.calls[:1]), "Every government's answer is on the board"),
        (replace(GOOD, edition={"seats": 2}), "Seats are filled and never exceeded"),
        (replace(GOOD, certificates=GOOD.certificates[:1]), "Whoever passed has one certificate"),
        (
            replace(GOOD, certificates=[*GOOD.certificates, GOOD.certificates[0]]),
            "Whoever passed has one certificate",
        ),
        (
            replace(GOOD, emails=[{**GOOD.emails[0], "status": "superseded"}, *GOOD.emails[1:]]),
            "Every email was accepted",
        ),
        (replace(GOOD, seen=[]), "The subscriber saw what was published"),
        (
            replace(GOOD, emails=[*GOOD.emails, email("inside-too", "review-assigned", 5)], caught=None),
            "The committee was told what it has to do",
        ),
    ],
)
def test_what_is_off_is_noticed(wrong: Evidence, noticed: str) -> None:
    assert off(wrong) == [noticed]


def test_what_is_parked_or_left_in_a_queue_is_noticed() -> None:
    assert off(GOOD, parked=1, queued={"certification.inbox": 2}) == [
        "Outboxes and queues are empty",
        "Nothing is parked",
    ]


def test_an_email_that_was_never_written_is_lost() -> None:
    assert check.emails(replace(GOOD, emails=GOOD.emails[1:])) == Balance(lost=("e1",))


def test_two_emails_to_one_person_about_one_fact_are_doubled() -> None:
    assert check.emails(replace(GOOD, emails=[*GOOD.emails, email("e3", "certificate-issued", 4)])) == Balance(
        doubled=("e3/p1",)
    )


def test_an_email_about_a_fact_that_owes_none_is_invented() -> None:
    assert check.emails(replace(GOOD, emails=[*GOOD.emails, email("e4", "attendance-locked", 4)])) == Balance(
        invented=("e4",)
    )


def test_a_message_that_the_catcher_does_not_have_is_lost() -> None:
    assert check.caught(GOOD.emails[:1], Counter()) == Balance(lost=("<m1@cimi.example>",))


def test_a_second_copy_is_doubled_unless_the_sender_had_to_try_twice() -> None:
    twice = Counter({"<m1@cimi.example>": 2})
    assert check.caught([{**GOOD.emails[0], "attempts": 2}], twice) == Balance()
    assert check.caught(GOOD.emails[:1], twice) == Balance(doubled=("<m1@cimi.example>",))


def test_an_event_that_the_outsider_missed_saw_twice_or_never_should_have_seen_is_noticed() -> None:
    seen = [saw(SUBMITTED), saw(SUBMITTED), saw(ISSUED), saw(LOCKED), saw(replace(RELEASED, event_id="x", subject="y"))]
    assert check.seen(replace(GOOD, seen=seen)) == Balance(
        lost=("e2",), doubled=("/cimi/registration|a1|1", "e1"), invented=("x",)
    )


def test_events_of_an_earlier_edition_are_nobodys_fault() -> None:
    earlier = {**saw(SUBMITTED), "id": "e0", "subject": "a0"}
    assert check.seen(replace(GOOD, seen=[earlier, *(GOOD.seen or [])])) == Balance()


def test_queues_that_should_be_empty_are_told_from_streams_and_absent_outsiders() -> None:
    queues = [
        {"name": "cimi.events.log", "type": "stream", "messages": 900},
        {"name": "ext.example.inbox", "type": "quorum", "messages": 900},
        {"name": "certification.inbox", "type": "quorum", "messages": 0},
        {"name": "notifications.retry.3", "type": "quorum", "messages": 1},
    ]
    assert left_in(queues, anybody_outside=False) == {"notifications.retry.3": 1}
    assert left_in(queues, anybody_outside=True) == {"ext.example.inbox": 900, "notifications.retry.3": 1}
