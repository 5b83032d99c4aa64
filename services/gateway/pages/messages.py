"""Messages between the services: what waits and what was parked; and the audit of what staff did."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.web.door import door, tell
from services.gateway.web.forms import sent_key
from services.gateway.web.guard import permit
from services.gateway.web.operations import KEEPERS_OF_CONTACTS, key_of_part, message_states

pages = Blueprint("messages", __name__)


@pages.get("/messages")
@permit("read")
def index() -> str:
    """Each service's outbox and how many messages wait for a person."""
    return render_template("staff/messages.html", states=message_states())


@pages.post("/messages/contacts")
@permit("restate_contacts")
def restate_contacts() -> Response:
    """Have everybody's address told to the register of emails anew, a hundred at a time."""
    key, count = sent_key(), 0
    for service in KEEPERS_OF_CONTACTS:
        after: str | None = ""
        while after is not None:
            told = tell(service, "restate_contacts", key_of_part(key, service, after), after=after)
            count, after = count + told["restated"], told["next"]
    flash(gettext("%(count)s addresses are being told to the register of emails anew.", count=count))
    return redirect(url_for("messages.index"))


@pages.get("/audit")
@permit("read_audit")
def audit() -> str:
    """Who asked for what, the newest first."""
    lines = door().desk.audit.latest(before=request.args.get("before", ""))
    return render_template("staff/audit.html", lines=lines)
