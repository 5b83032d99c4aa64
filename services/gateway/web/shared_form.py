"""A form that several people may have open at once: it remembers what it was filled in from."""

import json
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField

from services.gateway.model.merging import Difference, Written, merge
from services.gateway.web.birthdays import BirthdayField
from services.gateway.web.forms import OnceForm

CARRIED = ("csrf_token", "idempotency", "version", "was")


class SharedForm(OnceForm):
    """`version` and `was` are those of the page; a subclass adds the fields that people see."""

    version = HiddenField()
    was = HiddenField()

    @classmethod
    def filled_in(cls, now: Written, version: int) -> Self:
        """The form as it is first shown."""
        tidied = _all_tidy(now)
        return cls(_as_sent(tidied, tidied, version))

    @property
    def seen_version(self) -> int:
        """The version that the page showed."""
        return int(self.version.data) if (self.version.data or "").isdigit() else 0

    def catch_up(self, now: Written, version: int) -> tuple[Self, list[Difference]]:
        """The form again with everything that was typed, on top of what somebody else has saved meanwhile."""
        typed = _all_tidy({name: self._typed(name) for name in self._fields if name not in CARRIED})
        tidied = _all_tidy(now)
        shown, told = merge(was=_remembered(self.was.data), typed=typed, now=tidied)
        return type(self)(_as_sent(shown, tidied, version)), told

    def _typed(self, name: str) -> list[str]:
        """What came for a field; a birthday, which comes as two values, as the one that it is."""
        field = self._fields[name]
        return [field.data or ""] if isinstance(field, BirthdayField) else request.form.getlist(name)


def _as_sent(shown: Written, now: Written, version: int) -> "MultiDict[str, str]":
    pairs = [(name, value) for name, values in shown.items() for value in values]
    return MultiDict([*pairs, ("version", str(version)), ("was", json.dumps(dict(now), ensure_ascii=False))])


def _all_tidy(written: Written) -> dict[str, list[str]]:
    """As it is stored: no surrounding space, one kind of line end, one order; nothing when nothing was written."""
    stripped = {name: [value.replace("\r\n", "\n").strip() for value in values] for name, values in written.items()}
    return {name: sorted(value for value in values if value) for name, values in stripped.items()}


def _remembered(written: Any) -> Written:
    try:
        found = json.loads(written or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
