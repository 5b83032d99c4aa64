"""What every form carries besides its fields: the version it was filled in from and a key that makes it count once."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from markupsafe import Markup, escape
from wtforms import HiddenField
from wtforms.fields.choices import SelectChoice

from services.gateway.web.words import field_sentence
from shared.contracts.refusal import Refusal
from shared.storage import new_id


class OnceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no type hints
    """A form whose second sending, by a double click or a reload, has no second effect."""

    idempotency = HiddenField(default=new_id)

    @property
    def key(self) -> str:
        """The idempotency key that came with the form."""
        return self.idempotency.data or new_id()

    def take_refusal(self, refusal: Refusal) -> None:
        """Put what a service found wrong beside the fields. Raises the refusal again when it is about something else."""
        named = {name: text for name, text in refusal.fields.items() if name in self}
        if not named:
            raise refusal
        for name, text in named.items():
            self[name].errors = [*self[name].errors, field_sentence(text)]
        # What was refused had no effect, so the corrected form is another request.
        self.idempotency.data = new_id()


def options(pairs: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Codes and their words, as a list of a form."""
    return [SelectChoice(code, said) for code, said in pairs]


def sent_key() -> str:
    """The idempotency key of a plain form."""
    return request.form.get("idempotency") or new_id()


def sent(*names: str) -> dict[str, Any]:
    """The named values of a plain form, as they were typed, and its version as a number when it carries one."""
    values: dict[str, Any] = {name: request.form.get(name, "").strip() for name in names}
    if "version" in request.form:
        values["version"] = request.form.get("version", type=int) or 0
    return values


def once(version: int | None = None) -> Markup:
    """The hidden fields of a plain form, except its CSRF token."""
    fields = Markup('<input type="hidden" name="idempotency" value="{}">').format(new_id())
    if version is not None:
        fields += Markup('<input type="hidden" name="version" value="{}">').format(escape(version))
    return fields
