"""The guard: every route says which permission it needs, and what says nothing is closed to everybody."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC, allows
from services.gateway.use_cases import recognise
from services.gateway.web.door import account, door
from shared.contracts.refusal import Refusal
from shared.storage import now

View = TypeVar("View", bound=Callable[..., Any])

API = "/api/"


def permit(permission: str) -> Callable[[View], View]:
    """Declare what it takes to use a view: PUBLIC, or a permission of `model.permissions`."""

    def declare(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]  # functions take attributes
        return view

    return declare


def permission_of(app: Flask, endpoint: str) -> str | None:
    """What the view of an endpoint has declared; None when nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def may(permission: str) -> bool:
    """Whether whoever is signed in has the permission; for showing or hiding a button."""
    staff = account()
    return staff is not None and allows(staff.role, permission)


def cookie_name() -> str:
    """The cookie of a sign-in; `__Host-` binds it to this host and to https."""
    return "__Host-sid" if door().is_https else "sid"


def is_api() -> bool:
    """Whether a program asks, rather than a person's browser."""
    return request.path.startswith(API)


def bearer() -> str:
    """The token that a program has sent, or nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else ""


def guard() -> Response | None:
    """Recognise who asks and let them pass, or not."""
    g.account = _recognised()
    if request.endpoint is None:
        return None
    permission = permission_of(current_app, request.endpoint)
    if permission == PUBLIC:
        return None
    if account() is None:
        if is_api():
            raise Refusal("not-signed-in", "This needs a token; POST /api/v1/tokens gives one.", status=401)
        return redirect(
            url_for("sign_in.form", next=request.full_path.rstrip("?") if request.method == "GET" else None)
        )
    if permission is None or not may(permission):
        raise Refusal("not-allowed", "Your role does not allow this.", status=403)
    return None


def _recognised() -> Any:
    """Pages know people by their cookie, the API by a bearer token: a browser's cookie never opens the API."""
    if is_api():
        token = bearer()
        return recognise(door().desk, session_id=token, kind="api", at=now()) if token else None
    session_id = request.cookies.get(cookie_name())
    return recognise(door().desk, session_id=session_id, kind="browser", at=now()) if session_id else None
