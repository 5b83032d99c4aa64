"""The sender against a real mail server and a real database: once, later, not at all, and after it was killed."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.notifications.model.email import DOUBT, LEASE, WAITS, Status
from services.notifications.model.known import Review
from services.notifications.repository import Emails, Known
from services.notifications.smtp import LineDown
from shared.contracts.registration import ApplicationSelected, OfferConfirmed
from shared.storage import Database
from tests.services.notifications.mailroom import CAUSE, PostOffice, published, put, sender
from tests.services.notifications.people import APPLICATION, QUISPE, email

ROOT = Path(__file__).parents[3]
PLAIN = email("application-waitlisted")
MESSAGE_ID = f"<{PLAIN.id}@cimi.example>"


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


def status(own: Database, email_id: str = PLAIN.id) -> Status:
    return Emails(own).get(email_id).status


@pytest.mark.feature("D12", "D13")
def test_an_email_goes_out_once_and_its_acceptance_is_published(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    one = sender(own, post_office.address)
    assert (one.deliver_next(), one.deliver_next()) == (True, False)
    assert (post_office.ids, post_office.recipients) == ([MESSAGE_ID], [[QUISPE.address]])
    accepted = Emails(own).get(PLAIN.id)
    assert (accepted.status, accepted.smtp_code, accepted.attempts) == (Status.ACCEPTED, 250, 1)
    (event,) = published(own)
    assert (event["name"], event["subject"]) == ("notifications.email.accepted.v1", PLAIN.id)
    assert '"correlationid":"chain-1"' in event["body"]
    assert '"causationid":"event-9"' in event["body"]


def test_the_text_arrives_as_it_was_written(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    sender(own, post_office.address).deliver_next()
    text, markup = post_office.taken[0].iter_parts()
    lines = [part.get_content().splitlines() for part in (text, markup)]  # type: ignore[attr-defined]  # EmailMessages
    assert lines == [PLAIN.text.splitlines(), PLAIN.html.splitlines()]


@pytest.mark.feature("D13")
def test_two_senders_at_once_send_each_email_once(own: Database, post_office: PostOffice) -> None:
    waiting = [email("application-waitlisted", f"event-{number}") for number in range(24)]
    put(own, *waiting)

    def work(worker: str) -> None:
        one = sender(own, post_office.address, worker=worker)
        while one.deliver_next():
            pass

    threads = [threading.Thread(target=work, args=(f"sender-{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(post_office.ids) == sorted(f"<{one.id}@cimi.example>" for one in waiting)
    assert {status(own, one.id) for one in waiting} == {Status.ACCEPTED}


@pytest.mark.feature("D7")
def test_a_busy_server_is_tried_again_later_with_the_same_identity(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    post_office.answers = ["451 Try again later", "250 OK"]
    assert sender(own, post_office.address).deliver_next()
    deferred = Emails(own).get(PLAIN.id)
    assert (deferred.status, deferred.smtp_reply) == (Status.DEFERRED, "Try again later")
    assert not sender(own, post_office.address).deliver_next()
    assert sender(own, post_office.address, later=WAITS[0] + timedelta(seconds=5)).deliver_next()
    assert (status(own), post_office.ids) == (Status.ACCEPTED, [MESSAGE_ID])


@pytest.mark.feature("D7")
def test_an_email_refused_for_good_is_failed_and_published(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    post_office.answers = ["550 No such user here"]
    assert sender(own, post_office.address).deliver_next()
    assert status(own) is Status.FAILED
    assert not sender(own, post_office.address, later=timedelta(days=30)).deliver_next()
    (event,) = published(own)
    assert event["name"] == "notifications.email.failed.v1"
    assert '"smtp_code":550' in event["body"]


def test_a_refused_email_does_not_spoil_the_next_one(own: Database, post_office: PostOffice) -> None:
    second = email("application-waitlisted", "event-10")
    put(own, dataclasses.replace(PLAIN, to_address="x" * 70 + "@migraciones.example"), second)
    post_office.answers = ["550 No such user here"]
    one = sender(own, post_office.address)
    assert (one.deliver_next(), one.deliver_next()) == (True, True)
    assert sorted([status(own), status(own, second.id)]) == [Status.ACCEPTED, Status.FAILED]


def test_an_address_that_is_none_fails_without_asking_a_server(own: Database) -> None:
    put(own, dataclasses.replace(PLAIN, to_address="a@b.example, evil@x.example"))
    assert sender(own, "127.0.0.1:9").deliver_next()
    failed = Emails(own).get(PLAIN.id)
    assert (failed.status, failed.smtp_code) == (Status.FAILED, 553)


@pytest.mark.feature("A8", "D6")
def test_a_reviewer_who_has_given_all_is_not_asked_any_more(own: Database, post_office: PostOffice) -> None:
    asked = email("review-assigned", application_id="", review_ids=("review-1",))
    put(own, asked)
    given = Review(id="review-1", done=True)
    own.transact(lambda: Known(own).reviews.put("review-1", given, sequence=1), cause=CAUSE)
    assert sender(own, post_office.address).deliver_next()
    assert (status(own, asked.id), post_office.taken) == (Status.SUPERSEDED, [])


@pytest.mark.feature("D6")
def test_an_offer_that_was_answered_meanwhile_is_not_sent(own: Database, post_office: PostOffice) -> None:
    offer = email("application-selected")
    put(own, offer)
    answered = dataclasses.replace(APPLICATION.status, name=OfferConfirmed.name, event_id="event-10", sequence=10)
    keep_application(own, dataclasses.replace(APPLICATION, status=answered))
    assert sender(own, post_office.address).deliver_next()
    assert (status(own, offer.id), post_office.taken) == (Status.SUPERSEDED, [])
    assert [event["name"] for event in published(own)] == ["notifications.email.superseded.v1"]


@pytest.mark.feature("D6")
def test_an_offer_that_stands_is_sent(own: Database, post_office: PostOffice) -> None:
    offer = email("application-selected")
    put(own, offer)
    stands = dataclasses.replace(APPLICATION.status, name=ApplicationSelected.name, event_id="event-9", sequence=9)
    keep_application(own, dataclasses.replace(APPLICATION, status=stands))
    assert sender(own, post_office.address).deliver_next()
    assert status(own, offer.id) is Status.ACCEPTED


def keep_application(own: Database, application: Any) -> None:
    known = Known(own)
    own.transact(lambda: known.applications.put(application.id, application, sequence=10), cause=CAUSE)


def test_while_the_server_is_away_an_email_keeps_its_tries(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    post_office.close()
    one = sender(own, post_office.address)
    for _ in range(3):
        with pytest.raises(LineDown):
            one.deliver_next()
    back = Emails(own).get(PLAIN.id)
    assert (back.status, back.attempts) == (Status.QUEUED, 0)
    post_office.open()
    assert one.deliver_next()
    assert status(own) is Status.ACCEPTED


def test_a_server_that_restarted_between_two_emails_is_called_again(own: Database, post_office: PostOffice) -> None:
    second = email("application-waitlisted", "event-10")
    put(own, PLAIN, second)
    one = sender(own, post_office.address)
    assert one.deliver_next()
    post_office.close()
    post_office.open()
    assert one.deliver_next()
    assert {status(own), status(own, second.id)} == {Status.ACCEPTED}
    assert len(post_office.ids) == 2


@pytest.mark.feature("D13")
def test_a_line_cut_before_the_answer_makes_an_email_uncertain_and_resent_once(
    own: Database, post_office: PostOffice
) -> None:
    put(own, PLAIN)
    post_office.answers = ["hang up", "hang up"]
    assert sender(own, post_office.address).deliver_next()
    assert status(own) is Status.UNCERTAIN
    assert sender(own, post_office.address, later=DOUBT * 2).deliver_next()
    assert status(own) is Status.UNCERTAIN
    assert not sender(own, post_office.address, later=timedelta(days=30)).deliver_next()
    assert post_office.ids == [MESSAGE_ID, MESSAGE_ID]


def test_a_slow_senders_acceptance_counts_although_its_lease_has_ended(own: Database, post_office: PostOffice) -> None:
    put(own, PLAIN)
    post_office.delay = 0.5
    slow = threading.Thread(target=sender(own, post_office.address).deliver_next)
    slow.start()
    while not (current := Emails(own).get(PLAIN.id)).handed_over_at:
        time.sleep(0.01)
    sender(own, post_office.address, later=LEASE * 2, worker="sender-2").recover()
    assert status(own) is Status.UNCERTAIN
    slow.join()
    assert (status(own), current.status) == (Status.ACCEPTED, Status.SENDING)
    assert len(post_office.ids) == 1


@pytest.fixture
def settings(own: Database, mongo_url: str, post_office: PostOffice, tmp_path: Path) -> Path:
    name = own.collection("emails").database.name
    path = tmp_path / "config.yml"
    path.write_text(
        f"MONGO_URL: {mongo_url}\nDATABASES: {name.removesuffix('_notifications')}\n"
        f"SMTP: {post_office.address}\nSENDER: Curso <curso@cimi.example>\n",
        "utf-8",
    )
    return path


def test_the_process_finishes_the_email_in_hand_and_ends_with_zero(
    own: Database, post_office: PostOffice, settings: Path
) -> None:
    second = email("application-waitlisted", "event-10")
    put(own, PLAIN, dataclasses.replace(second, next_at=second.next_at + timedelta(seconds=1)))
    post_office.delay = 1.5
    process = subprocess.Popen(
        [sys.executable, "-m", "services.notifications.sender"],
        cwd=ROOT,
        env=os.environ | {"CIMI_CONFIG": str(settings)},
    )
    try:
        until = time.monotonic() + 30
        while not Emails(own).get(PLAIN.id).handed_over_at and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
    assert [status(own), status(own, second.id)] == [Status.ACCEPTED, Status.QUEUED]
    assert post_office.ids == [MESSAGE_ID]
