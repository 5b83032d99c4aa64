"""The events that CIMI publishes, for people who connect another system: the catalogue, and the documents to work with."""

import functools
import json
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, redirect, render_template, send_from_directory, url_for
from flask.wrappers import Response
from werkzeug.wrappers import Response as Redirect

from services.gateway.model.permissions import PUBLIC
from services.gateway.pages.home import LANG
from services.gateway.web.guard import permit
from services.gateway.web.language import chosen_language

CONTRACTS = Path(__file__).parent.parent / "contracts"

pages = Blueprint("events", __name__)


@pages.get("/events")
@permit(PUBLIC)
def front() -> Redirect:
    """To the catalogue in the visitor's language."""
    return redirect(url_for("events.catalogue", lang=chosen_language()))


@pages.get(f"{LANG}/events")
@permit(PUBLIC)
def catalogue(lang: str) -> str:
    """Every event, by who publishes it."""
    return render_template("public/events.html", events=list(_known().values()))


@pages.get(f"{LANG}/events/<name>")
@permit(PUBLIC)
def show(lang: str, name: str) -> str:
    """One event: what it says, whose it is, who hears it, its fields and an example."""
    event = _known().get(name) or abort(404)
    example = json.dumps(event["example"], indent=2, ensure_ascii=False)
    return render_template("public/event.html", event=event, example=example)


@pages.get("/events/asyncapi.json")
@permit(PUBLIC)
def asyncapi() -> Response:
    """The AsyncAPI document; it leads to the schemas by relative addresses."""
    return send_from_directory(CONTRACTS, "asyncapi.json")


@pages.get("/events/schemas/<name>")
@permit(PUBLIC)
def schema(name: str) -> Response:
    """The JSON Schema of one event: `<name of the event>.json`."""
    return send_from_directory(CONTRACTS / "schemas", name, mimetype="application/schema+json")


@functools.cache
def _known() -> dict[str, dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((CONTRACTS / "catalogue.json").read_text("utf-8"))
    return {entry["name"]: entry for entry in entries}
