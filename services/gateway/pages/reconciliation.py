"""Reconciliation by hand: what is missing at whom, and sending that again."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.days import days_ago, end_of, first_moment
from services.gateway.web.forms import sent_key
from services.gateway.web.guard import permit
from services.gateway.web.reconciliation import Period, look, send_missing
from shared.storage import now

pages = Blueprint("reconciliation", __name__)

SHOWN = 50


@pages.get("/reconciliation")
@permit("read")
def show() -> str:
    """What would be sent again; nothing is changed by looking."""
    chosen = {name: request.args.get(name, "") for name in ("since", "until", "after")}
    found = look(_period(chosen), chosen["after"]) if chosen["since"] else None
    chosen["since"] = chosen["since"] or days_ago(2)
    return render_template("staff/reconciliation.html", chosen=chosen, found=found, shown=SHOWN)


@pages.post("/reconciliation")
@permit("send_again")
def repair() -> Response:
    """Send again what is missing now, to those who miss it."""
    chosen = {name: request.form.get(name, "") for name in ("since", "until", "after")}
    count = send_missing(look(_period(chosen), chosen["after"]), sent_key())
    flash(
        gettext(
            "%(count)s events are being sent again. Look again in a moment: nothing should be missing.", count=count
        )
    )
    return redirect(url_for("reconciliation.show", since=chosen["since"], until=chosen["until"], after=chosen["after"]))


def _period(chosen: dict[str, str]) -> Period:
    return Period.of(first_moment(chosen["since"], "since") or now(), end_of(chosen["until"], "until"))
