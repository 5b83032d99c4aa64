"""The register of emails as staff read it."""

import dataclasses
from datetime import timedelta

import pytest

from services.notifications.repository import Emails
from services.notifications.schemas import EmailsAsked
from services.notifications.use_cases import register
from shared.contracts.refusal import Refusal
from shared.storage import Database
from tests.services.notifications.mailroom import CAUSE, SENDER, put
from tests.services.notifications.people import APPLICATION, AT, EDITION, QUISPE, email

SOME = [
    dataclasses.replace(
        email("application-waitlisted", f"event-{number}"), created_at=AT + timedelta(minutes=number // 2)
    )
    for number in range(7)
]
FAILED = dataclasses.replace(email("offer-confirmed"), application_id="application-2", edition_id="edition-43").fail(
    code=550, reply="No such user here"
)[0]


@pytest.fixture
def emails(own: Database) -> Emails:
    """A register of eight emails."""
    put(own, *SOME, FAILED)
    return Emails(own)


def listed(emails: Emails, **asked: object) -> list[str]:
    answer = register.listed(EmailsAsked().load(asked), emails=emails, sender=SENDER)
    return [row["email_id"] for row in answer["rows"]]


@pytest.mark.feature("D12")
def test_staff_read_an_email_exactly_as_it_was_sent(emails: Emails) -> None:
    one = SOME[0]
    assert register.shown(one.id, emails=emails, sender=SENDER) == {
        "email_id": one.id,
        "template": "application-waitlisted",
        "language": "es",
        "to": QUISPE.address,
        "recipient_id": QUISPE.person_id,
        "subject": one.subject,
        "status": "queued",
        "created_at": AT,
        "accepted_at": None,
        "application_id": APPLICATION.id,
        "edition_id": EDITION.id,
        "attempts": 0,
        "message_id": f"<{one.id}@cimi.example>",
        "cause_event_id": "event-0",
        "text": one.text,
        "html": one.html,
        "correlation_id": "chain-1",
        "smtp_code": 0,
        "smtp_reply": "",
        "next_at": AT,
    }


def test_pages_of_the_register_have_every_email_once_newest_first(emails: Emails) -> None:
    seen, after = [], ""
    while after is not None:
        asked = EmailsAsked().load({"limit": 3, "after": after})
        page = register.listed(asked, emails=emails, sender=SENDER)
        seen += page["rows"]
        after = page["next"]
    times = [row["created_at"] for row in seen]
    assert {row["email_id"] for row in seen} == {one.id for one in [*SOME, FAILED]}
    assert (len(seen), times) == (8, sorted(times, reverse=True))


@pytest.mark.parametrize(
    "asked",
    [
        {"application_id": "application-2"},
        {"edition_id": "edition-43"},
        {"template": "offer-confirmed"},
        {"status": "failed"},
        {"status": "failed", "recipient": QUISPE.person_id},
        {"status": "failed", "recipient": QUISPE.address},
    ],
)
def test_staff_find_an_email_by_what_they_know(emails: Emails, asked: dict[str, str]) -> None:
    assert listed(emails, **asked) == [FAILED.id]


def test_a_page_that_is_none_is_refused_with_the_field(emails: Emails) -> None:
    with pytest.raises(Refusal) as refusal:
        listed(emails, after="yesterday")
    assert (refusal.value.code, refusal.value.status, refusal.value.fields) == ("invalid", 422, {"after": "not a page"})


@pytest.mark.feature("D7")
def test_staff_see_what_failed_and_queue_it_again(emails: Emails) -> None:
    assert register.next_actions("edition-43", emails=emails) == {
        "actions": [
            {
                "who": "secretariat",
                "what": "emails-failed",
                "count": 1,
                "since": AT,
                "link": "/emails?edition_id=edition-43&status=failed",
            }
        ]
    }
    again = emails.database.transact(lambda: register.resend(FAILED.id, AT, emails=emails, sender=SENDER), cause=CAUSE)
    assert (again["status"], again["message_id"]) == ("queued", f"<{FAILED.id}@cimi.example>")
    assert register.next_actions("edition-43", emails=emails) == {"actions": []}
