"""The chain: what a request, or everything about one application, led to in all services."""

from flask import Blueprint, render_template, request

from services.gateway.web.chain import chain_of
from services.gateway.web.guard import permit

pages = Blueprint("chains", __name__)


@pages.get("/chain")
@permit("read")
def show() -> str:
    """By an application's number or by a correlation id."""
    what = request.args.get("of", "").strip()
    return render_template("staff/chain.html", of=what, chain=chain_of(what) if what else None)
