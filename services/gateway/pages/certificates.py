"""Completions and certificates: approved once, revoked or replaced with a reason, never changed silently."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit
from services.gateway.web.pdf import pdf_answer

pages = Blueprint("certificates", __name__)

NAME = "name-"


@pages.get("/editions/<edition_id>/completions")
@permit("read")
def completions(edition_id: str) -> str:
    """Who met the requirements, with the name that the certificate would carry."""
    found = ask("certification", "completions", edition_id=edition_id)
    participants = ask("registration", "participants", edition_id=edition_id)["participants"]
    people = {person["application_id"]: person for person in participants}
    rows = [people.get(row["application_id"], {}) | row for row in found["rows"]]
    rows.sort(key=lambda row: (row.get("country", ""), row.get("name", "")))
    return render_template("staff/completions.html", edition=load_edition(edition_id), rule=found["rule"], rows=rows)


@pages.post("/editions/<edition_id>/completions/approval")
@permit("approve_completions")
def approve(edition_id: str) -> Redirect:
    """Approve what was computed, with the names as they stand in the form."""
    names = {key.removeprefix(NAME): value.strip() for key, value in request.form.items() if key.startswith(NAME)}
    done = tell("certification", "approve_completions", sent_key(), edition_id=edition_id, names=names)
    flash(
        gettext(
            "%(approved)s certificates are being made; %(refused)s participants did not meet the requirements.",
            approved=done["approved"],
            refused=done["refused"],
        )
    )
    return redirect(url_for("certificates.index", edition_id=edition_id))


@pages.post("/editions/<edition_id>/completions/<application_id>/exception")
@permit("approve_exception")
def approve_exception(edition_id: str, application_id: str) -> Redirect:
    """Approve one completion against the rule, with the reason."""
    tell("certification", "approve_exception", sent_key(), application_id=application_id, **sent("name", "reason"))
    return redirect(url_for("certificates.completions", edition_id=edition_id))


@pages.get("/editions/<edition_id>/certificates")
@permit("read")
def index(edition_id: str) -> str:
    """The certificates of the edition, also those that are not valid any more."""
    certificates = ask("certification", "certificates", edition_id=edition_id)["certificates"]
    return render_template("staff/certificates.html", edition=load_edition(edition_id), certificates=certificates)


@pages.get("/editions/<edition_id>/certificates/<certificate_id>")
@permit("read")
def show(edition_id: str, certificate_id: str) -> str:
    """One certificate and what can be done about it."""
    certificate = ask("certification", "certificate", certificate_id=certificate_id)
    return render_template("staff/certificate.html", edition=load_edition(edition_id), certificate=certificate)


@pages.get("/editions/<edition_id>/certificates/<certificate_id>.pdf")
@permit("read")
def pdf(edition_id: str, certificate_id: str) -> Response:
    """The signed document."""
    return pdf_answer(ask("certification", "certificate_pdf", certificate_id=certificate_id))


@pages.post("/editions/<edition_id>/certificates/<certificate_id>/revocation")
@permit("revoke_certificate")
def revoke(edition_id: str, certificate_id: str) -> Redirect:
    """Take its validity away; the record stays."""
    asked = sent("reason_class", "note")
    tell("certification", "revoke_certificate", sent_key(), certificate_id=certificate_id, **asked)
    flash(gettext("The certificate is revoked. Whoever checks it sees that from now on."))
    return redirect(url_for("certificates.show", edition_id=edition_id, certificate_id=certificate_id))


@pages.post("/editions/<edition_id>/certificates/<certificate_id>/replacement")
@permit("replace_certificate")
def replace(edition_id: str, certificate_id: str) -> Redirect:
    """Issue a corrected one in its place; each points to the other."""
    tell("certification", "replace_certificate", sent_key(), certificate_id=certificate_id, **sent("name", "reason"))
    flash(gettext("A corrected certificate is being made."))
    return redirect(url_for("certificates.index", edition_id=edition_id))


@pages.post("/editions/<edition_id>/certificates/<certificate_id>/retry")
@permit("retry_certificate")
def retry(edition_id: str, certificate_id: str) -> Redirect:
    """Make one that failed again, under another name if that was the trouble."""
    tell("certification", "retry_certificate", sent_key(), certificate_id=certificate_id, **sent("name"))
    flash(gettext("The certificate is being made again."))
    return redirect(url_for("certificates.show", edition_id=edition_id, certificate_id=certificate_id))
