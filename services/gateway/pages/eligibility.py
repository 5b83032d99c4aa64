"""The requirements of an edition, and changing them; every application is then checked again."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.language import NAMES
from services.gateway.web.words import choices, named_countries

pages = Blueprint("eligibility", __name__)

CODES = ("country", "ministry", "field", "experience", "language", "alumnus")


@pages.get("/editions/<edition_id>/eligibility")
@permit("read")
def show(edition_id: str) -> str:
    """The requirements, one under the other."""
    edition = load_edition(edition_id)
    known = ask("registration", "eligibility_rules", edition_id=edition_id)
    by_code = {rule["code"]: rule for rule in known["rules"]}
    offered = {
        "country": named_countries(edition["countries"]),
        "ministry": choices("ministry"),
        "field": choices("field"),
        "language": list(NAMES.items()),
    }
    return render_template(
        "staff/eligibility.html", edition=edition, known=known, codes=CODES, by_code=by_code, offered=offered
    )


@pages.post("/editions/<edition_id>/eligibility")
@permit("set_eligibility_rules")
def set_eligibility_rules(edition_id: str) -> Response:
    """Change them."""
    rules = [_rule(code) for code in CODES if request.form.get(f"use-{code}")]
    done = tell("registration", "set_eligibility_rules", sent_key(), edition_id=edition_id, rules=rules, **sent())
    flash(gettext("The requirements were changed. Applications checked again: %(count)s.", count=done["evaluated"]))
    return redirect(url_for("eligibility.show", edition_id=edition_id))


def _rule(code: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"code": code, "unmet": request.form.get(f"unmet-{code}", "needs_human")}
    if code == "experience":
        rule["least"] = request.form.get("least", type=int) or 0
    return rule | {"accepted": request.form.getlist(f"accepted-{code}")}
