"""The gateway put together: one Flask application with its pages, its API and what protects them."""

from datetime import timedelta

from flask import Flask
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from services.gateway import api, pages
from services.gateway.web import (
    call_texts,
    guard,
    language,
    observed,
    problems,
    protection,
    staff_selection_words,
    words,
    zones,
)
from services.gateway.web.door import Door, account, correlation_id
from shared.messaging import traces

LARGEST_REQUEST = 6 * 1024 * 1024


def create_app(door: Door, *, cookie_key: bytes) -> Flask:
    """The application behind `door`; `cookie_key` signs what a browser keeps for us (its form token, its language)."""
    app = Flask("services.gateway", static_url_path="/static")
    app.config.update(
        SECRET_KEY=cookie_key,
        SESSION_COOKIE_NAME="__Host-form" if door.is_https else "form",
        SESSION_COOKIE_SECURE=door.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(hours=1),
        WTF_CSRF_TIME_LIMIT=12 * 3600,
        WTF_CSRF_SSL_STRICT=False,  # the Origin check of web.protection does this for http and https alike
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.extensions["door"] = door
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    traces.follow(app)
    observed.install(app)
    app.before_request(guard.guard)
    protection.install(app)
    problems.install(app)
    language.install(app)
    Bootstrap5(app)
    csrf = CSRFProtect(app)
    pages.install(app)
    api.install(app, csrf)
    words.install(app)
    zones.install(app)
    call_texts.install(app)
    staff_selection_words.install(app)
    app.jinja_env.globals.update(
        account=account,
        correlation_id=correlation_id,
        may=guard.may,
        language=language.language,
        public_languages=language.PUBLIC_LANGUAGES,
        staff_languages=language.STAFF_LANGUAGES,
    )
    return app
