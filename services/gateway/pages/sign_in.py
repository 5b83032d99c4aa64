"""Signing in and out, and choosing the language of the pages."""

import secrets
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from services.gateway import use_cases
from services.gateway.model.permissions import PUBLIC
from services.gateway.model.session import ABSOLUTE
from services.gateway.web.door import door, occasion
from services.gateway.web.guard import cookie_name, permit
from services.gateway.web.language import PUBLIC_LANGUAGES
from services.gateway.web.words import refusal_sentence
from shared.contracts.refusal import Refusal

pages = Blueprint("sign_in", __name__)


class SignInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no type hints
    """Address and password."""

    email = EmailField(_l("Email address"), [InputRequired(), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(), Length(max=1000)])
    next = HiddenField()


@pages.get("/staff/sign-in")
@permit(PUBLIC)
def form() -> str:
    """The form to sign in with."""
    return render_template("staff/sign_in.html", form=SignInForm(next=request.args.get("next", "")))


@pages.post("/staff/sign-in")
@permit(PUBLIC)
def sign_in() -> Response | str | tuple[str, int]:
    """Open a session with a new id, whatever the browser held before."""
    form = SignInForm()
    if not form.validate():
        return render_template("staff/sign_in.html", form=form), 422
    session_id = secrets.token_urlsafe(32)
    try:
        use_cases.sign_in(
            door().desk,
            email=form.email.data,
            password=form.password.data,
            kind="browser",
            session_id=session_id,
            on=occasion(),
        )
    except Refusal as refusal:
        return render_template("staff/sign_in.html", form=form, sentence=refusal_sentence(refusal)), refusal.status
    _end_old_session()
    answer = redirect(_own_page(form.next.data) or url_for("overview.show"))
    answer.set_cookie(
        cookie_name(),
        session_id,
        max_age=int(ABSOLUTE.total_seconds()),
        httponly=True,
        secure=door().is_https,
        samesite="Strict",
    )
    return answer


@pages.post("/staff/sign-out")
@permit("signed_in")
def sign_out() -> Response:
    """End the session, here and at rest."""
    _end_old_session()
    answer = redirect(url_for("sign_in.form"))
    answer.delete_cookie(cookie_name(), httponly=True, secure=door().is_https, samesite="Strict")
    return answer


@pages.post("/language")
@permit(PUBLIC)
def choose_language() -> Response:
    """Remember the language for the pages whose address does not say one."""
    wanted = request.form.get("language", "")
    if wanted in PUBLIC_LANGUAGES:
        session["language"] = wanted
    return redirect(_own_page(request.form.get("next")) or "/")


def _end_old_session() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language
    held = request.cookies.get(cookie_name())
    if held:
        use_cases.sign_out(door().desk, session_id=held, on=occasion())


def _own_page(target: str | None) -> str | None:
    """`target` when it is a page of ours, so that nobody can be sent elsewhere."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or urlsplit(target).netloc:
        return None
    return target
