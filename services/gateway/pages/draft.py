"""An application that was begun: it is saved as it is, shows what is missing, and is sent or discarded."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.application_form import EditForm, as_written, labels
from services.gateway.pages.call_forms import NominatedEditForm
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.files import sent_file
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_drafter, my_token
from services.gateway.web.shared_form import CARRIED
from services.gateway.web.words import field_sentence
from shared.contracts.refusal import Refusal

pages = Blueprint("draft", __name__)

DRAFT = f"{LANG}/draft/<token>"

Form = EditForm | NominatedEditForm
Answer = str | Response | tuple[str, int]


@pages.get(DRAFT)
@permit(PUBLIC)
def show(lang: str, token: str) -> str | Response:
    """What was typed so far, and what is missing."""
    begun = _begun(enter_as_drafter(token))
    if begun["status"] == "submitted":
        return redirect(url_for("my.show", lang=lang, token=my_token(begun["application_id"], begun["person_id"])))
    return _page(token, begun, _filled_in(begun))


@pages.post(DRAFT)
@permit(PUBLIC)
def save(lang: str, token: str) -> Answer:
    """Save what is typed, complete or not; send it, too, when that is asked for."""
    draft_id = enter_as_drafter(token)
    begun = _begun(draft_id)
    form = _form_of(begun)()
    _offer(form, begun)
    try:
        saved = tell(
            "registration", "save_draft", form.key, draft_id=draft_id, version=form.seen_version, **form.typed()
        )
    except Refusal as refusal:
        return _refused(token, draft_id, form, refusal)
    if request.form.get("act") != "send":
        flash(gettext("Saved. You can come back to it with the link in your emails."))
        return redirect(url_for("draft.show", lang=lang, token=token))
    return _send(lang, token, draft_id, form, saved["version"])


@pages.post(f"{DRAFT}/documents/<kind>")
@permit(PUBLIC)
def attach(lang: str, token: str, kind: str) -> Answer:
    """Keep one document with it."""
    draft_id = enter_as_drafter(token)
    try:
        tell("registration", "attach_document", sent_key(), draft_id=draft_id, kind=kind, file=sent_file())
    except Refusal as refusal:
        begun = _begun(draft_id)
        wrong = {kind: field_sentence(refusal.fields.get("file", refusal.message))}
        return _page(token, begun, _filled_in(begun), wrong_files=wrong), refusal.status
    flash(gettext("The document is kept."))
    return redirect(url_for("draft.show", lang=lang, token=token) + "#documents")


@pages.post(f"{DRAFT}/ordinary-writing")
@permit(PUBLIC)
def write_ordinarily(lang: str, token: str) -> Response:
    """Take the names as they are offered instead of those in capitals."""
    draft_id = enter_as_drafter(token)
    offered = _begun(draft_id)["ordinary"]
    tell("registration", "save_draft", sent_key(), draft_id=draft_id, **offered, **sent())
    return redirect(url_for("draft.show", lang=lang, token=token))


@pages.post(f"{DRAFT}/discard")
@permit(PUBLIC)
def discard(lang: str, token: str) -> Response:
    """It will not be sent."""
    tell("registration", "discard_draft", sent_key(), draft_id=enter_as_drafter(token), **sent())
    flash(gettext("What you had begun is discarded."))
    return redirect(url_for("home.show", lang=lang))


def _send(lang: str, token: str, draft_id: str, form: Form, version: int) -> Answer:
    try:
        done = tell("registration", "send_draft", f"{form.key}.send", draft_id=draft_id, version=version)
    except Refusal as refusal:
        begun = _begun(draft_id)
        shown = _filled_in(begun)
        if not any(name in shown for name in refusal.fields):
            raise
        shown.take_refusal(refusal)
        return _page(token, begun, shown), refusal.status
    flash(gettext("Thank you, your application was received. Your number is %(number)s.", number=done["number"]))
    person_id = _begun(draft_id)["person_id"]
    return redirect(url_for("my.show", lang=lang, token=my_token(done["application_id"], person_id)))


def _refused(token: str, draft_id: str, form: Form, refusal: Refusal) -> Answer:
    begun = _begun(draft_id)
    if refusal.code != "stale":
        form.take_refusal(refusal)
        return _page(token, begun, form), refusal.status
    again, differences = form.catch_up(as_written(begun["written"], _names(form)), begun["version"])
    _offer(again, begun)
    return _page(token, begun, again, differences=differences), 409


def _begun(draft_id: str) -> dict[str, Any]:
    begun = ask("registration", "my_draft", draft_id=draft_id)
    if begun["status"] == "discarded":
        raise Refusal("draft-ended", "This application was sent or discarded.", status=410)
    return begun


def _form_of(begun: dict[str, Any]) -> type[Form]:
    return NominatedEditForm if begun["nominated"] else EditForm


def _filled_in(begun: dict[str, Any]) -> Form:
    kind = _form_of(begun)
    form = kind.filled_in(as_written(begun["written"], _names(kind(formdata=None))), begun["version"])
    _offer(form, begun)
    return form


def _offer(form: Form, begun: dict[str, Any]) -> None:
    if form.country:
        form.offer_countries(begun["countries"])


def _names(form: Form) -> list[str]:
    return [name for name in form._fields if name not in CARRIED]


def _page(token: str, begun: dict[str, Any], form: Form, **more: Any) -> str:
    kept = {one["kind"]: one | {"sendable": True} for one in begun["documents"]}
    documents = [kept.get(kind, {"kind": kind, "status": "missing", "sendable": True}) for kind in begun["required"]]
    return render_template(
        "public/draft.html",
        draft=begun,
        draft_documents=documents,
        token=token,
        form=form,
        names=labels(form),
        **more,
    )
