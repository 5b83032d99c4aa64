"""The filtered list of applications for a spreadsheet; that somebody took it out of the house is in the audit."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.door import ask, note_reading
from services.gateway.web.guard import permit
from services.gateway.web.language import country, language_name, short_day
from services.gateway.web.lists import chosen_filters, chosen_order
from services.gateway.web.spreadsheets import csv_answer, xlsx_answer
from services.gateway.web.words import word

pages = Blueprint("applications_export", __name__)

AT_ONCE = 200
NAME = "applications"


@pages.get("/editions/<edition_id>/applications.csv")
@permit("export_applications")
def as_csv(edition_id: str) -> Response:
    """For any program."""
    return csv_answer(f"{NAME}.csv", _head(), _rows(edition_id, "csv"))


@pages.get("/editions/<edition_id>/applications.xlsx")
@permit("export_applications")
def as_xlsx(edition_id: str) -> Response:
    """For Excel and its like."""
    return xlsx_answer(f"{NAME}.xlsx", _head(), _rows(edition_id, "xlsx"))


def _rows(edition_id: str, form: str) -> Iterator[list[Any]]:
    """Every row that fits, asked for page by page; the first is asked for at once, so that a refusal is one."""
    chosen, sort = chosen_filters(), chosen_order()
    said = ", ".join(f"{name}={value}" for name, value in chosen.items() if name != "q")
    asked = {"edition_id": edition_id, "sort": sort, "limit": AT_ONCE, **chosen}
    page = ask("registration", "exported_applications", **asked)
    note_reading("gateway.export_applications", edition_id=edition_id, format=form, filters=said)
    return _lines(page, asked)


def _lines(page: dict[str, Any], asked: dict[str, Any]) -> Iterator[list[Any]]:
    while True:
        yield from map(_line, page["rows"])
        if page["next"] is None:
            return
        page = ask("registration", "exported_applications", **asked, after=page["next"])


def _head() -> list[str]:
    return [
        gettext("Number"),
        gettext("Given names"),
        gettext("First surname"),
        gettext("Second surname"),
        gettext("Name on the certificate"),
        gettext("Email address"),
        gettext("Language"),
        gettext("Country"),
        gettext("Sex"),
        gettext("Institution"),
        gettext("Kind of ministry"),
        gettext("Position"),
        gettext("Years of experience in migration"),
        gettext("Status"),
        gettext("Endorsement"),
        gettext("Requirements"),
        gettext("Still missing"),
        gettext("Score"),
        gettext("Waiting for"),
        gettext("Waiting since"),
    ]


def _line(one: dict[str, Any]) -> list[Any]:
    return [
        one["number"],
        one["given_names"],
        one["first_surname"],
        one["second_surname"],
        one["certificate_name"],
        one["email"],
        language_name(one["language"]),
        country(one["country"]),
        word(one["sex"], "sex"),
        one["institution"],
        word(one["ministry_kind"], "ministry"),
        one["position"],
        one["years_experience"],
        word(one["status"], "application"),
        word(one["endorsement"], "endorsement"),
        word(one["eligibility"], "eligibility"),
        ", ".join(word(name, "missing") for name in one["missing"]),
        one["score"],
        word(one["waiting_on"], "waited_for"),
        short_day(one["waiting_since"]),
    ]
