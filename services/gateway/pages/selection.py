"""The selection: proposed in private, corrected by hand, published all at once; then freed seats are filled."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit

pages = Blueprint("selection", __name__)


@pages.get("/editions/<edition_id>/selection")
@permit("read")
def show(edition_id: str) -> str:
    """What would be published now, seat by seat, and what stands in the way."""
    selection = ask("registration", "selection", edition_id=edition_id)
    return render_template("staff/selection.html", edition=load_edition(edition_id), selection=selection)


@pages.post("/editions/<edition_id>/selection/proposal")
@permit("propose_selection")
def propose(edition_id: str) -> Response:
    """Have a proposal made by the rule; nobody outside sees it."""
    tell("registration", "propose_selection", sent_key(), edition_id=edition_id)
    flash(gettext("A proposal was made. Nobody outside has seen it yet."))
    return redirect(url_for("selection.show", edition_id=edition_id))


@pages.get("/editions/<edition_id>/selection/publication")
@permit("publish_selection")
def confirm(edition_id: str) -> str:
    """The dry run: what publishing would do, and the one button that does it."""
    selection = ask("registration", "selection", edition_id=edition_id)
    return render_template("staff/selection_confirm.html", edition=load_edition(edition_id), selection=selection)


@pages.post("/editions/<edition_id>/selection/publication")
@permit("publish_selection")
def publish(edition_id: str) -> Response:
    """Publish the whole selection in one act."""
    done = tell("registration", "publish_selection", sent_key(), edition_id=edition_id, **sent())
    flash(
        gettext(
            "The selection is published: %(selected)s seats offered, %(waitlisted)s on the waiting list, "
            "%(not_selected)s not selected. Everybody is being written to.",
            selected=done["selected"],
            waitlisted=done["waitlisted"],
            not_selected=done["not_selected"],
        )
    )
    return redirect(url_for("overview.edition", edition_id=edition_id))


@pages.get("/editions/<edition_id>/promotions")
@permit("read")
def promotions(edition_id: str) -> str:
    """Who is next for each freed seat."""
    proposals = ask("registration", "promotions", edition_id=edition_id)["proposals"]
    return render_template("staff/promotions.html", edition=load_edition(edition_id), proposals=proposals)


@pages.post("/editions/<edition_id>/promotions/<proposal_id>")
@permit("promote")
def promote(edition_id: str, proposal_id: str) -> Response:
    """Offer the freed seat to the person proposed."""
    done = tell("registration", "promote", sent_key(), proposal_id=proposal_id, **sent())
    flash(gettext("The seat was offered."))
    return redirect(url_for("applications.show", application_id=done["application_id"]))
