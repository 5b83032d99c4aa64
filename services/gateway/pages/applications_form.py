"""Staff correct what a sent application says, and say why."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from services.gateway.pages.application_form import EditForm, as_written, labels
from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.guard import permit
from services.gateway.web.letters import letter_answer
from shared.contracts.refusal import Refusal

pages = Blueprint("applications_form", __name__)

ONE = "/applications/<application_id>"


class StaffEditForm(EditForm):
    """The same as the applicant's, and the reason."""

    reason = StringField(_l("Reason for the change (it stays in the history)"), [InputRequired(), Length(max=500)])


@pages.get(f"{ONE}/form")
@permit("edit_application")
def show(application_id: str) -> str:
    """The form, filled in."""
    application = ask("registration", "application", application_id=application_id)
    names = labels(StaffEditForm(formdata=None))
    return _page(application, StaffEditForm.filled_in(as_written(application["form"], names), application["version"]))


@pages.post(f"{ONE}/form")
@permit("edit_application")
def edit(application_id: str) -> Response | tuple[str, int]:
    """Change it; what somebody else has changed meanwhile is told, and nothing that was typed is lost."""
    application = ask("registration", "application", application_id=application_id)
    form = StaffEditForm()
    _offer(form, application)
    if not form.validate():
        return _page(application, form), 422
    asked = form.typed() | {"application_id": application_id, "version": form.seen_version, "reason": form.reason.data}
    try:
        tell("registration", "edit_application", form.key, **asked)
    except Refusal as refusal:
        if refusal.code != "stale":
            form.take_refusal(refusal)
            return _page(application, form), refusal.status
        now = as_written(application["form"], labels(form)) | {"reason": []}
        again, differences = form.catch_up(now, application["version"])
        return _page(application, again, differences=differences), 409
    return redirect(url_for("applications.show", application_id=application_id))


@pages.get(f"{ONE}/documents/<document_id>")
@permit("read")
def document(application_id: str, document_id: str) -> Response:
    """A version of a document, as it was sent."""
    asked = {"application_id": application_id, "document_id": document_id}
    return letter_answer(ask("registration", "document", **asked))


@pages.get(f"{ONE}/details")
@permit("read")
def details(application_id: str) -> str:
    """What somebody has said about their stay, as far as the reader may know it."""
    said = ask("registration", "participant_details", application_id=application_id)
    return render_template("staff/participant.html", said=said, edition=load_edition(said["edition_id"]))


@pages.get("/editions/<edition_id>/details")
@permit("read")
def details_of_edition(edition_id: str) -> str:
    """Who is missing what, and what has to be arranged."""
    found = ask("registration", "details_of_participants", edition_id=edition_id)
    return render_template("staff/details.html", edition=load_edition(edition_id), **found)


def _offer(form: StaffEditForm, application: dict[str, Any]) -> None:
    form.offer_countries({*COUNTRIES, application["country"]})


def _page(application: dict[str, Any], form: StaffEditForm, **more: Any) -> str:
    _offer(form, application)
    edition = load_edition(application["edition_id"])
    return render_template(
        "staff/application_form.html", application=application, edition=edition, form=form, names=labels(form), **more
    )
