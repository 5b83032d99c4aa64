"""Signing in as a program does: a token instead of a cookie."""

import secrets
from typing import Any

from flask_smorest import Blueprint

from services.gateway import use_cases
from services.gateway.api.routes import route
from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import Credentials
from services.gateway.web.door import door, occasion
from services.gateway.web.guard import bearer

routes = Blueprint("Sign-in", __name__, description="Tokens for staff")


@route(routes, "/tokens", PUBLIC, method="POST", created=True)
@routes.arguments(Credentials)
def create_token(asked: dict[str, Any]) -> dict[str, Any]:
    """A token for an account; it is good for twelve hours."""
    token = secrets.token_urlsafe(32)
    session = use_cases.sign_in(
        door().desk, email=asked["email"], password=asked["password"], kind="api", session_id=token, on=occasion()
    )
    account = door().desk.accounts.by_id(session.account_id)
    return {"token": token, "expires_at": session.ends_at.isoformat(), "role": account.role if account else ""}


@route(routes, "/tokens", "signed_in", method="DELETE")
def end_token() -> dict[str, Any]:
    """Sign out: this token is good for nothing from now on."""
    use_cases.sign_out(door().desk, session_id=bearer(), on=occasion())
    return {}
