"""An event is one class: the frozen dataclass, its schema, its place in the registry and its documentation."""

import dataclasses
import functools
import types
import typing
from datetime import date, datetime
from typing import Any, ClassVar, Self, dataclass_transform

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from shared.contracts.texts import Codes, Text

Audience = typing.Literal["public", "internal", "canary"]

NAME = r"^[a-z_]+\.[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$"

REGISTRY: dict[str, type["Event"]] = {}


class InvalidEvent(ValueError):
    """An event whose data does not fit its class: a bug of the publisher."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """A fact about one subject, named `{service}.{subject}.{past-tense action}.v{major}`.

    Subclassing makes the class a frozen, keyword-only dataclass and registers it:

        class ApplicationSelected(Event, name="registration.application.selected.v1"): ...

    name:     the routing key, and the tail of the CloudEvents type.
    subject:  the field that holds the subject's id; by default `{subject}_id` of the name.
    audience: "public" (ids, codes, countries, states), "internal" (personal data, for notifications alone) or "canary"
              (a sign of life among the services; never a fact).

    Fields may be str, int, bool, date, datetime (aware, UTC on the wire), list[str], dict[str, int], dict[str, str],
    or `X | None` with a default. Nothing else: flat events stay readable in any language. What a str holds is said by
    one of `contracts.texts`, to which the publisher is held.
    """

    name: ClassVar[str]
    subject_field: ClassVar[str]
    audience: ClassVar[Audience]

    def __init_subclass__(cls, *, name: str, subject: str | None = None, audience: Audience = "public") -> None:
        validate.Regexp(NAME)(name)
        if name in REGISTRY:
            raise TypeError(f"{name} is declared twice")
        cls.name = name
        cls.subject_field = subject or f"{name.split('.')[1]}_id"
        cls.audience = audience
        dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        if cls.subject_field not in typing.get_type_hints(cls):
            raise TypeError(f"{name} has no field {cls.subject_field} for its subject")
        REGISTRY[name] = cls

    @property
    def subject(self) -> str:
        """The id of what the fact is about."""
        return typing.cast(str, getattr(self, self.subject_field))

    @classmethod
    def publisher(cls) -> str:
        """The service that may publish it."""
        return cls.name.split(".")[0]

    def to_data(self) -> dict[str, Any]:
        """Its data for the wire. Raises InvalidEvent when a value does not fit, so that the change is aborted."""
        values = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        schema = _schema(self.name, RAISE)
        try:
            dumped = typing.cast(dict[str, Any], schema.dump(values))
            schema.load(dumped)
        except (ValidationError, ValueError, TypeError, AttributeError) as error:
            raise InvalidEvent(f"{self.name}: {error}") from error
        return dumped

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """The event in `data`: unknown fields are ignored, missing ones refused with InvalidEvent."""
        try:
            return cls(**_schema(cls.name, EXCLUDE).load(data))
        except ValidationError as error:
            raise InvalidEvent(f"{cls.name}: {error.messages}") from error

    @classmethod
    def schema(cls) -> Schema:
        """The marshmallow schema that publishers are held to."""
        return _schema(cls.name, RAISE)


@functools.cache
def _schema(name: str, unknown: typing.Literal["raise", "exclude"]) -> Schema:
    event = REGISTRY[name]
    hints = typing.get_type_hints(event, include_extras=unknown == RAISE)
    declared: dict[str, Any] = {field.name: _field(hints[field.name], field) for field in dataclasses.fields(event)}
    made: type[Schema] = Schema.from_dict(declared, name=event.__name__)
    return made(unknown=unknown)


def _field(hint: Any, field: "dataclasses.Field[Any]") -> fields.Field[Any]:
    optional = typing.get_origin(hint) in (types.UnionType, typing.Union)
    if optional:
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not types.NoneType)
    missing = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    options: dict[str, Any] = {"required": missing, "allow_none": optional}
    if not missing:
        options["load_default"] = field.default if field.default is not dataclasses.MISSING else field.default_factory
    return _plain(hint, options)


def _plain(hint: Any, options: dict[str, Any]) -> fields.Field[Any]:
    match typing.get_origin(hint) or hint:
        case typing.Annotated:
            return fields.String(**options, validate=_check(hint.__metadata__[0]))
        case builtins_type if builtins_type is str:
            return fields.String(**options)
        case builtins_type if builtins_type is bool:
            return fields.Boolean(**options, truthy={True}, falsy={False})
        case builtins_type if builtins_type is int:
            return fields.Integer(strict=True, **options)
        case builtins_type if builtins_type is datetime:
            return fields.AwareDateTime(format="iso", **options)
        case builtins_type if builtins_type is date:
            return fields.Date(**options)
        case builtins_type if builtins_type is list:
            return fields.List(_plain(typing.get_args(hint)[0], {}), **options)
        case builtins_type if builtins_type is dict:
            key, value = typing.get_args(hint)
            return fields.Dict(keys=_plain(key, {}), values=_plain(value, {}), **options)
    raise TypeError(f"an event cannot carry {hint}")


def _check(kind: Text | Codes) -> validate.Validator:
    if isinstance(kind, Codes):
        return validate.OneOf(kind.values)
    return validate.Regexp(rf"(?:{kind.pattern})\Z")  # in Python, `$` alone would let a line end follow
