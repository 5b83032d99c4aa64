"""examples/subscriber.py as an outsider runs it, against a real broker."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import amqp
import pytest

from shared.messaging.topology import LARGEST_EXTERNAL_INBOX, LOG, connection

PROGRAM = Path(__file__).parents[2] / "examples" / "subscriber.py"
INBOX = "ext.example.inbox"


@pytest.fixture
def published(amqp_url: str) -> list[dict[str, object]]:
    """Three events in the inbox and in the log, the second of them twice."""
    events: list[dict[str, object]] = [
        {"id": f"e{n}", "subject": "a1", "sequence": str(n), "data": {"country": "PY"}} for n in (1, 2, 3)
    ]
    with connection(amqp_url) as operator:
        channel = operator.channel()
        channel.queue_declare(INBOX, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.queue_declare(LOG, durable=True, auto_delete=False, arguments={"x-queue-type": "stream"})
        channel.confirm_select()
        for queue in (INBOX, LOG):
            for event in (events[0], events[1], events[1], events[2]):
                channel.basic_publish_confirm(amqp.Message(json.dumps(event)), routing_key=queue)
    return events


def printed(address: str, *arguments: str) -> list[dict[str, object]]:
    """What the program prints until nothing more comes."""
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), "--until-idle", "1", *arguments],
        env={**os.environ, "CIMI_SUBSCRIBER_URL": address},
        capture_output=True,
        timeout=60,
        check=True,
    )
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_each_event_of_the_inbox_is_printed_once_and_is_then_gone(
    published: list[dict[str, object]], amqp_url: str
) -> None:
    assert printed(amqp_url) == published
    assert printed(amqp_url) == []


@pytest.mark.feature("E1")
def test_the_log_can_be_read_from_its_start_as_often_as_one_likes(
    published: list[dict[str, object]], amqp_url: str
) -> None:
    assert printed(amqp_url, "--from-start") == published
    assert printed(amqp_url, "--from-start") == published


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_program_ends_cleanly_when_told(
    ending: signal.Signals, published: list[dict[str, object]], amqp_url: str, tmp_path: Path
) -> None:
    record = tmp_path / "events.jsonl"
    with record.open("w") as out:
        program = subprocess.Popen([sys.executable, str(PROGRAM), "--url", amqp_url], stdout=out)
    deadline = time.monotonic() + 30
    while record.read_text().count("\n") < len(published) and time.monotonic() < deadline:
        time.sleep(0.05)
    program.send_signal(ending)
    assert program.wait(timeout=10) == 0
    assert printed(amqp_url) == []


def test_without_an_address_it_says_what_is_missing() -> None:
    ended = subprocess.run([sys.executable, str(PROGRAM)], env={}, capture_output=True, text=True, timeout=30)
    assert ended.returncode == 2
    assert "CIMI_SUBSCRIBER_URL" in ended.stderr


def test_it_says_how_much_an_inbox_holds() -> None:
    assert f"It holds {LARGEST_EXTERNAL_INBOX // 1024**2} MiB:" in PROGRAM.read_text("utf-8")
