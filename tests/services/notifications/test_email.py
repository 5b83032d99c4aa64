"""What may become of an email."""

import dataclasses
from datetime import timedelta

import pytest

from services.notifications.model.email import DOUBT, LEASE, WAITS, Email, Status, id_of
from shared.contracts.notifications import EmailAccepted, EmailFailed, EmailSuperseded
from shared.contracts.refusal import Refusal
from tests.services.notifications.people import AT, QUISPE, email

HELD = email().claim(worker="sender-1", at=AT)
HANDED_OVER = HELD.hand_over(worker="sender-1", at=AT)
LATER = AT + LEASE


def test_an_email_has_one_short_id_for_one_fact_and_person() -> None:
    assert email().id == email().id == id_of("event-9|application-selected|person-1|email")
    assert email().id != email(event_id="event-10").id
    assert email().id.isalnum()
    assert len(email().id) == 24


def test_a_claimed_email_is_held_for_a_lease_and_cannot_be_claimed_again() -> None:
    assert (
        dataclasses.replace(email(), status=Status.SENDING, attempts=1, worker="sender-1", lease_until=AT + LEASE)
        == HELD
    )
    with pytest.raises(Refusal, match="not waiting"):
        HELD.claim(worker="sender-2", at=LATER)


def test_a_deferred_email_waits_until_it_is_due() -> None:
    deferred = HANDED_OVER.defer(at=AT, code=451, reply="later")
    assert not deferred.may_be_claimed(AT)
    assert deferred.may_be_claimed(AT + WAITS[0])


@pytest.mark.feature("D7")
def test_every_wait_is_at_least_as_long_as_the_one_before_and_the_tries_end() -> None:
    one, waits = email(), []
    while not (one := one.claim(worker="sender-1", at=one.next_at)).is_tried_out:
        waits.append((one := one.defer(at=one.next_at, code=450, reply="busy")).next_at)
    gaps = [after - before for before, after in zip([AT, *waits], waits, strict=False)]
    assert gaps == list(WAITS) == sorted(WAITS)
    assert one.attempts == len(WAITS) + 1


def test_a_sender_whose_lease_ended_may_not_hand_over() -> None:
    with pytest.raises(Refusal, match="held for too long"):
        HELD.hand_over(worker="sender-1", at=LATER)
    with pytest.raises(Refusal, match="Another sender"):
        HELD.hand_over(worker="sender-2", at=AT)


def test_an_email_lost_before_the_text_was_given_is_queued_again_and_costs_no_try() -> None:
    assert HELD.lose(at=LATER) == dataclasses.replace(email(), next_at=LATER)


@pytest.mark.feature("D13")
def test_an_email_lost_after_the_text_was_given_is_uncertain_and_resent_once_at_most() -> None:
    uncertain = HANDED_OVER.lose(at=LATER)
    assert uncertain.status is Status.UNCERTAIN
    assert not uncertain.may_be_claimed(LATER)
    assert uncertain.may_be_claimed(LATER + DOUBT)
    resent = uncertain.claim(worker="sender-2", at=LATER + DOUBT).hand_over(worker="sender-2", at=LATER + DOUBT)
    again = resent.lose(at=LATER + LEASE + LEASE)
    assert (again.status, again.resends) == (Status.UNCERTAIN, 1)
    assert not again.may_be_claimed(AT + timedelta(days=400))


@pytest.mark.parametrize("held", [HANDED_OVER, HANDED_OVER.lose(at=LATER)])
def test_what_the_server_took_is_accepted_whatever_was_believed(held: Email) -> None:
    accepted, event = held.accept(at=AT, code=250, reply="OK")
    assert (accepted.status, accepted.accepted_at, accepted.worker) == (Status.ACCEPTED, AT, "")
    assert event == EmailAccepted(
        email_id=held.id,
        template="application-selected",
        language="es",
        recipient_id=QUISPE.person_id,
        cause_event_id="event-9",
    )


def test_what_the_server_refuses_for_good_is_failed() -> None:
    failed, event = HANDED_OVER.fail(code=550, reply="no such user")
    assert (failed.status, failed.smtp_code, failed.smtp_reply) == (Status.FAILED, 550, "no such user")
    assert event == EmailFailed(
        email_id=failed.id,
        template="application-selected",
        recipient_id=QUISPE.person_id,
        cause_event_id="event-9",
        smtp_code=550,
    )


def test_a_superseded_email_is_never_claimed() -> None:
    superseded, event = HELD.supersede()
    assert not superseded.may_be_claimed(AT + timedelta(days=400))
    assert event == EmailSuperseded(
        email_id=superseded.id,
        template="application-selected",
        recipient_id=QUISPE.person_id,
        cause_event_id="event-9",
    )


@pytest.mark.feature("D7")
@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 2), (2, 3)])
def test_an_uncertain_email_that_staff_resend_says_how_often_the_server_may_have_it(before: int, after: int) -> None:
    uncertain = email(status=Status.UNCERTAIN, resends=before)

    again = uncertain.queue_again(at=LATER).claim(worker="w", at=LATER)

    assert again.resends == after


@pytest.mark.feature("D7")
def test_staff_resend_only_what_failed_or_is_uncertain() -> None:
    failed, _ = HANDED_OVER.fail(code=550, reply="no such user")
    assert failed.queue_again(at=LATER).may_be_claimed(LATER)
    with pytest.raises(Refusal, match="queued; only a failed or uncertain one"):
        email().queue_again(at=AT)
