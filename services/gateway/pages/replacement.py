"""Where an institution names another official for a seat that its own gave back, by the link in the email."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.call_forms import NominationForm
from services.gateway.pages.home import LANG
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.links import enter_as_replacing
from shared.contracts.refusal import Refusal

pages = Blueprint("replacement", __name__)

REPLACEMENT = f"{LANG}/replacement/<token>"


@pages.get(REPLACEMENT)
@permit(PUBLIC)
def show(lang: str, token: str) -> str:
    """Whose seat it is, until when somebody else may be named, and how it stands."""
    return _page(enter_as_replacing(token), token, NominationForm(None))


@pages.post(REPLACEMENT)
@permit(PUBLIC)
def name(lang: str, token: str) -> Response | tuple[str, int]:
    """Name another official; what is wrong is told beside its field."""
    replacement_id, form = enter_as_replacing(token), NominationForm()
    if not form.validate():
        return _page(replacement_id, token, form), 422
    try:
        tell("registration", "name_replacement", form.key, replacement_id=replacement_id, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(replacement_id, token, form), refusal.status
    flash(gettext("Thank you. We are sending this official a link to complete the application."))
    return redirect(url_for("replacement.show", lang=lang, token=token))


@pages.post(f"{REPLACEMENT}/decline")
@permit(PUBLIC)
def decline(lang: str, token: str) -> Response:
    """Leave the seat to the waiting list."""
    asked = sent("reason_code")
    tell("registration", "decline_replacement", sent_key(), replacement_id=enter_as_replacing(token), **asked)
    flash(gettext("Thank you for telling us. The seat goes to the waiting list."))
    return redirect(url_for("replacement.show", lang=lang, token=token))


def _page(replacement_id: str, token: str, form: NominationForm) -> str:
    asked = ask("registration", "replacement", replacement_id=replacement_id)
    return render_template("public/replacement.html", asked=asked, token=token, form=form)
