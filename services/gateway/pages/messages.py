"""Messages between the services: what waits, what was parked, and the audit of what staff did."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.door import door, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.operations import known_service, message_states, parked_messages
from shared.contracts.refusal import Refusal

pages = Blueprint("messages", __name__)


@pages.get("/messages")
@permit("read")
def index() -> str:
    """Each service's outbox and how many messages wait for a person."""
    return render_template("staff/messages.html", states=message_states())


@pages.get("/messages/<service>")
@permit("read")
def parked(service: str) -> str:
    """The parked messages of one service."""
    return render_template("staff/parked.html", service=service, messages=parked_messages(service))


@pages.get("/messages/<service>/<path:message_id>")
@permit("read")
def message(service: str, message_id: str) -> str:
    """One parked message: what it is, why it failed."""
    for found in parked_messages(service):
        if found["id"] == message_id:
            return render_template("staff/parked_message.html", service=service, message=found)
    raise Refusal("not-found", "There is no such parked message.", status=404)


@pages.post("/messages/<service>/replay")
@permit("replay_parked")
def replay(service: str) -> Response:
    """Try it once more."""
    tell(known_service(service), "replay_parked", sent_key(), **sent("message_id"))
    flash(gettext("The message was handled."))
    return redirect(url_for("messages.parked", service=service))


@pages.post("/messages/<service>/discard")
@permit("discard_parked")
def discard(service: str) -> Response:
    """Give it up, with the reason."""
    tell(known_service(service), "discard_parked", sent_key(), **sent("message_id", "reason"))
    flash(gettext("The message was discarded."))
    return redirect(url_for("messages.parked", service=service))


@pages.get("/audit")
@permit("read_audit")
def audit() -> str:
    """Who asked for what, the newest first."""
    lines = door().desk.audit.latest(before=request.args.get("before", ""))
    return render_template("staff/audit.html", lines=lines)
