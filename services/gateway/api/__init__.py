"""The HTTP API under /api/v1: what the pages can do, for programs; with its OpenAPI document and a page to try it."""

from typing import Any

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from services.gateway.api import (
    applications,
    by_link,
    called,
    certificates,
    committee,
    docs,
    drafts,
    duplicates,
    editions,
    emails,
    governments,
    messages,
    my_travel,
    programme,
    setting_up,
    statistics,
    tokens,
    travel,
)
from services.gateway.schemas import Problem

PREFIX = "/api/v1"

DESCRIPTION = """\
Staff routes take `Authorization: Bearer <token>`; `POST /tokens` gives one. Routes by link take the token of the link
in an email. Every write may carry an `Idempotency-Key`: the same key asks for the same effect once and is answered
alike. Errors are RFC 9457 problem documents (`application/problem+json`). Times are ISO 8601 in UTC.
"""


class CourseApi(Api):  # type: ignore[misc]  # flask-smorest has no type hints
    """flask-smorest's, with refusals told by `web.problems` alone."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        """Nothing: the application has told how."""


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Hang the API in its place; it takes no cookies, so its writes need no form token."""
    app.config.update(
        API_TITLE="CIMI",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION},
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        },
    )
    course_api = CourseApi(app)
    rooms: tuple[Any, ...] = (tokens, editions, applications, programme, certificates, emails, messages, by_link)
    rooms += (drafts, duplicates, governments, called, setting_up, statistics, committee, travel, my_travel)
    for room in rooms:
        course_api.register_blueprint(room.routes, url_prefix=PREFIX)
        csrf.exempt(room.routes)
    docs.install(app, course_api)
