"""The applicant's own page, by the link in their emails: where it stands, the offer, corrections, the certificate."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.application_form import ContactForm, CorrectionForm, EditForm, as_written, labels
from services.gateway.pages.home import LANG
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.files import sent_file
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_applicant
from services.gateway.web.pdf import pdf_answer
from services.gateway.web.words import field_sentence, refusal_sentence
from shared.contracts.refusal import Refusal

pages = Blueprint("my", __name__)

MY = f"{LANG}/my/<token>"


@pages.get(MY)
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """Where the application stands and what is asked of the person now."""
    link = enter_as_applicant(token)
    return _page(link.application_id, token)


@pages.post(f"{MY}/confirmation")
@permit(PUBLIC)
def confirm(lang: str, token: str) -> Redirect:
    """Take the seat."""
    link = enter_as_applicant(token)
    tell("registration", "confirm_offer", sent_key(), application_id=link.application_id, **sent(), **_parts())
    flash(gettext("Your seat is confirmed. We look forward to meeting you."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/parts")
@permit(PUBLIC)
def change_parts(lang: str, token: str) -> Redirect:
    """Take or refuse parts of the offer."""
    link = enter_as_applicant(token)
    asked = {"accepted_parts": request.form.getlist("accepted_parts")}
    tell("registration", "change_offer_parts", sent_key(), application_id=link.application_id, **sent(), **asked)
    flash(gettext("We have noted what you take of the offer."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/letter")
@permit(PUBLIC)
def make_letter(lang: str, token: str) -> Redirect:
    """Have the invitation letter made, as things stand."""
    link = enter_as_applicant(token)
    tell("registration", "make_visa_letter", sent_key(), application_id=link.application_id)
    flash(gettext("Your letter is ready. You can download it below."))
    return redirect(url_for("my.show", lang=lang, token=token, _anchor="letter"))


@pages.get(f"{MY}/letter.pdf")
@permit(PUBLIC)
def letter(lang: str, token: str) -> Response:
    """The invitation letter, byte for byte as it was made."""
    link = enter_as_applicant(token)
    return pdf_answer(ask("registration", "visa_letter_pdf", application_id=link.application_id))


@pages.post(f"{MY}/decline")
@permit(PUBLIC)
def decline(lang: str, token: str) -> Redirect:
    """Leave the seat to somebody else."""
    link = enter_as_applicant(token)
    tell("registration", "decline_offer", sent_key(), application_id=link.application_id, **sent("reason_code"))
    flash(gettext("You have declined the seat. Thank you for telling us."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/withdrawal")
@permit(PUBLIC)
def withdraw(lang: str, token: str) -> Redirect:
    """Give the application up."""
    link = enter_as_applicant(token)
    tell("registration", "withdraw_application", sent_key(), application_id=link.application_id, **sent("reason_code"))
    flash(gettext("Your application is withdrawn."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/resubmission")
@permit(PUBLIC)
def resubmit(lang: str, token: str) -> Redirect | tuple[str, int]:
    """Send what was missing or wrong; a letter sent before stays unless a new one comes."""
    link = enter_as_applicant(token)
    form = CorrectionForm()
    form.offer_countries({*COUNTRIES, form.country.data})
    if not form.validate():
        return _page(link.application_id, token, form), 422
    asked = form.asked()
    if asked["letter"] is None:  # the letter that was sent before stays
        del asked["letter"]
    try:
        tell("registration", "resubmit_application", form.key, application_id=link.application_id, **asked, **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(link.application_id, token, form), refusal.status
    flash(gettext("Thank you, we have received your corrections."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.get(f"{MY}/form")
@permit(PUBLIC)
def form(lang: str, token: str) -> str:
    """What may be changed now, filled in."""
    mine = _mine(enter_as_applicant(token).application_id)
    return _form_page(token, mine, _edit_form(mine))


@pages.post(f"{MY}/form")
@permit(PUBLIC)
def edit(lang: str, token: str) -> Redirect | tuple[str, int]:
    """Change it; what somebody else has changed meanwhile is told, and nothing that was typed is lost."""
    application_id = enter_as_applicant(token).application_id
    mine = _mine(application_id)
    form = _kind_of(mine)()
    _offer(form, mine)
    if not form.validate():
        return _form_page(token, mine, form), 422
    try:
        asked = {"application_id": application_id, "version": form.seen_version, **form.typed()}
        tell("registration", "edit_application", form.key, **asked)
    except Refusal as refusal:
        if refusal.code != "stale":
            form.take_refusal(refusal)
            return _form_page(token, mine, form), refusal.status
        again, differences = form.catch_up(as_written(mine["form"], labels(form)), mine["version"])
        _offer(again, mine)
        return _form_page(token, mine, again, differences=differences), 409
    flash(gettext("Saved."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/ordinary-writing")
@permit(PUBLIC)
def write_ordinarily(lang: str, token: str) -> Redirect:
    """Take the names as they are offered instead of those in capitals."""
    application_id = enter_as_applicant(token).application_id
    offered = _mine(application_id)["ordinary"]
    tell("registration", "edit_application", sent_key(), application_id=application_id, **offered, **sent())
    flash(gettext("Saved."))
    return redirect(url_for("my.show", lang=lang, token=token))


@pages.post(f"{MY}/documents/<kind>")
@permit(PUBLIC)
def upload(lang: str, token: str, kind: str) -> Redirect | tuple[str, int]:
    """Send one document; the others stay as they are."""
    application_id = enter_as_applicant(token).application_id
    try:
        tell("registration", "upload_document", sent_key(), application_id=application_id, kind=kind, file=sent_file())
    except Refusal as refusal:
        wrong = {kind: field_sentence(refusal.fields["file"]) if refusal.fields else refusal_sentence(refusal)}
        return _page(application_id, token, wrong_files=wrong), refusal.status
    flash(gettext("Thank you, we have received the document."))
    return redirect(url_for("my.show", lang=lang, token=token) + "#documents")


@pages.get(f"{MY}/certificates/<certificate_id>.pdf")
@permit(PUBLIC)
def certificate(lang: str, token: str, certificate_id: str) -> Response:
    """The signed certificate, for its holder."""
    enter_as_applicant(token)
    return pdf_answer(ask("certification", "certificate_pdf", certificate_id=certificate_id))


def _parts() -> dict[str, list[str]]:
    """What was ticked, where the page offered parts to tick."""
    return {"accepted_parts": request.form.getlist("accepted_parts")} if "parts" in request.form else {}


def _mine(application_id: str) -> dict[str, Any]:
    return ask("registration", "my_application", application_id=application_id)


def _kind_of(mine: dict[str, Any]) -> type[EditForm] | type[ContactForm]:
    if "edit_application" not in mine["acts"]:
        raise Refusal("wrong-status", "Nothing can be changed now.")
    return EditForm if "position" in mine["editable"] else ContactForm


def _edit_form(mine: dict[str, Any]) -> EditForm | ContactForm:
    kind = _kind_of(mine)
    form = kind.filled_in(as_written(mine["form"], labels(kind(formdata=None))), mine["version"])
    _offer(form, mine)
    return form


def _offer(form: EditForm | ContactForm, mine: dict[str, Any]) -> None:
    if isinstance(form, EditForm):
        form.offer_countries({*COUNTRIES, mine["country"]})


def _form_page(token: str, mine: dict[str, Any], form: EditForm | ContactForm, **more: Any) -> str:
    return render_template("public/edit.html", mine=mine, token=token, form=form, names=labels(form), **more)


def _page(application_id: str, token: str, form: CorrectionForm | None = None, **more: Any) -> str:
    mine = _mine(application_id)
    if form is None:
        form = CorrectionForm(data=mine["form"])
    form.offer_countries({*COUNTRIES, mine["country"]})
    return render_template(
        "public/my.html",
        mine=mine,
        token=token,
        form=form,
        certificates=_certificates(mine["status"], application_id),
        **more,
    )


def _certificates(status: str, application_id: str) -> list[dict[str, str]] | None:
    """The person's certificates; None while that service does not answer, since the rest is still of use."""
    if status not in ("enrolled", "finished"):
        return []
    try:
        found: list[dict[str, str]] = ask("certification", "my_certificates", application_id=application_id)[
            "certificates"
        ]
    except Refusal as refusal:
        if refusal.status >= 500:
            return None
        raise
    return found
