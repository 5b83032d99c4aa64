"""The selection: proposed in private, corrected by hand, published all at once; then freed seats are filled."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import OnceForm, sent, sent_key
from services.gateway.web.guard import permit

pages = Blueprint("selection", __name__)


FILTERS = ("q", "country", "decision", "pin")
A_PAGE = 100
WEIGHT = [InputRequired(), NumberRange(0, 20)]


class WeightsForm(OnceForm):
    """How much each aim weighs."""

    score = IntegerField(validators=WEIGHT)
    countries = IntegerField(validators=WEIGHT)
    sexes = IntegerField(validators=WEIGHT)
    ministries = IntegerField(validators=WEIGHT)

    def weights(self) -> dict[str, Any]:
        """The weights by aim."""
        return {name: self[name].data for name in ("score", "countries", "sexes", "ministries")}


@pages.get("/editions/<edition_id>/selection")
@permit("read")
def show(edition_id: str) -> str:
    """The board: what would be published now and why, counted against each limit and aim."""
    return _board(edition_id)


@pages.post("/editions/<edition_id>/selection/proposal")
@permit("propose_selection")
def propose(edition_id: str) -> Response:
    """Have a proposal made; nobody outside sees it."""
    tell("registration", "propose_selection", sent_key(), edition_id=edition_id)
    flash(gettext("A proposal was made. Nobody outside has seen it yet."))
    return redirect(url_for("selection.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/selection/undoing")
@permit("undo_proposal")
def undo(edition_id: str) -> Response:
    """Put back what was proposed before."""
    tell("registration", "undo_proposal", sent_key(), edition_id=edition_id, **sent())
    flash(gettext("The last proposal was undone: what was proposed before stands again."))
    return redirect(url_for("selection.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/selection/weights")
@permit("weigh_aims")
def weigh(edition_id: str) -> Response | tuple[str, int]:
    """Change the weights, or show the board again with what is wrong."""
    form = WeightsForm()
    if not form.validate():
        return _board(edition_id, form), 422
    tell("registration", "weigh_aims", form.key, edition_id=edition_id, **sent(), **form.weights())
    flash(gettext("The weights were changed. They count when you propose again."))
    return redirect(url_for("selection.show", edition_id=edition_id))


@pages.post("/editions/<edition_id>/selection/pins/<application_id>")
@permit("pin")
def pin(edition_id: str, application_id: str) -> Response:
    """Pin somebody in or out, and go back to where they are on the board."""
    tell("registration", "pin", sent_key(), application_id=application_id, **sent("pin", "reason"))
    chosen: dict[str, Any] = {name: value for name in FILTERS if (value := request.args.get(name, ""))}
    return redirect(url_for("selection.show", edition_id=edition_id, **chosen, _anchor=application_id))


def _board(edition_id: str, form: WeightsForm | None = None) -> str:
    selection = ask("registration", "selection", edition_id=edition_id)
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    fitting = [row for row in selection["rows"] if _fits(row, chosen)]
    start = max(0, request.args.get("after", 0, type=int))
    return render_template(
        "staff/selection.html",
        edition=load_edition(edition_id),
        selection=selection,
        rows=fitting[start : start + A_PAGE],
        next=start + A_PAGE if start + A_PAGE < len(fitting) else None,
        chosen=chosen,
        form=form or WeightsForm(None, **selection["aims"]),
    )


def _fits(row: dict[str, Any], chosen: dict[str, str]) -> bool:
    text = " ".join((row["number"], row["name"], row["institution"])).casefold()
    wanted = {name: value for name, value in chosen.items() if value and name != "q"}
    return (
        all(word in text for word in chosen["q"].casefold().split())
        and wanted.items()
        <= {
            "country": row["country"],
            "decision": row["decision"] or "undecided",
            "pin": row["pin"],
        }.items()
    )


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
    found = ask("registration", "promotions", edition_id=edition_id)
    return render_template("staff/promotions.html", edition=load_edition(edition_id), found=found)


@pages.post("/editions/<edition_id>/promotions/<replacement_id>/decline")
@permit("decline_replacement")
def decline_replacement(edition_id: str, replacement_id: str) -> Response:
    """Record that the institution names nobody for the seat that its official gave back."""
    asked = sent("reason_code")
    tell("registration", "decline_replacement", sent_key(), replacement_id=replacement_id, **asked)
    flash(gettext("Recorded. The seat goes to the waiting list."))
    return redirect(url_for("selection.promotions", edition_id=edition_id))


@pages.post("/editions/<edition_id>/promotions/<proposal_id>")
@permit("promote")
def promote(edition_id: str, proposal_id: str) -> Response:
    """Offer the freed seat to the person proposed."""
    done = tell("registration", "promote", sent_key(), proposal_id=proposal_id, **sent())
    flash(gettext("The seat was offered."))
    return redirect(url_for("applications.show", application_id=done["application_id"]))
