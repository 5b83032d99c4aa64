"""Institutions and their focal points: found, kept, corrected, replaced, and taken over from a spreadsheet."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from services.gateway.pages.call_forms import PlainForm
from services.gateway.pages.institution_forms import FocalPointForm, InstitutionFileForm, InstitutionForm, NameForm
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("institutions", __name__)

FILTERS = ("country", "q", "after")


@pages.get("/institutions")
@permit("read")
def index() -> str:
    """The institutions that fit, fifty a page."""
    chosen = {name: request.args.get(name, "").strip() for name in FILTERS}
    found = ask("registration", "institutions", limit=50, **chosen)
    return render_template("staff/institutions.html", chosen=chosen, countries=COUNTRIES, **found)


@pages.get("/institutions/new")
@permit("add_institution")
def new() -> str:
    """The form for one more."""
    return render_template("staff/institution_new.html", form=InstitutionForm())


@pages.post("/institutions/new")
@permit("add_institution")
def add_institution() -> Response | tuple[str, int]:
    """Keep it, or say what is wrong."""
    form = InstitutionForm()
    if not form.validate():
        return render_template("staff/institution_new.html", form=form), 422
    try:
        kept = tell("registration", "add_institution", form.key, **form.asked())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return render_template("staff/institution_new.html", form=form), refusal.status
    flash(gettext("The institution is kept. It can be called in every edition that invites its country."))
    return redirect(url_for("institutions.show", institution_id=kept["institution_id"]))


@pages.get("/institutions/import")
@permit("import_institutions")
def file() -> str:
    """Where a spreadsheet is taken over."""
    return render_template("staff/institution_file.html", form=InstitutionFileForm(), plan=None)


@pages.post("/institutions/import")
@permit("import_institutions")
def plan() -> str | tuple[str, int]:
    """What each line would do; nothing happens yet, and the lines stay in the form."""
    form = InstitutionFileForm()
    text = form.text
    form.csv.data = text
    if not text.strip():
        form.csv.errors = [gettext("Choose a file or paste its lines.")]
        return render_template("staff/institution_file.html", form=form, plan=None), 422
    try:
        found = ask("registration", "institution_import", csv=text)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        return render_template("staff/institution_file.html", form=form, plan=None, refusal=refusal), refusal.status
    return render_template("staff/institution_file.html", form=form, plan=found)


@pages.post("/institutions/import/taking")
@permit("import_institutions")
def import_institutions() -> Response:
    """Do what the plan said."""
    form = InstitutionFileForm()
    done = tell("registration", "import_institutions", form.key, csv=form.text)
    flash(ngettext("%(num)d institution was taken over.", "%(num)d institutions were taken over.", done["taken"]))
    return redirect(url_for("institutions.index"))


@pages.get("/institutions/<institution_id>")
@permit("read")
def show(institution_id: str) -> str:
    """One institution: who speaks for it, who did, and what it was asked."""
    return _page(institution_id)


@pages.post("/institutions/<institution_id>/correction")
@permit("correct_institution")
def correct_institution(institution_id: str) -> Response | tuple[str, int]:
    """Another name or kind."""
    form = NameForm()
    return _change(institution_id, form, "correct_institution", name=form)


@pages.post("/institutions/<institution_id>/focal-point")
@permit("appoint_focal_point")
def appoint_focal_point(institution_id: str) -> Response | tuple[str, int]:
    """Another focal point, or another spelling of the same."""
    form = FocalPointForm()
    return _change(institution_id, form, "appoint_focal_point", focal_point=form)


def _change(institution_id: str, form: PlainForm, command: str, **forms: Any) -> Response | tuple[str, int]:
    if not form.validate():
        return _page(institution_id, **forms), 422
    try:
        tell("registration", command, form.key, institution_id=institution_id, **form.asked(), **sent())
    except Refusal as refusal:
        form.take_refusal(refusal)
        return _page(institution_id, **forms), refusal.status
    flash(gettext("Kept. A new focal point is asked by email for whatever is still open."))
    return redirect(url_for("institutions.show", institution_id=institution_id))


def _page(institution_id: str, *, name: NameForm | None = None, focal_point: FocalPointForm | None = None) -> str:
    one = ask("registration", "institution", institution_id=institution_id)
    return render_template(
        "staff/institution.html",
        institution=one,
        name=name or NameForm(formdata=None, data=one),
        focal_point=focal_point or FocalPointForm(formdata=None),
    )
