"""A system that was written against the AsyncAPI document alone, and what it says of a message that is not as promised.

That it reads everything that a running system publishes is shown in tests/services/gateway/test_the_doors.py, where one
runs.
"""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import amqp
import pytest

from deploy import contracts
from shared.contracts.envelope import encode, properties
from shared.messaging.topology import connection

PROGRAM = Path(__file__).parent / "listener.py"
READ, INBOX = "read-ext-example-inbox", "ext.example.inbox"
CREATED = "registration.edition.created.v1"


def golden(**data: object) -> dict[str, Any]:
    """The golden message of an event, with some of its data changed."""
    message: dict[str, Any] = json.loads((contracts.GOLDEN / f"{CREATED}.1.json").read_text("utf-8"))
    return message | {"data": message["data"] | data}


def heard(amqp_url: str, document: dict[str, Any], **changed: object) -> "subprocess.CompletedProcess[str]":
    """What the listener says when its inbox holds one message; changed: its AMQP properties."""
    with connection(amqp_url) as operator:
        channel = operator.channel()
        channel.exchange_declare("cimi.events", "topic", durable=True, auto_delete=False)
        channel.queue_declare(INBOX, durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.queue_bind(INBOX, "cimi.events", "#")
        channel.confirm_select()
        message = amqp.Message(encode(document), **(properties(golden()) | changed))
        channel.basic_publish_confirm(message, exchange="cimi.events", routing_key=CREATED)
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(contracts.HANDED_OUT / "asyncapi.json"), READ, "1"],
        env={**os.environ, "LISTENER_URL": amqp_url},
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_the_listener_uses_nothing_of_the_project() -> None:
    imported = {
        alias if isinstance(node, ast.Import) else str(node.module)
        for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in (one.name for one in node.names)
    }

    assert {name for name in imported if name.split(".")[0] in ("shared", "services", "deploy", "tests")} == set()


def test_a_message_as_promised_is_printed_as_it_came(amqp_url: str) -> None:
    said = heard(amqp_url, golden())

    assert (said.returncode, said.stderr, said.stdout) == (0, "", encode(golden()).decode() + "\n")


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("document", "changed", "complaint"),
    [
        (golden(year="2027"), {}, "$.data.year: '2027' is not of type 'integer'"),
        (golden(edition_id="the 48th edition"), {}, "$.data.edition_id: 'the 48th edition' does not match"),
        (golden() | {"time": "yesterday"}, {}, "$.time: 'yesterday' does not match"),
        (golden(), {"type": "registration.edition.imagined.v1"}, "is called registration.edition.imagined.v1"),
        (golden(), {"message_id": "another"}, "its properties are {'message_id': 'another'"),
        (golden(), {"application_headers": {}}, "'headers': {}"),
        (golden(), {"content_type": "application/json"}, "'content_type': 'application/json'"),
    ],
)
def test_a_message_that_is_not_as_promised_is_found(
    amqp_url: str, document: dict[str, Any], changed: dict[str, Any], complaint: str
) -> None:
    said = heard(amqp_url, document, **changed)

    assert said.returncode == 1
    assert complaint in said.stderr
