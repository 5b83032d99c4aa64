"""The OpenAPI 3.1 document, and Swagger UI (from its PyPI package, nothing from elsewhere) to read and try it."""

import importlib.util
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort, current_app, jsonify, make_response, render_template, send_from_directory
from flask.wrappers import Response
from flask_smorest import Api

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.guard import permit
from services.gateway.web.protection import CONTENT_OF_DOCS

ASSETS = ("swagger-ui.css", "swagger-ui-bundle.js")

pages = Blueprint("docs", __name__)


def install(app: Flask, api: Api) -> None:
    """The document is made once, from the routes and their schemas."""
    document: dict[str, Any] = api.spec.to_dict()
    app.extensions["openapi"] = document
    app.register_blueprint(pages, url_prefix="/api/v1")


@pages.get("/openapi.json")
@permit(PUBLIC)
def openapi() -> Response:
    """The document."""
    return jsonify(current_app.extensions["openapi"])


@pages.get("/docs")
@permit(PUBLIC)
def show() -> Response:
    """The page to read it on."""
    answer = make_response(render_template("docs.html"))
    answer.headers["Content-Security-Policy"] = CONTENT_OF_DOCS
    return answer


@pages.get("/docs/<name>")
@permit(PUBLIC)
def asset(name: str) -> Response:
    """Swagger UI's own files."""
    if name not in ASSETS:
        abort(404)
    return send_from_directory(_swagger_ui(), name, max_age=3600)


def _swagger_ui() -> Path:
    """Where the package keeps them; it is not imported, since only its files are wanted."""
    package = importlib.util.find_spec("swagger_ui")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("swagger-ui-py is not installed; the page of the API needs its files")
    return Path(package.origin).parent / "static"
