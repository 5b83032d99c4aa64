"""What is generated from the contracts: the topology, golden messages, the description of events, the catalogue.

`python -m deploy.contracts` writes them; `--check` fails when they are not up to date. Either refuses a contract that
changed other than by a new event or a new optional field. A golden message is never changed or deleted: today's
consumers must read every one that was ever published.
"""

import argparse
import dataclasses
import importlib
import json
import sys
import types
import typing
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from deploy.published import Description, broken, described, kind_of
from shared.contracts.envelope import Actor, Cause, wrap
from shared.contracts.event import REGISTRY, Event
from shared.messaging.entrypoints import service_class, subscriptions
from shared.messaging.topology import definitions

ROOT = Path(__file__).parent.parent
DEFINITIONS = ROOT / "deploy" / "rabbitmq" / "definitions.json"
CATALOGUE = ROOT / "docs" / "events.md"
GOLDEN = ROOT / "tests" / "contracts" / "golden"
PUBLISHED = ROOT / "tests" / "contracts" / "published.json"
UNRELEASED = (
    f"What was never released may change: take the event out of {PUBLISHED.relative_to(ROOT)}, delete its golden "
    "messages, and run `make contracts`. What was released stays; publish a new event beside it."
)
PUBLISHERS = ("registration", "scheduling", "certification", "notifications")

SAMPLES: dict[Any, Any] = {
    str: "text",
    int: 1,
    bool: True,
    date: date(2027, 3, 1),
    datetime: datetime(2027, 3, 1, 12, 0, tzinfo=UTC),
}
CAUSE = Cause(
    correlation_id="0197a5a0-0000-7000-8000-000000000001",
    causation_id="0197a5a0-0000-7000-8000-000000000002",
    actor=Actor(kind="staff", id="0197a5a0-0000-7000-8000-000000000003", role="director"),
    at=datetime(2027, 3, 1, 12, 0, tzinfo=UTC),
)


def events() -> list[type[Event]]:
    """Every event of every publisher, by name."""
    for module in (*PUBLISHERS, "canary"):
        importlib.import_module(f"shared.contracts.{module}")
    return [event for _, event in sorted(REGISTRY.items()) if event.publisher() in PUBLISHERS]


def listeners() -> dict[str, list[type[Event]]]:
    """Service -> the events that it subscribes to, read off its class."""
    found = {name: subscriptions(service_class(f"services.{name}.service")) for name in PUBLISHERS}
    return {name: heard for name, heard in found.items() if heard}


def sample(event: type[Event]) -> Event:
    """An event with a plain value in every field."""
    hints = typing.get_type_hints(event)
    return event(**{field.name: _value(hints[field.name]) for field in dataclasses.fields(event)})


def _value(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        hint = next(arm for arm in typing.get_args(hint) if arm is not types.NoneType)
    match typing.get_origin(hint):
        case None:
            return SAMPLES[hint]
        case kind if kind is list:
            return [_value(typing.get_args(hint)[0])]
        case _:
            key, value = typing.get_args(hint)
            return {_value(key): _value(value)}


def golden_of(event: type[Event]) -> dict[str, Any]:
    """Its golden message, as it would be written today."""
    return wrap(sample(event), event_id="0197a5a0-0000-7000-8000-000000000004", sequence=1, cause=CAUSE)


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file with the text that it should have."""
    topology = definitions(listeners(), events())
    yield DEFINITIONS, json.dumps(topology, indent=1) + "\n"
    yield CATALOGUE, catalogue()
    for event in events():
        if not any(covers(path, event) for path in goldens(event)):
            yield GOLDEN / following(event), json.dumps(golden_of(event), indent=1) + "\n"
    yield PUBLISHED, json.dumps(today(), indent=1) + "\n"


def today() -> dict[str, Description]:
    """The description of every event, with the golden message that it is about to get."""
    found = {}
    for event in events():
        golden = [path.name for path in goldens(event)]
        if not any(covers(path, event) for path in goldens(event)):
            golden.append(following(event))
        found[event.name] = described(event, golden)
    return found


def following(event: type[Event]) -> str:
    """The file for its next golden message."""
    return f"{event.name}.{len(goldens(event)) + 1}.json"


def goldens(event: type[Event]) -> list[Path]:
    """The golden messages of an event, oldest first."""
    return sorted(GOLDEN.glob(f"{event.name}.*.json"))


def covers(golden: Path, event: type[Event]) -> bool:
    """Whether a golden message has every field that the event has today."""
    data = json.loads(golden.read_text("utf-8"))["data"]
    return set(data) == {field.name for field in dataclasses.fields(event)}


def shrunk() -> Iterator[str]:
    """Every way in which today's contracts no longer hold what was published before."""
    before: dict[str, Description] = json.loads(PUBLISHED.read_text("utf-8")) if PUBLISHED.exists() else {}
    yield from broken(before, today())
    for name, was in before.items():
        yield from (f"{name}: {file} is gone" for file in was["golden"] if not (GOLDEN / file).exists())
    known = {event.name: event for event in events()}
    for path in sorted(GOLDEN.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        name = document["type"].removeprefix("int.iom.cimi.")
        if name not in known:
            yield f"{name}: {path.name} is of no event"
            continue
        try:
            known[name].schema().load(document["data"])
        except ValidationError as error:
            yield f"{name}: {path.name} no longer fits: {error.messages}"


def catalogue() -> str:
    """The page of all events."""
    heard_by = defaultdict(list)
    for service, heard in listeners().items():
        for event in heard:
            heard_by[event.name].append(service)
    lines = [
        "# Events",
        "",
        "Generated by `make contracts` from the classes in `shared/contracts`; do not edit. Public events are on the topic",
        "exchange `cimi.events`, and in the stream `cimi.events.log` for replay; their routing key is their name. Internal",
        "ones carry personal data, are on `cimi.internal` and reach notifications alone. Canaries are signs of life among",
        "the services, once a minute, on `cimi.events` as well; nobody else is sent them.",
        "",
        "Every message is a CloudEvents 1.0 document in structured JSON (`application/cloudevents+json`), mirrored in the",
        "AMQP 0-9-1 properties: `message_id` = id, `type` = the event's name, `timestamp` = time, `correlation_id` =",
        "correlationid, `app_id` = the publisher, and each attribute as a header `cloudEvents:<name>`. `sequence` counts a",
        "publisher's events about one subject from 1 without gaps. An event may arrive more than once, with the same id.",
    ]
    for publisher in PUBLISHERS:
        lines += ["", f"## {publisher}"]
        for event in (one for one in events() if one.publisher() == publisher):
            fields = ", ".join(f"`{field.name}`: {_hint(event, field.name)}" for field in dataclasses.fields(event))
            who = ", ".join(sorted(set(heard_by[event.name]))) or "nobody here yet"
            kind = "" if event.audience == "public" else f" ({event.audience})"
            lines += [
                "",
                f"### {event.name}{kind}",
                "",
                f"{event.__doc__} Subject: `{event.subject_field}`. Heard by: {who}.",
            ]
            lines += ["", fields]
    return "\n".join(lines) + "\n"


def _hint(event: type[Event], field: str) -> str:
    hint = typing.get_type_hints(event)[field]
    return kind_of(hint)


def main() -> int:
    """Write what is generated, or with --check say what is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contracts", description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    if problems := list(shrunk()):
        print("\n".join([*problems, UNRELEASED]), file=sys.stderr)
        return 1
    for path, text in generated():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if check:
            problems.append(f"{path.relative_to(ROOT)} is not up to date; run `make contracts`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    print("\n".join(problems) or "The contracts are as published.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
