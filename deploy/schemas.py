"""The JSON Schema of each event: the whole CloudEvents document with its data, as a reader may rely on it.

The schemas are JSON Schema 2020-12 and use only keywords that mean the same in draft 7, which is what AsyncAPI's own
schemas are made of. `format` is a remark to most validators, so a `pattern` says the same.
"""

import dataclasses
import types
import typing
from datetime import date, datetime
from typing import Any

from deploy.examples import example
from shared.contracts.envelope import TYPE_PREFIX
from shared.contracts.event import Event
from shared.contracts.texts import Codes, Text

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
READING = (
    "Ignore fields and attributes that are not described here: a later release may add some. "
    "What is described keeps its name, its kind and its meaning within this version."
)
GROWS = "A later release may add codes."

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
DATE: Schema = {"type": "string", "format": "date", "pattern": f"^{_DAY}$"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "pattern": rf"^{_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?(Z|[+-][0-9]{{2}}:[0-9]{{2}})$",
}
ACTORS = ("staff", "applicant", "focal_point", "expert", "public", "system")

ATTRIBUTES: dict[str, Schema] = {
    "specversion": {"const": "1.0", "description": "The version of CloudEvents."},
    "id": {"type": "string", "description": "One event, one id, however often it is delivered: a UUIDv7."},
    "type": {"type": "string"},
    "source": {"type": "string"},
    "subject": {"type": "string"},
    "time": MOMENT | {"description": "When it happened, in UTC."},
    "datacontenttype": {"const": "application/json"},
    "sequence": {
        "type": "string",
        "pattern": "^[1-9][0-9]*$",
        "description": "Counts the events of one subject of one source: 1, 2, 3, without gaps, in the order they happened.",
    },
    "correlationid": {"type": "string", "description": "The chain that it belongs to, from the first request on."},
    "causationid": {"type": "string", "description": "What caused it: the id of a request or of another event."},
    "actorkind": {"type": "string", "description": f"Who acted: {', '.join(ACTORS)}. {GROWS}"},
    "actorid": {"type": "string", "description": "The id of who acted; never a name."},
    "actorrole": {"type": "string", "description": "As what they acted."},
}
WHILE_TRACED: dict[str, Schema] = {
    "traceparent": {
        "type": "string",
        "description": "The span that it happened in (W3C Trace Context), while somebody traces.",
    },
}


def schema_of(event: type[Event]) -> Schema:
    """The schema of a message of this event."""
    hints = typing.get_type_hints(event, include_extras=True)
    fields = dataclasses.fields(event)
    own: dict[str, Schema] = {
        "type": {"const": TYPE_PREFIX + event.name},
        "source": {"const": f"/cimi/{event.publisher()}", "description": "The service that publishes it."},
        "subject": {"type": "string", "description": f"What it is about: the same as {event.subject_field} in data."},
    }
    data: Schema = {
        "type": "object",
        "required": [field.name for field in fields if not has_default(field)],
        "properties": {field.name: of(hints[field.name]) for field in fields},
    }
    return {
        "$schema": DIALECT,
        "title": event.name,
        "description": f"{event.__doc__} {READING}",
        "type": "object",
        "required": [*ATTRIBUTES, "data"],
        "properties": ATTRIBUTES | WHILE_TRACED | own | {"data": data},
        "examples": [example(event)],
    }


def has_default(field: "dataclasses.Field[Any]") -> bool:
    """Whether a message may leave it out."""
    return field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING


def of(hint: Any) -> Schema:
    """The schema of one field."""
    match typing.get_origin(hint) or hint:
        case typing.Annotated:
            return _of_text(hint.__metadata__[0])
        case typing.Union | types.UnionType:
            return {"anyOf": [{"type": "null"} if arm is types.NoneType else of(arm) for arm in typing.get_args(hint)]}
        case kind if kind is list:
            return {"type": "array", "items": of(typing.get_args(hint)[0])}
        case kind if kind is dict:
            key, value = typing.get_args(hint)
            return {"type": "object", "propertyNames": of(key), "additionalProperties": of(value)}
        case kind:
            return _PLAIN[kind]


def _of_text(kind: Text | Codes) -> Schema:
    if isinstance(kind, Text):
        return {"type": "string", "pattern": kind.pattern, "description": f"{kind.says[0].upper()}{kind.says[1:]}."}
    if kind.closed:
        return {"type": "string", "enum": list(kind.values)}
    return {"type": "string", "anyOf": [{"enum": list(kind.values)}, {"type": "string"}], "description": GROWS}


_PLAIN: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: DATE,
    datetime: MOMENT,
}
