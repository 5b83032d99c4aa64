"""How a "no" is told: RFC 9457 problem documents to programs, a page in their language to people."""

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, jsonify, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from services.gateway.web.door import correlation_id
from services.gateway.web.guard import is_api
from services.gateway.web.language import language
from services.gateway.web.words import field_sentences, refusal_sentence
from shared.contracts.refusal import Refusal

log = logging.getLogger(__name__)

CODES = {
    400: "bad-request",
    401: "not-signed-in",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
    422: "invalid",
}


def show_refusal(refusal: Refusal) -> tuple[Response | str, int]:
    """A refusal, as a problem document or as a page."""
    if is_api():
        return problem(refusal), refusal.status
    page = render_template("refusal.html", refusal=refusal, sentence=refusal_sentence(refusal), back=_page_before())
    return page, refusal.status


def problem(refusal: Refusal) -> Response:
    """The problem document (RFC 9457) of a refusal, in the language that was asked for."""
    document: dict[str, Any] = {
        "type": f"urn:cimi:problem:{refusal.code}",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.message if language() == "en" else refusal_sentence(refusal),
        "instance": f"urn:cimi:request:{correlation_id()}",
    }
    if refusal.fields:
        document["fields"] = field_sentences(refusal)
    answer = jsonify(document)
    answer.content_type = "application/problem+json"
    return answer


def show_http_error(error: HTTPException) -> tuple[Response | str, int]:
    """Whatever the framework refuses, in the same two forms."""
    status = error.code or 500
    if isinstance(error, CSRFError):
        return show_refusal(Refusal("form-expired", "This form is too old. Open the page again.", status=400))
    fields = _flattened(getattr(error, "data", {}).get("messages", {}))
    return show_refusal(Refusal(CODES.get(status, "bad-request"), error.name + ".", status=status, fields=fields))


def show_bug(error: Exception) -> tuple[Response | str, int]:
    """A bug is ours: it is logged, and the person gets the id to quote and no more."""
    log.error("a request failed", exc_info=error)
    return show_refusal(Refusal("internal-error", "Something went wrong on our side.", status=500))


def install(app: Flask) -> None:
    """Tell every kind of "no" in these words."""
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(Exception, show_bug)


def _page_before() -> str | None:
    """The page of ours that a form was sent from, so that it can be opened again."""
    before = urlsplit(request.referrer or "")
    if request.method != "POST" or before.netloc != request.host:
        return None
    return before._replace(scheme="", netloc="").geturl()


def _flattened(messages: Any, path: str = "") -> dict[str, str]:
    """Webargs' nested messages as `{"field.inner": "sentence"}`."""
    if isinstance(messages, dict):
        flat: dict[str, str] = {}
        for name, inner in messages.items():
            skipped = not path and name in ("json", "query", "form", "headers")
            flat |= _flattened(inner, "" if skipped else f"{path}.{name}".lstrip("."))
        return flat
    sentences = messages if isinstance(messages, list) else [messages]
    return {path or "body": " ".join(str(sentence) for sentence in sentences)}
