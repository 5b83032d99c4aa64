"""The register of emails: what was sent to whom, word for word."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent_key
from services.gateway.web.guard import permit
from services.gateway.web.protection import CONTENT_OF_EMAIL
from services.gateway.web.register import email_of

pages = Blueprint("emails", __name__)

FILTERS = ("edition_id", "application_id", "recipient", "template", "status", "after")


@pages.get("/emails")
@permit("read")
def index() -> str:
    """The emails that fit the filters, the newest first."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    return render_template("staff/emails.html", chosen=chosen, **ask("notifications", "emails", limit=50, **chosen))


@pages.get("/emails/<email_id>")
@permit("read")
def show(email_id: str) -> str:
    """One email: its exact text, and the HTML that most people see in a closed frame."""
    return render_template("staff/email.html", email=email_of(email_id))


@pages.get("/emails/<email_id>/html")
@permit("read")
def html(email_id: str) -> Response:
    """The HTML part alone, for the frame; nothing in it runs or loads anything."""
    answer = Response(email_of(email_id)["html"], mimetype="text/html")
    answer.headers["Content-Security-Policy"] = CONTENT_OF_EMAIL
    return answer


@pages.post("/emails/<email_id>/resend")
@permit("resend_email")
def resend(email_id: str) -> Redirect:
    """Queue again what failed, or what may not have arrived."""
    tell("notifications", "resend_email", sent_key(), email_id=email_id)
    return redirect(url_for("emails.show", email_id=email_id))
