"""The nominating institution's page: endorse an official, or not, by the link in the email."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_focal_point

pages = Blueprint("endorse", __name__)


@pages.get(f"{LANG}/endorse/<token>")
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """Who asks for an endorsement, and the answer when there is one."""
    link = enter_as_focal_point(token)
    nomination = ask("registration", "nomination", application_id=link.application_id)
    return render_template("public/endorse.html", nomination=nomination, token=token)


@pages.post(f"{LANG}/endorse/<token>")
@permit(PUBLIC)
def answer(lang: str, token: str) -> Response:
    """Endorse, or not, with a word why."""
    link = enter_as_focal_point(token)
    asked = sent("answer", "reason")
    tell("registration", "answer_nomination", sent_key(), application_id=link.application_id, **asked)
    return redirect(url_for("endorse.show", lang=lang, token=token))


@pages.post(f"{LANG}/endorse/<token>/withdrawal")
@permit(PUBLIC)
def withdraw(lang: str, token: str) -> Response:
    """The institution takes its official out: a seat on offer is declined, anything else is withdrawn."""
    link = enter_as_focal_point(token)
    nomination = ask("registration", "nomination", application_id=link.application_id)
    command = "decline_offer" if "decline_offer" in nomination["acts"] else "withdraw_application"
    tell("registration", command, sent_key(), application_id=link.application_id, **sent("reason_code"))
    flash(gettext("Thank you for telling us. The official is being written to."))
    return redirect(url_for("endorse.show", lang=lang, token=token))
