"""The service as it runs: its own process under the host, a real broker; facts in, emails in the register."""

import json
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import amqp
import pytest
import requests

from deploy.contracts import events
from services.notifications.model.status_emails import STATUS_EMAILS
from services.notifications.service import NotificationsService
from shared.contracts import registration, scheduling
from shared.contracts.canary import CANARIES
from shared.contracts.envelope import Actor, encode, properties, wrap
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.messaging.client import Services
from shared.messaging.entrypoints import subscriptions
from shared.messaging.links import Link, read
from shared.messaging.topology import connection, declare, definitions, exchange_of
from shared.storage import connect
from shared.testing.servers import free_ports
from tests.services.notifications.mailroom import CAUSE
from tests.services.notifications.people import APPLICATION, EDITION, QUISPE, fact

KEY = b"a key that only these tests know, 32"
SECRETARIAT = Actor(kind="staff", id="ines.quispe", role="secretariat")
AUDITOR = Actor(kind="staff", id="raul.ibarra", role="auditor")
HEARD_TO_LEARN = {
    registration.ContactUpdated,
    registration.EditionOpened,
    registration.InstitutionUpdated,
    registration.CallAcknowledged,
    registration.CallDeclined,
    registration.CallUnanswered,
    registration.NominationWithdrawn,
    registration.ReviewSubmitted,
    registration.ReviewRecused,
    registration.DraftSent,
    registration.ApplicationDiscarded,
    registration.DocumentReplaced,
    registration.ParticipantDetailsCompleted,
    scheduling.ContactUpdated,
    scheduling.SessionPublished,
}


def test_every_row_of_the_table_is_subscribed_to_once() -> None:
    heard = subscriptions(NotificationsService)
    assert set(heard) == {row.event for row in STATUS_EMAILS} | HEARD_TO_LEARN | set(CANARIES)
    assert len(heard) == len(set(heard))


def test_a_listener_has_the_name_of_its_template() -> None:
    assert callable(getattr(NotificationsService, "tell_application_marked_ineligible", None))


class Running:
    """The process of notifications and the world around it."""

    def __init__(self, folder: Path, mongo_url: str, amqp_url: str) -> None:
        self.amqp_url = amqp_url
        self.client = connect(mongo_url)
        self.prefix = f"test_{uuid.uuid4().hex[:8]}"
        self.url = f"http://127.0.0.1:{free_ports(1)}"
        settings = {
            "AMQP_URL": amqp_url,
            "MONGO_URL": mongo_url,
            "DATABASES": self.prefix,
            "SECRETS": str(folder),
            "PUBLIC_URL": "https://cimi.example",
            "SENDER": "Curso <curso@cimi.example>",
            "NOTIFICATIONS_URL": self.url,
        }
        (folder / "config.yml").write_text(json.dumps(settings))
        for secret in ("command-key", "link-key"):
            (folder / secret).write_bytes(KEY)
        self.services = Services({"notifications": self.url}, KEY)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shared.messaging.host", "notifications"],
            env=os.environ | {"CIMI_CONFIG": str(folder / "config.yml")},
        )
        eventually(self.is_ready)

    def is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/readyz", timeout=3).status_code == 200
        except requests.ConnectionError:
            return False

    def send(self, event: Event, sequence: int = 1, event_id: str = "") -> str:
        """As another service's relay would; answers the event's id."""
        document = wrap(event, event_id=event_id or str(uuid.uuid4()), sequence=sequence, cause=CAUSE)
        with connection(self.amqp_url) as connected:
            message = amqp.Message(encode(document), **properties(document))
            connected.channel().basic_publish(message, exchange_of(event.audience), event.name)
        return str(document["id"])

    def ask(self, name: str, body: dict[str, Any], actor: Actor = AUDITOR) -> dict[str, Any]:
        return self.services.query("notifications", name, body, actor=actor, correlation_id="chain-1")

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(timeout=40) == 0
        self.client.drop_database(f"{self.prefix}_notifications")
        self.client.close()


def eventually(condition: Callable[[], Any], seconds: float = 30) -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def running(tmp_path: Path, mongo_url: str, amqp_url: str) -> Iterator[Running]:
    declare(amqp_url, definitions({"notifications": subscriptions(NotificationsService)}, events()))
    running = Running(tmp_path, mongo_url, amqp_url)
    yield running
    running.end()


@pytest.mark.feature("D1", "D12", "D13")
def test_facts_that_come_in_the_wrong_order_and_twice_become_one_email_each(running: Running) -> None:
    submitted = fact(registration.ApplicationSubmitted)
    selected = fact(registration.ApplicationSelected)
    opened = registration.EditionOpened(
        edition_id=EDITION.id,
        ordinal=44,
        year=2027,
        city=EDITION.city,
        timezone=EDITION.timezone,
        starts_on=EDITION.starts_on,
        ends_on=EDITION.ends_on,
        seats=30,
        countries=["PE"],
        languages=["es"],
    )
    contact = registration.ContactUpdated(
        person_id=QUISPE.person_id, email=QUISPE.address, language="en", full_name=QUISPE.full_name
    )
    selection_id = running.send(selected, sequence=2)
    submission_id = running.send(submitted)
    running.send(submitted, event_id=submission_id)
    running.send(contact)
    running.send(opened)
    eventually(lambda: len(running.ask("emails", {})["rows"]) == 2)

    rows = {row["cause_event_id"]: row for row in running.ask("emails", {"application_id": APPLICATION.id})["rows"]}
    assert {event_id: (row["template"], row["language"], row["status"]) for event_id, row in rows.items()} == {
        submission_id: ("application-submitted", "en", "queued"),
        selection_id: ("application-selected", "en", "queued"),
    }
    shown = running.ask("email", {"email_id": rows[selection_id]["email_id"]})
    (token,) = {word.rpartition("/")[2] for word in shown["text"].split() if "/en/my/" in word}
    assert read(KEY, token, "my") == Link(APPLICATION.id, QUISPE.person_id)
    assert running.ask("outbox", {})["parked_open"] == 0


def test_only_the_secretariat_resends_and_only_what_did_not_arrive(running: Running) -> None:
    def resend(actor: Actor) -> dict[str, Any]:
        return running.services.command(
            "notifications",
            "resend_email",
            {"email_id": "nothing"},
            actor=actor,
            idempotency_key=str(uuid.uuid4()),
            correlation_id="chain-1",
        )

    for actor, code in ((AUDITOR, "not-allowed"), (SECRETARIAT, "not-found")):
        with pytest.raises(Refusal) as refusal:
            resend(actor)
        assert refusal.value.code == code
