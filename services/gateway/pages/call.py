"""The page of an institution's focal point, by the link in the call: acknowledge, nominate, endorse, or decline."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.call_forms import CallLetterForm, NominationForm
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import call_token, enter_as_called
from shared.contracts.refusal import Refusal

pages = Blueprint("call", __name__)

CALL = f"{LANG}/call/<token>"


@pages.get(CALL)
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """Where the call stands and what is asked of the institution."""
    return _page(lang, token, enter_as_called(token))


@pages.post(f"{CALL}/acknowledgement")
@permit(PUBLIC)
def acknowledge_call(lang: str, token: str) -> Response:
    """Take note of the call."""
    tell("registration", "acknowledge_call", sent_key(), call_id=enter_as_called(token))
    flash(gettext("Thank you. We know that the call has arrived."))
    return _back(lang, token)


@pages.post(f"{CALL}/decline")
@permit(PUBLIC)
def decline_call(lang: str, token: str) -> Response:
    """Nominate nobody."""
    tell("registration", "decline_call", sent_key(), call_id=enter_as_called(token), **sent("reason_code"))
    flash(gettext("Thank you for telling us. We will not remind you again."))
    return _back(lang, token)


@pages.post(f"{CALL}/nominations")
@permit(PUBLIC)
def nominate(lang: str, token: str) -> Response | tuple[str, int]:
    """Nominate one more official; what is wrong is told beside its field."""
    call_id, form = enter_as_called(token), NominationForm()
    if not form.validate():
        return _page(lang, token, call_id, nomination=form), 422
    try:
        tell("registration", "nominate", form.key, call_id=call_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(lang, token, call_id, nomination=form), refusal.status
    flash(gettext("Nominated. We are sending this official a link to complete the application."))
    return _back(lang, token)


@pages.post(f"{CALL}/nominations/<nomination_id>/rank")
@permit(PUBLIC)
def rank_nomination(lang: str, token: str, nomination_id: str) -> Response:
    """Put a nominated official in another place."""
    _about(token, nomination_id, "rank_nomination", rank=sent_rank())
    return _back(lang, token)


@pages.post(f"{CALL}/nominations/<nomination_id>/withdrawal")
@permit(PUBLIC)
def withdraw_nomination(lang: str, token: str, nomination_id: str) -> Response:
    """Take a nomination back."""
    _about(token, nomination_id, "withdraw_nomination")
    flash(gettext("The nomination is taken back; the link that we sent to this official no longer works."))
    return _back(lang, token)


@pages.post(f"{CALL}/endorsements/<application_id>")
@permit(PUBLIC)
def answer_nomination(lang: str, token: str, application_id: str) -> Response:
    """Endorse somebody who applied by themselves, or not."""
    enter_as_called(token)
    asked = sent("answer", "reason")
    tell("registration", "answer_nomination", sent_key(), application_id=application_id, **asked)
    flash(gettext("Thank you. Your answer is recorded, and the official is told."))
    return _back(lang, token)


@pages.post(f"{CALL}/letter")
@permit(PUBLIC)
def send_call_letter(lang: str, token: str) -> Response | tuple[str, int]:
    """Send a signed letter, as evidence for those whom it names."""
    call_id, form = enter_as_called(token), CallLetterForm()
    form.offer(ask("registration", "call", call_id=call_id)["waiting"])
    if not form.validate():
        return _page(lang, token, call_id, letter=form), 422
    try:
        asked = form.asked() | {"letter": form.asked_letter()}
        tell("registration", "send_call_letter", form.key, call_id=call_id, **asked)
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(lang, token, call_id, letter=form), refusal.status
    flash(gettext("Thank you. The letter is kept with the nominations of your institution."))
    return _back(lang, token)


def sent_rank() -> int:
    """The place that a button asks for."""
    rank = str(sent("rank")["rank"])
    return int(rank) if rank.isdecimal() else 0


def _about(token: str, nomination_id: str, command: str, **asked: int) -> None:
    tell("registration", command, sent_key(), call_id=enter_as_called(token), nomination_id=nomination_id, **asked)


def _back(lang: str, token: str) -> Response:
    return redirect(url_for("call.show", lang=lang, token=token))


def _page(
    lang: str,
    token: str,
    call_id: str,
    *,
    nomination: NominationForm | None = None,
    letter: CallLetterForm | None = None,
) -> str:
    call = ask("registration", "call", call_id=call_id)
    letter = letter or CallLetterForm(formdata=None)
    letter.offer(call["waiting"])
    others = [one | {"token": call_token(one["call_id"], call["focal_point"]["person_id"])} for one in call["others"]]
    return render_template(
        "public/call.html",
        call=call,
        others=others,
        nomination=nomination or NominationForm(formdata=None, language=lang),
        letter=letter,
        to=lambda act, **more: url_for(f"call.{act}", lang=lang, token=token, **more),
    )
