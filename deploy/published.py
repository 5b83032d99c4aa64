"""Every event as it was published: what must stay as it is, because systems that we do not know rely on it."""

import dataclasses
import typing
from collections.abc import Iterator, Mapping
from types import NoneType
from typing import TypedDict

from shared.contracts.event import Event

REQUIRED = "required "


class Description(TypedDict):
    """An event: who may read it, which field names its subject, its fields in words, and its golden messages."""

    audience: str
    subject: str
    fields: dict[str, str]
    golden: list[str]


def described(event: type[Event], golden: list[str]) -> Description:
    """The event as its class says today."""
    hints = typing.get_type_hints(event)
    return Description(
        audience=event.audience,
        subject=event.subject_field,
        fields={field.name: _in_words(hints[field.name], field) for field in dataclasses.fields(event)},
        golden=golden,
    )


def _in_words(hint: object, field: "dataclasses.Field[object]") -> str:
    """`required date` or `optional str or null`."""
    kinds = ["null" if arm is NoneType else kind_of(arm) for arm in _arms(hint)]
    has_default = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
    return ("optional " if has_default else REQUIRED) + " or ".join(sorted(kinds, key="null".__eq__))


def _arms(hint: object) -> tuple[object, ...]:
    arms = typing.get_args(hint)
    return arms if NoneType in arms else (hint,)


def kind_of(hint: object) -> str:
    """`date` or `list[str]`."""
    return hint.__name__ if isinstance(hint, type) and not typing.get_args(hint) else str(hint).replace("datetime.", "")


def broken(before: Mapping[str, Description], today: Mapping[str, Description]) -> Iterator[str]:
    """Every promise that no longer holds; a new event or a new optional field breaks none."""
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


def _changed(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for name, words in was.items():
        if name not in now:
            yield f"the field {name} is gone"
        elif now[name] != words:
            yield f"{name} was {words!r} and is now {now[name]!r}"
    for name in sorted(set(now) - set(was)):
        if now[name].startswith(REQUIRED):
            yield f"the new field {name} must be optional"
