"""An example of each event: what the catalogue shows, and what is kept as its golden message."""

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from typing import Any

from shared.contracts.envelope import Actor, Cause, wrap
from shared.contracts.event import Event

BY_FIELD: dict[str, Any] = {
    "year": 2027,
    "ordinal": 48,
    "seats": 30,
    "minutes": 90,
    "attended_minutes": 4320,
    "required_minutes": 4050,
    "smtp_code": 550,
    "room": "Aula Magna",
    "language": "es",
    "email": "ana.villalba@migraciones.example",
    "full_name": "Ana Villalba Ortega",
}
BY_KIND: dict[Any, Any] = {
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


def example(event: type[Event]) -> dict[str, Any]:
    """The whole message, with a value in every field."""
    return wrap(filled(event), event_id="0197a5a0-0000-7000-8000-000000000004", sequence=1, cause=CAUSE)


def filled(event: type[Event]) -> Event:
    """The event with a value in every field."""
    hints = typing.get_type_hints(event, include_extras=True)
    return event(**{field.name: _value(field.name, hints[field.name]) for field in dataclasses.fields(event)})


def _value(field: str, hint: Any) -> Any:
    if field in BY_FIELD:
        return BY_FIELD[field]
    match typing.get_origin(hint):
        case None:
            return BY_KIND[hint]
        case typing.Annotated:
            return hint.__metadata__[0].example
        case kind if kind is list:
            return [_value(field, typing.get_args(hint)[0])]
        case kind if kind is dict:
            key, value = typing.get_args(hint)
            return {_value("", key): _value(field, value)}
        case typing.Union | types.UnionType:
            return _value(field, typing.get_args(hint)[0])
    raise TypeError(f"no example for {field}: {hint}")
