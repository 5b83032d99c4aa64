"""The service as it runs: its own process under the host, its relay, a real broker; facts in, certificates out."""

import base64
import hashlib
import itertools
import json
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import amqp
import pypdfium2
import pytest
import requests
import zxingcpp

from deploy.contracts import events
from services.certification.service import CertificationService, new_verify_id
from shared.contracts.envelope import Actor, encode, properties, wrap
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.messaging.client import Services
from shared.messaging.entrypoints import subscriptions
from shared.messaging.topology import connection, declare, definitions
from shared.storage import connect
from tests.services.certification import people
from tests.services.certification.people import DIRECTOR, EDITION, JOAO, LUCIA, NAMES

KEY = b"a key that only these tests know, 32"
PUBLIC = Actor(kind="public", id="", role="public")


class Running:
    """The process of certification with its relay, and the world around it."""

    def __init__(self, folder: Path, mongo_url: str, amqp_url: str) -> None:
        self.amqp_url = amqp_url
        self.client = connect(mongo_url)
        self.prefix = f"test_{uuid.uuid4().hex[:8]}"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        settings = {
            "AMQP_URL": amqp_url,
            "MONGO_URL": mongo_url,
            "DATABASES": self.prefix,
            "SECRETS": str(folder),
            "PUBLIC_URL": "https://cimi.example.org",
            "LISTEN": self.address,
            "CERTIFICATION_URL": f"http://{self.address}",
        }
        (folder / "config.yml").write_text(json.dumps(settings))
        (folder / "command-key").write_bytes(KEY)
        self.services = Services({"certification": f"http://{self.address}"}, KEY)
        self.log = (folder / "log").open("w+")
        self.processes = [
            subprocess.Popen(
                [sys.executable, "-m", module, "certification"],
                env=os.environ | {"CIMI_CONFIG": str(folder / "config.yml")},
                stderr=self.log,
            )
            for module in ("shared.messaging.host", "shared.messaging.relay")
        ]
        eventually(self.is_ready)

    def is_ready(self) -> bool:
        try:
            return requests.get(f"http://{self.address}/readyz", timeout=3).status_code == 200
        except requests.ConnectionError:
            return False

    def send(self, event: Event, sequence: int = 1) -> None:
        """As another service's relay would."""
        document = wrap(event, event_id=str(uuid.uuid4()), sequence=sequence, cause=people.cause())
        with connection(self.amqp_url) as connected:
            message = amqp.Message(encode(document), **properties(document))
            connected.channel().basic_publish(message, "cimi.events", event.name)

    def ask(self, name: str, body: dict[str, Any], actor: Actor = DIRECTOR) -> dict[str, Any]:
        return self.services.query("certification", name, body, actor=actor, correlation_id="c")

    def do(self, name: str, body: dict[str, Any], actor: Actor = DIRECTOR) -> dict[str, Any]:
        return self.services.command(
            "certification", name, body, actor=actor, idempotency_key=str(uuid.uuid4()), correlation_id="c"
        )

    def statuses(self, query: str, rows: str) -> list[str]:
        return sorted(row["status"] for row in self.ask(query, {"edition_id": EDITION})[rows])

    def end(self) -> list[int]:
        for process in self.processes:
            process.terminate()
        codes = [process.wait(timeout=40) for process in self.processes]
        self.log.seek(0)
        print(self.log.read()[-5000:])
        self.client.drop_database(f"{self.prefix}_certification")
        self.client.close()
        return codes


def eventually(condition: Callable[[], Any], seconds: float = 30) -> None:
    """Wait until `condition` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def running(tmp_path: Path, keys: Path, mongo_url: str, amqp_url: str) -> Iterator[Running]:
    for key in keys.iterdir():
        (tmp_path / key.name).write_bytes(key.read_bytes())
    declare(amqp_url, definitions({"certification": subscriptions(CertificationService)}, events()))
    running = Running(tmp_path, mongo_url, amqp_url)
    yield running
    running.end()


@pytest.mark.feature("C4", "C5", "C8")
def test_a_finished_course_becomes_signed_certificates_that_anybody_can_check(running: Running) -> None:
    for event in people.whole_course():
        running.send(event)
    running.send(people.withdrawn(JOAO), sequence=9)
    eventually(lambda: running.statuses("completions", "rows") == ["computed"] * 3)

    assert running.do("approve_completions", {"edition_id": EDITION, "names": NAMES}) == {"approved": 2, "refused": 1}
    eventually(lambda: running.statuses("certificates", "certificates") == ["issued", "issued"])

    lucia = Actor(kind="applicant", id=LUCIA, role="applicant")
    (mine,) = running.ask("my_certificates", {"application_id": LUCIA}, lucia)["certificates"]
    given = running.ask("certificate_pdf", {"certificate_id": mine["certificate_id"]}, lucia)
    pdf = base64.b64decode(given["content_base64"])
    assert hashlib.sha256(pdf).hexdigest() == given["sha256"]
    (code,) = zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil())
    address, _, verify_id = code.text.rpartition("/")
    assert address == "https://cimi.example.org/verify"
    checked = running.ask("verify", {"verify_id": verify_id}, PUBLIC)
    assert (checked["status"], checked["name"], checked["sha256"]) == ("valid", NAMES[LUCIA], given["sha256"])
    assert running.ask("outbox", {})["parked_open"] == 0


def test_only_the_director_approves_and_only_staff_see_the_list(running: Running) -> None:
    for event in people.whole_course():
        running.send(event)
    secretary = Actor(kind="staff", id="ines.quispe", role="secretariat")
    acts: list[Callable[[], Any]] = [
        lambda: running.do("approve_completions", {"edition_id": EDITION, "names": NAMES}, secretary),
        lambda: running.ask("certificates", {"edition_id": EDITION}, PUBLIC),
        lambda: running.ask("certificate_pdf", {"certificate_id": "x"}, PUBLIC),
    ]
    for act in acts:
        with pytest.raises(Refusal) as refusal:
            act()
        assert (refusal.value.code, refusal.value.status) == ("not-allowed", 403)


def test_a_bad_field_is_named(running: Running) -> None:
    with pytest.raises(Refusal) as refusal:
        running.do(
            "revoke_certificate", {"certificate_id": "x", "version": "1", "reason_class": "whim", "note": "", "a": 1}
        )

    assert (refusal.value.code, refusal.value.status) == ("invalid", 422)
    assert refusal.value.fields.keys() == {"version", "reason_class", "note", "a"}


def test_public_codes_are_26_letters_and_digits_and_never_the_same() -> None:
    codes = [new_verify_id() for _ in range(500)]

    assert len(set(codes)) == 500
    assert set(itertools.chain.from_iterable(codes)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    assert {len(code) for code in codes} == {26}
