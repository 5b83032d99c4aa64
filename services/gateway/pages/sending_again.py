"""Sending published events again: to everybody, or to one subscriber's queue from a day on."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.days import end_of, first_moment
from services.gateway.web.forms import sent_key
from services.gateway.web.guard import permit
from services.gateway.web.operations import QUEUES, SERVICES, known_service, send_again, sendable

pages = Blueprint("sending_again", __name__)

FIELDS = ("service", "event_names", "subject", "ids", "since", "until", "to")
LISTS = ("event_names", "ids")


@pages.get("/sending-again")
@permit("read")
def show() -> str:
    """The form, and once something is chosen, what would be sent."""
    chosen = {name: request.args.get(name, "").strip() for name in FIELDS}
    asked = any(chosen[name] for name in FIELDS if name != "to")
    found = sendable(_publishers(chosen), **_choice(chosen)) if asked else None
    return render_template(
        "staff/sending_again.html", chosen=chosen, found=found, queues=[(queue, queue) for queue in QUEUES]
    )


@pages.post("/sending-again")
@permit("send_again")
def send() -> Response:
    """Do it."""
    chosen = {name: request.form.get(name, "").strip() for name in FIELDS}
    sent = send_again(_publishers(chosen), sent_key(), to=chosen["to"], **_choice(chosen))
    flash(gettext("%(count)s events are being sent again.", count=sum(sent.values())))
    return redirect(url_for("messages.index"))


def _publishers(chosen: dict[str, str]) -> tuple[str, ...]:
    return (known_service(chosen["service"]),) if chosen["service"] else SERVICES


def _choice(chosen: dict[str, str]) -> dict[str, Any]:
    """What was typed, as the services take it; names and ids stand apart by spaces or commas."""
    days = {"since": first_moment(chosen["since"], "since"), "until": end_of(chosen["until"], "until")}
    return {
        **{name: chosen[name].replace(",", " ").split() for name in LISTS},
        "subject": chosen["subject"],
        **{name: moment.isoformat() for name, moment in days.items() if moment},
    }
