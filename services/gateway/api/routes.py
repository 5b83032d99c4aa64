"""How a route of the API is written: its permission, what it takes, and its answer, in one decorator."""

from collections.abc import Callable
from typing import Any

from flask import jsonify, request
from flask.wrappers import Response
from flask_smorest import Blueprint

from services.gateway.model.permissions import PUBLIC
from services.gateway.schemas import Problem
from services.gateway.web.guard import permit
from shared.storage import new_id

PROBLEM = "application/problem+json"

View = Callable[..., dict[str, Any]]

KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 128},
    "description": "The same key asks for the same effect once.",
}


def key() -> str:
    """The caller's idempotency key, or one of our own."""
    return request.headers.get("Idempotency-Key") or new_id()


def route(
    routes: Blueprint,
    rule: str,
    permission: str,
    *,
    method: str = "GET",
    name: str | None = None,
    created: bool = False,
) -> Callable[[View], View]:
    """Register a view that answers with a dictionary, as `method rule`, for those with the permission."""

    def register(view: View) -> View:
        def answer(**arguments: Any) -> tuple[Response, int]:
            return jsonify(view(**arguments)), 201 if created else 200

        answer.__doc__ = view.__doc__
        answer.__dict__ |= view.__dict__  # what flask-smorest has noted about the arguments
        said: dict[str, Any] = {} if permission == PUBLIC else {"security": [{"token": []}]}
        if method != "GET":
            said["parameters"] = [KEY_HEADER]
        answer = routes.doc(**said)(permit(permission)(answer))
        answer = routes.alt_response("default", schema=Problem, description="Refused", content_type=PROBLEM)(answer)
        answer = routes.response(201 if created else 200)(answer)
        routes.route(rule, methods=[method], endpoint=name or view.__name__)(answer)
        return view

    return register
