"""What protects a browser: headers on every answer, and no form sent from somebody else's page."""

from urllib.parse import urlsplit

from flask import Flask, request
from flask.wrappers import Response

from services.gateway.web.door import correlation_id, door
from services.gateway.web.guard import is_api
from shared.contracts.refusal import Refusal

CONTENT = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# Swagger UI writes style attributes; nothing else here does, so only its page allows them.
CONTENT_OF_DOCS = CONTENT + "; style-src 'self' 'unsafe-inline'"
# An email's HTML part is shown in a sandboxed frame, with its own inline styles and nothing from outside.
CONTENT_OF_EMAIL = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


def check_origin() -> None:
    """Refuse a change that a page of another site asks this browser for."""
    origin = request.headers.get("Origin")
    if request.method in ("GET", "HEAD", "OPTIONS") or origin is None or is_api():
        return
    if origin not in (_origin(door().public_url), _origin(request.host_url)):
        raise Refusal("origin-refused", "This was sent from a page of another site.", status=403)


def add_headers(answer: Response) -> Response:
    """Every answer says what the browser may do with it."""
    headers = answer.headers
    headers["X-Correlation-Id"] = correlation_id()
    headers.setdefault("Content-Security-Policy", CONTENT)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if headers["Content-Security-Policy"] != CONTENT_OF_EMAIL:
        headers["X-Frame-Options"] = "DENY"
    if door().is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if not (request.endpoint or "").endswith("static"):
        headers.setdefault("Cache-Control", "no-store")
    return answer


def install(app: Flask) -> None:
    """Check every request and mark every answer."""
    app.before_request(check_origin)
    app.after_request(add_headers)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
