"""Parked messages: found by kind, replayed one by one or all of a kind, and given up by two people."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.operations import known_service, parked_messages, parked_reasons, replay_each

pages = Blueprint("parked", __name__)

FILTERS = ("service", "status", "reason", "event", "after")


@pages.get("/messages/parked")
@permit("read")
def index() -> str:
    """The open ones by kind; those of one service that fit, a hundred a page."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    groups, silent = parked_reasons()
    found = parked_messages(**chosen) if chosen["service"] else None
    return render_template("staff/parked.html", chosen=chosen, groups=groups, silent=silent, found=found)


@pages.get("/messages/parked/replay")
@permit("replay_parked")
def preview() -> str:
    """Which ones would be replayed."""
    chosen = _kind(request.args)
    return render_template("staff/parked_replay.html", chosen=chosen, found=parked_messages(**chosen))


@pages.post("/messages/parked/replay")
@permit("replay_parked")
def replay_all() -> Response:
    """Replay those of a kind, each in a transaction of its own, and say what became of them."""
    chosen = _kind(request.form)
    rows = parked_messages(**chosen)["rows"]
    done = replay_each(chosen["service"], rows, sent_key())
    text = gettext("%(replayed)s messages were handled, %(failed)s failed again, %(left)s were not tried yet.", **done)
    flash(text)
    return redirect(url_for("parked.index", service=chosen["service"]))


@pages.get("/messages/<service>/<path:message_id>")
@permit("read")
def show(service: str, message_id: str) -> str:
    """One parked message: what it is, why it failed, what can be done."""
    message = ask(known_service(service), "parked_message", message_id=message_id)
    return render_template("staff/parked_message.html", service=service, message=message)


@pages.post("/messages/<service>/replay")
@permit("replay_parked")
def replay(service: str) -> Response:
    """Try it once more."""
    tell(known_service(service), "replay_parked", sent_key(), **sent("message_id"))
    flash(gettext("The message was handled."))
    return redirect(url_for("parked.index", service=service))


@pages.post("/messages/<service>/discard-proposal")
@permit("propose_discard")
def propose_discard(service: str) -> Response:
    """Say why it is to be given up."""
    asked = sent("message_id", "reason")
    tell(known_service(service), "propose_discard", sent_key(), **asked)
    flash(gettext("You proposed to discard this message. A director, somebody other than you, has to confirm it."))
    return redirect(url_for("parked.show", service=service, message_id=asked["message_id"]))


@pages.post("/messages/<service>/discard")
@permit("confirm_discard")
def confirm_discard(service: str) -> Response:
    """Give it up, as somebody else has proposed."""
    tell(known_service(service), "confirm_discard", sent_key(), **sent("message_id"))
    flash(gettext("The message was discarded."))
    return redirect(url_for("parked.index", service=service))


def _kind(values: Any) -> dict[str, str]:
    return {name: values.get(name, "") for name in ("service", "reason", "event")}
