"""One act on many applications: first who would change and who would not, then once, and back again where that is."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.editions import end_of_day
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import may, permit
from services.gateway.web.lists import chosen_filters
from services.gateway.web.words import choices, field_sentence
from shared.contracts.refusal import Refusal

pages = Blueprint("bulk", __name__)

PLAN = "/editions/<edition_id>/bulk"
TERMS = ("reason", "reason_code", "note", "due_at")


def bulk_acts() -> list[tuple[str, str]]:
    """What whoever is signed in may do to many at once, with its words."""
    return [(code, said) for code, said in choices("bulk_act") if may("run_bulk") and may(code)]


@pages.get(PLAN)
@permit("run_bulk")
def plan(edition_id: str) -> str:
    """Who would change and who would not, and why; nothing does yet."""
    asked = {
        "act": request.args.get("act", ""),
        "undoes": request.args.get("undoes", ""),
        "matching": request.args.get("matching") == "yes",
        "application_ids": request.args.getlist("application_id"),
    }
    return _plan_page(edition_id, {**asked, **chosen_filters()})


@pages.post(PLAN)
@permit("run_bulk")
def run_bulk(edition_id: str) -> Response | tuple[str, int]:
    """Do it to those that were shown and are still as they were."""
    items = [one.rpartition(":") for one in request.form.getlist("item")]
    versions = {key: int(version) if version.isdecimal() else 0 for key, _, version in items}
    terms = sent(*TERMS)
    asked = sent("act", "undoes")
    try:
        done = tell(
            "registration",
            "run_bulk",
            sent_key(),
            edition_id=edition_id,
            items=[{"application_id": key, "version": version} for key, version in versions.items()],
            **asked,
            **{**terms, "due_at": _due_at(terms["due_at"])},
        )
    except Refusal as refusal:
        if not refusal.fields.keys() & set(TERMS):
            raise
        wrong = {name: field_sentence(text) for name, text in refusal.fields.items() if name in TERMS}
        return _plan_page(edition_id, {**asked, "application_ids": list(versions)}, terms, wrong), refusal.status
    return redirect(url_for("bulk.show", bulk_id=done["bulk_id"]))


@pages.get("/bulk/<bulk_id>")
@permit("read")
def show(bulk_id: str) -> str:
    """What was done, to whom, and to whom not."""
    done = ask("registration", "bulk_act", bulk_id=bulk_id)
    return render_template("staff/bulk_done.html", done=done, edition=load_edition(done["edition_id"]))


@pages.get(f"{PLAN}/latest")
@permit("read")
def latest(edition_id: str) -> str:
    """The bulk acts of an edition, the newest first."""
    found = ask("registration", "bulk_acts", edition_id=edition_id)
    return render_template("staff/bulk_latest.html", edition=load_edition(edition_id), **found)


def _plan_page(
    edition_id: str,
    asked: dict[str, Any],
    terms: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    found = ask("registration", "bulk_plan", edition_id=edition_id, **asked)
    return render_template(
        "staff/bulk_plan.html",
        edition=load_edition(edition_id),
        plan=found,
        terms=terms or dict.fromkeys(TERMS, ""),
        wrong=wrong or {},
    )


def _due_at(day: str) -> str | None:
    try:
        return end_of_day(date.fromisoformat(day).isoformat())
    except ValueError:
        return None
