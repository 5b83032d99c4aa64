"""Statistics: what is recorded here, and apart from it what others have published about earlier editions."""

import csv
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, options, sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.words import choices, field_sentence
from shared.contracts.refusal import Refusal
from shared.storage import new_id

pages = Blueprint("statistics", __name__)

COLUMNS = ("ordinal", "year", "scope", "participants", "countries", "source", "confidence")
NUMBERS = ("ordinal", "year", "participants", "countries")
SEPARATORS = ("\t", ";", ",")


class ReportForm(OnceForm):
    """One published total."""

    ordinal = IntegerField(_l("Number of the edition"), [InputRequired(), NumberRange(1, 999)])
    year = IntegerField(_l("Year"), [InputRequired(), NumberRange(1979, 2200)])
    scope = SelectField(_l("What was counted"), choices=options(choices("scope")))
    participants = IntegerField(_l("Participants"), [InputRequired(), NumberRange(1, 100_000)])
    countries = IntegerField(_l("Number of countries"), [Optional(), NumberRange(1, 100)])
    source = StringField(_l("Source (title or address)"), [InputRequired(), Length(max=500)])
    confidence = SelectField(_l("How sure it is"), choices=options(choices("confidence")))

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return {name: self[name].data for name in COLUMNS}


class ImportForm(OnceForm):
    """Many totals, pasted from a table."""

    table = TextAreaField(_l("Lines of a table"), [DataRequired(), Length(max=100_000)])

    def asked(self) -> dict[int, dict[str, Any]]:
        """A total for each line that has something on it, by the number of the line; names of columns are passed over."""
        lines = [line.strip() for line in self.table.data.splitlines()]
        separator = next((sign for sign in SEPARATORS if sign in self.table.data), SEPARATORS[-1])
        rows = {number: next(csv.reader([line], delimiter=separator)) for number, line in enumerate(lines, 1) if line}
        return {number: _total(row) for number, row in rows.items() if row[0].strip() != COLUMNS[0]}


@pages.get("/statistics")
@permit("read")
def show() -> str:
    """Both, apart; of one edition when one is chosen."""
    return _page(ReportForm(), ImportForm())


@pages.post("/statistics/reported")
@permit("report_totals")
def report() -> Response | tuple[str, int]:
    """Record one published total."""
    form = ReportForm()
    if not form.validate():
        return _page(form, ImportForm(formdata=None)), 422
    try:
        tell("registration", "report_totals", form.key, totals=[form.asked()])
    except Refusal as refusal:
        form.take_refusal(_of_the_only_one(refusal))
        return _page(form, ImportForm(formdata=None)), refusal.status
    flash(gettext("The total was recorded."))
    return redirect(url_for("statistics.show"))


@pages.post("/statistics/reported/import")
@permit("report_totals")
def import_totals() -> Response | tuple[str, int]:
    """Record many; when one line is wrong, none is recorded and the line is named."""
    form = ImportForm()
    if not form.validate():
        return _page(ReportForm(formdata=None), form), 422
    totals = form.asked()
    try:
        done = tell("registration", "report_totals", form.key, totals=list(totals.values()))
    except Refusal as refusal:
        wrong = [_in_line(name, text, list(totals)) for name, text in refusal.fields.items()]
        if not wrong:
            raise
        form.table.errors = [*form.table.errors, *wrong]
        form.idempotency.data = new_id()
        return _page(ReportForm(formdata=None), form), refusal.status
    flash(gettext("%(count)s totals were recorded.", count=done["reported"]))
    return redirect(url_for("statistics.show"))


@pages.post("/statistics/reported/<report_id>/strike")
@permit("strike_report")
def strike(report_id: str) -> Response:
    """Take a mistaken entry out of account."""
    tell("registration", "strike_report", sent_key(), report_id=report_id, **sent("reason"))
    return redirect(url_for("statistics.show"))


def _page(form: ReportForm, importing: ImportForm) -> str:
    chosen = request.args.get("edition_id", "")
    found = ask("registration", "statistics", edition_id=chosen)
    named = {one["edition_id"]: one for one in found["editions"]}
    return render_template(
        "staff/statistics.html", form=form, importing=importing, chosen=chosen, named=named, columns=COLUMNS, **found
    )


def _total(row: list[str]) -> dict[str, Any]:
    """A line as registration takes it; what is no number stays as it was written, to be refused with its line."""
    said = dict(zip(COLUMNS, (value.strip() for value in row), strict=False))
    numbers = {name: int(said[name]) if said[name].isdecimal() else said[name] for name in NUMBERS if said.get(name)}
    return {name: value for name, value in (said | numbers).items() if value != ""}


def _of_the_only_one(refusal: Refusal) -> Refusal:
    """`totals.0.year` as `year`."""
    fields = {name.rpartition(".")[2]: text for name, text in refusal.fields.items()}
    return Refusal(refusal.code, refusal.message, status=refusal.status, fields=fields)


def _in_line(name: str, text: str, numbers: list[int]) -> str:
    """`totals.3.year`, and what is wrong with it, as the column of a line."""
    _, _, rest = name.partition(".")
    count, _, column = rest.partition(".")
    wrong = field_sentence(text)
    if not count.isdecimal():
        return wrong
    line = numbers[int(count)]
    return str(gettext("Line %(number)s, %(column)s: %(wrong)s", number=line, column=column, wrong=wrong))
