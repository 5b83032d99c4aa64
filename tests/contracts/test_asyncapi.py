"""The AsyncAPI document is a valid one, says what the topology says, and leads to every schema."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from deploy import asyncapi, contracts
from shared.messaging.topology import EXTERNAL, INTERNAL, definitions

Json = dict[str, Any]
DOCUMENT = json.loads((contracts.HANDED_OUT / "asyncapi.json").read_text("utf-8"))
SCHEMAS = {
    f"schemas/{path.name}": json.loads(path.read_text("utf-8"))
    for path in (contracts.HANDED_OUT / "schemas").glob("*.json")
}
TOPOLOGY = definitions(contracts.listeners(), contracts.events())
PUBLIC = sorted(event.name for event in contracts.events() if event.audience == "public")
SELECTED = "registration-application-selected-v1"
READ = "read-ext-example-inbox"


@pytest.mark.feature("E3")
def test_the_document_is_valid_and_every_reference_leads_somewhere() -> None:
    assert list(asyncapi.problems(DOCUMENT, SCHEMAS)) == []


def message(document: Json) -> Json:
    found: Json = document["components"]["messages"][SELECTED]
    return found


def exchange(document: Json) -> Json:
    found: Json = document["channels"][SELECTED]["bindings"]["amqp"]["exchange"]
    return found


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (lambda it: it.pop("info"), "info: Field required"),
        (lambda it: it.update(chanels={}), "'chanels' does not match specification extension"),
        (lambda it: message(it).update(playload={}), "'playload' does not match specification extension"),
        (lambda it: it["operations"][READ].update(action="listen"), "Input should be 'send' or 'receive'"),
        (lambda it: it["operations"][READ].pop("channel"), "channel: Field required"),
        (lambda it: it["channels"][SELECTED]["bindings"]["amqp"].update({"is": "topic"}), "Input should be 'queue' or"),
        (lambda it: exchange(it).update(type="stream"), "Input should be 'topic', 'direct'"),
        (lambda it: exchange(it).update(arguments={}), "arguments: Extra inputs are not permitted"),
        (lambda it: message(it)["correlationId"].update(location="payload"), "location"),
        (lambda it: it["components"]["securitySchemes"]["reader"].update(type="passwords"), "type: Input should be"),
        (
            lambda it: it["operations"][READ]["channel"].update({"$ref": "#/channels/nowhere"}),
            "asyncapi.json: #/channels/nowhere leads nowhere",
        ),
        (
            lambda it: it["operations"][READ]["channel"].update({"$ref": f"#/components/messages/{SELECTED}"}),
            f"asyncapi.json: channel cannot be #/components/messages/{SELECTED}",
        ),
        (
            lambda it: it["channels"][SELECTED]["messages"][SELECTED].update({"$ref": "#/components/messages/gone"}),
            "asyncapi.json: #/components/messages/gone leads nowhere",
        ),
        (
            lambda it: message(it)["payload"].update({"$ref": "schemas/gone.json"}),
            "asyncapi.json: schemas/gone.json leads nowhere",
        ),
        (
            lambda it: it["servers"]["broker"]["security"][0].update({"$ref": "#/components/securitySchemes/gone"}),
            "asyncapi.json: #/components/securitySchemes/gone leads nowhere",
        ),
    ],
)
def test_a_broken_document_is_refused(spoil: Callable[[Json], object], complaint: str) -> None:
    broken = copy.deepcopy(DOCUMENT)
    spoil(broken)

    problems = list(asyncapi.problems(broken, SCHEMAS))

    assert [problem for problem in problems if complaint in problem]


def test_there_is_an_operation_for_every_queue_that_another_system_may_read_and_for_no_other() -> None:
    read = [DOCUMENT["channels"][one["channel"]["$ref"].rsplit("/", 1)[1]] for one in DOCUMENT["operations"].values()]

    assert [channel["address"] for channel in read] == ["cimi.events.log", f"ext.{EXTERNAL}.inbox"]
    for channel in read:
        (queue,) = (one for one in TOPOLOGY["queues"] if one["name"] == channel["address"])
        assert channel["x-queue-arguments"] == queue["arguments"]


@pytest.mark.feature("E3", "E11")
def test_every_public_event_has_its_routing_key_and_reaches_the_queues_and_no_internal_one_is_told_of() -> None:
    reached = {
        channel["address"]: sorted(name.replace("-", ".") for name in channel["messages"])
        for channel in DOCUMENT["channels"].values()
    }

    assert reached == {name: [name] for name in PUBLIC} | dict.fromkeys(
        ("cimi.events.log", "ext.example.inbox"), PUBLIC
    )
    assert INTERNAL not in json.dumps(DOCUMENT)


@pytest.mark.parametrize(
    ("binding_key", "let_in"),
    [
        ("#", ["a.b.c.v1", "a.b.d.v1", "e.b.c.v1"]),
        ("a.b.#", ["a.b.c.v1", "a.b.d.v1"]),
        ("*.*.c.*", ["a.b.c.v1", "e.b.c.v1"]),
        ("a.b", []),
        ("a.b.*", []),
        ("#.v1", ["a.b.c.v1", "a.b.d.v1", "e.b.c.v1"]),
    ],
)
def test_a_binding_lets_in_what_a_topic_exchange_would(binding_key: str, let_in: list[str]) -> None:
    assert [key for key in ("a.b.c.v1", "a.b.d.v1", "e.b.c.v1") if asyncapi.fits(binding_key, key)] == let_in
