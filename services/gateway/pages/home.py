"""The public front: the open edition and how to apply, and the released programme."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.door import ask
from services.gateway.web.guard import permit
from services.gateway.web.language import chosen_language
from shared.contracts.refusal import Refusal

pages = Blueprint("home", __name__)

LANG = "/<any(es, en, pt, fr):lang>"


@pages.get("/")
@permit(PUBLIC)
def front() -> Response:
    """To the front page in the visitor's language."""
    return redirect(url_for("home.show", lang=chosen_language()))


@pages.get(f"{LANG}/")
@permit(PUBLIC)
def show(lang: str) -> str:
    """What the course is, and which edition takes applications."""
    edition = ask("registration", "open_edition_now")["edition"]
    call = edition and ask("registration", "call_text", edition_id=edition["edition_id"], language=lang)
    return render_template("public/home.html", edition=edition, call=call or {})


@pages.get(f"{LANG}/programme/<edition_id>")
@permit(PUBLIC)
def programme(lang: str, edition_id: str) -> str | tuple[str, int]:
    """The programme as it was released last."""
    try:
        found = ask("scheduling", "public_programme", edition_id=edition_id)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        return render_template("public/programme_none.html"), 404
    return render_template("public/programme.html", programme=found)
