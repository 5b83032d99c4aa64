"""Every event as it was published: what must stay as it is, because systems that we do not know rely on it."""

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import Any, TypedDict

from deploy.schemas import ATTRIBUTES, WHILE_TRACED, has_default
from shared.contracts.event import Event
from shared.contracts.texts import Codes, Text

REQUIRED, OPTIONAL = "required ", "optional "
ENVELOPE = "the envelope"


class Golden(TypedDict):
    """A golden message: the release that it was first part of, and the SHA-256 of its file."""

    release: str
    sha256: str


class Description(TypedDict):
    """An event as others rely on it.

    fields: what each is, in words. patterns and codes: what its text may be. closed: the fields whose codes never grow.
    golden: its golden messages by file name.
    """

    audience: str
    subject: str
    fields: dict[str, str]
    patterns: dict[str, str]
    codes: dict[str, list[str]]
    closed: list[str]
    golden: dict[str, Golden]


def described(event: type[Event], golden: Mapping[str, Golden]) -> Description:
    """The event as its class says today."""
    hints = typing.get_type_hints(event)
    texts = kinds(event)
    codes = {name: kind for name, kind in texts.items() if isinstance(kind, Codes)}
    return Description(
        audience=event.audience,
        subject=event.subject_field,
        fields={field.name: _in_words(hints[field.name], field) for field in dataclasses.fields(event)},
        patterns={name: kind.pattern for name, kind in texts.items() if isinstance(kind, Text)},
        codes={name: list(kind.values) for name, kind in codes.items()},
        closed=[name for name, kind in codes.items() if kind.closed],
        golden=dict(golden),
    )


def envelope() -> Description:
    """What is around every event, described like one."""
    return Description(
        audience="public",
        subject="subject",
        fields=dict.fromkeys(ATTRIBUTES, REQUIRED + "str") | dict.fromkeys(WHILE_TRACED, OPTIONAL + "str"),
        patterns={name: schema["pattern"] for name, schema in ATTRIBUTES.items() if "pattern" in schema},
        codes={},
        closed=[],
        golden={},
    )


def kinds(event: type[Event]) -> dict[str, Text | Codes]:
    """What is said about the text in its fields, by field."""
    hints = typing.get_type_hints(event, include_extras=True)
    return {name: kind for name, hint in hints.items() for kind in _kinds(hint)}


def _kinds(hint: Any) -> Iterator[Text | Codes]:
    """What is said about the texts in a field: of a value, of the values of a list, of the keys of a dict."""
    if typing.get_origin(hint) is typing.Annotated:
        yield hint.__metadata__[0]
        return
    for arm in typing.get_args(hint):
        yield from _kinds(arm)


def _in_words(hint: object, field: "dataclasses.Field[object]") -> str:
    """`required date` or `optional str or null`."""
    kinds = ["null" if arm is NoneType else kind_of(arm) for arm in _arms(hint)]
    return (OPTIONAL if has_default(field) else REQUIRED) + " or ".join(sorted(kinds, key="null".__eq__))


def _arms(hint: object) -> tuple[object, ...]:
    arms = typing.get_args(hint)
    return arms if NoneType in arms else (hint,)


def kind_of(hint: object) -> str:
    """`date` or `list[str]`."""
    return hint.__name__ if isinstance(hint, type) and not typing.get_args(hint) else str(hint).replace("datetime.", "")


def broken(before: Mapping[str, Description], today: Mapping[str, Description]) -> Iterator[str]:
    """Every promise that no longer holds; a new event, a new optional field or a new code of an open list breaks none."""
    for name, was in before.items():
        now = today.get(name)
        if now is None:
            yield f"{name}: the event is gone"
            continue
        if now["audience"] != was["audience"]:
            yield f"{name}: it was {was['audience']} and is now {now['audience']}"
        if now["subject"] != was["subject"]:
            yield f"{name}: its subject was {was['subject']} and is now {now['subject']}"
        yield from (f"{name}: {change}" for change in _changed(was["fields"], now["fields"]))
        yield from (f"{name}: {change}" for change in _other_texts(was, now))


def _changed(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, words in was.items():
        if name not in now:
            yield f"the field {name} is gone"
        elif now[name] != words:
            yield f"{name} was {words!r} and is now {now[name]!r}"
    for name in sorted(set(now) - set(was)):
        if now[name].startswith(REQUIRED):
            yield f"the new field {name} must be optional"


def _other_texts(was: Description, now: Description) -> Iterator[str]:
    """Fields that are still there, and whose text may now be something that nobody was told of, or lost a code."""
    for name in was["patterns"].keys() & now["fields"].keys():
        if now["patterns"].get(name) != was["patterns"][name]:
            yield f"{name} fitted {was['patterns'][name]} and now fits {now['patterns'].get(name, 'anything')}"
    for name in was["codes"].keys() & now["fields"].keys():
        codes, before = now["codes"].get(name, []), was["codes"][name]
        yield from (f"{name} has lost the code {code}" for code in before if code not in codes)
        if name in was["closed"] and (name not in now["closed"] or set(codes) - set(before)):
            yield f"{name} is a closed list of codes and cannot grow"
