"""What is generated from the contracts: the topology, golden messages, schemas, the AsyncAPI document, the catalogue.

`python -m deploy.contracts` writes them; `--check` fails when they are not up to date. Either refuses a contract that
changed other than by a new event, a new optional field or a new code of an open list since the last release (the newest
tag `v…` in the history; before the first release and without a history, since what is committed). A golden message that
was released is never changed or deleted: today's consumers must read every one.
"""

import argparse
import dataclasses
import hashlib
import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from marshmallow import ValidationError

from deploy import asyncapi, catalogue, releases
from deploy.examples import example
from deploy.published import ENVELOPE, Description, Golden, broken, described, envelope
from deploy.schemas import schema_of
from shared.contracts.event import REGISTRY, Event
from shared.messaging.entrypoints import service_class, subscriptions
from shared.messaging.topology import definitions

ROOT = Path(__file__).parent.parent
DEFINITIONS = ROOT / "deploy" / "rabbitmq" / "definitions.json"
CATALOGUE = ROOT / "docs" / "events.md"
GOLDEN = ROOT / "tests" / "contracts" / "golden"
PUBLISHED = ROOT / "tests" / "contracts" / "published.json"
HANDED_OUT = ROOT / "services" / "gateway" / "contracts"
UNRELEASED = (
    f"What was never released may change: delete its golden messages, before the first release take the event out of "
    f"{PUBLISHED.relative_to(ROOT)} too, and run `make contracts`. What was released stays; publish a new event beside it."
)
PUBLISHERS = ("registration", "scheduling", "certification", "notifications")


def events() -> list[type[Event]]:
    """Every event of every publisher, by name."""
    for module in (*PUBLISHERS, "canary"):
        importlib.import_module(f"shared.contracts.{module}")
    return [event for _, event in sorted(REGISTRY.items()) if event.publisher() in PUBLISHERS]


def listeners() -> dict[str, list[type[Event]]]:
    """Service -> the events that it subscribes to, read off its class."""
    found = {name: subscriptions(service_class(f"services.{name}.service")) for name in PUBLISHERS}
    return {name: heard for name, heard in found.items() if heard}


def generated() -> Iterator[tuple[Path, str]]:
    """Every generated file with the text that it should have."""
    topology = definitions(listeners(), events())
    golden = {event.name: golden_of(event) for event in events()}
    yield DEFINITIONS, _json(topology)
    for messages in golden.values():
        yield from ((GOLDEN / file, text) for file, text in messages.items() if not (GOLDEN / file).exists())
    yield PUBLISHED, _json(today())
    for event in events():
        yield HANDED_OUT / "schemas" / f"{event.name}.json", _json(schema_of(event))
    document = asyncapi.document(events(), topology, version=releases.current(ROOT))
    yield HANDED_OUT / "asyncapi.json", _json(document)
    entries = catalogue.entries(events(), today(), golden, heard_by=listeners(), topology=topology)
    yield HANDED_OUT / "catalogue.json", _json(entries)
    yield CATALOGUE, catalogue.page(entries)


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def today() -> dict[str, Description]:
    """The description of every event, with the golden message that it is about to get, and of what is around them."""
    recorded = _committed()
    now = releases.current(ROOT)
    found = {ENVELOPE: envelope()}
    for event in events():
        before = recorded[event.name]["golden"] if event.name in recorded else {}
        golden = {
            file: Golden(release=before[file]["release"] if file in before else now, sha256=_sha256(text))
            for file, text in golden_of(event).items()
        }
        found[event.name] = described(event, golden)
    return found


def golden_of(event: type[Event]) -> dict[str, str]:
    """Its golden messages by file name, oldest first, with the one that it is about to get when it has grown."""
    messages = {path.name: path.read_text("utf-8") for path in goldens(event)}
    if not any(covers(path, event) for path in goldens(event)):
        messages[following(event)] = _json(example(event))
    return messages


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _committed() -> dict[str, Description]:
    recorded: dict[str, Description] = json.loads(PUBLISHED.read_text("utf-8")) if PUBLISHED.exists() else {}
    return recorded


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


def promised() -> dict[str, Description]:
    """What others rely on: the contracts as they were released last, or as they are committed before the first time."""
    release = releases.last(ROOT)
    if release is None:
        return _committed()
    released: dict[str, Description] = json.loads(releases.file_of(ROOT, release, PUBLISHED))
    return released


def shrunk() -> Iterator[str]:
    """Every way in which today's contracts no longer hold what was promised."""
    before = promised()
    yield from broken(before, today())
    for name, was in before.items():
        for file, golden in was["golden"].items():
            if not (GOLDEN / file).exists():
                yield f"{name}: {file} is gone"
            elif _sha256((GOLDEN / file).read_text("utf-8")) != golden["sha256"]:
                yield f"{name}: {file} is not as it was published"
    known = {event.name: event for event in events()}
    for path in sorted(GOLDEN.glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        name = document["type"].removeprefix("int.iom.cimi.")
        if name not in known:
            yield f"{name}: {path.name} is of no event"
        else:
            yield from (f"{name}: {path.name} no longer fits: {problem}" for problem in misfits(document, known[name]))


def misfits(message: dict[str, Any], event: type[Event]) -> Iterator[str]:
    """Why a message is not one of this event: by its class, and by the schema that other systems have of it."""
    try:
        event.schema().load(message["data"])
    except ValidationError as error:
        yield str(error.messages)
    for misfit in Draft202012Validator(schema_of(event)).iter_errors(message):
        yield f"{misfit.json_path}: {misfit.message}"


def unsound() -> Iterator[str]:
    """What is wrong with the documents that are handed out, whatever the contracts say."""
    handed_out = {path: json.loads(text) for path, text in generated() if HANDED_OUT in path.parents}
    schemas = {f"schemas/{path.name}": schema for path, schema in handed_out.items() if path.parent.name == "schemas"}
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    yield from asyncapi.problems(handed_out[HANDED_OUT / "asyncapi.json"], schemas)


def left_over() -> list[Path]:
    """Files among the generated ones that nothing generates any more."""
    made = {path for path, _ in generated()}
    return sorted(path for path in HANDED_OUT.rglob("*.json") if path not in made)


def main() -> int:
    """Write what is generated, or with --check say what is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m deploy.contracts", description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    if problems := list(shrunk()):
        print("\n".join([*problems, UNRELEASED]), file=sys.stderr)
        return 1
    problems = list(unsound())
    for path, text in generated():
        if path.exists() and path.read_text("utf-8") == text:
            continue
        if check:
            problems.append(f"{path.relative_to(ROOT)} is not up to date; run `make contracts`")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    for path in left_over():
        if check:
            problems.append(f"{path.relative_to(ROOT)} is generated by nothing; run `make contracts`")
        else:
            path.unlink()
    print("\n".join(problems) or "The contracts are as published.", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
