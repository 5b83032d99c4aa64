"""Changing a sent application: how to reach the person always, everything else until review; staff with a reason.

After review has started, what is wrong is corrected by returning the application, so that a reviewer never reads other
words than those that were scored.
"""

from dataclasses import fields, replace

from services.registration.model import complaints
from services.registration.model.application import Application, Endorsement
from services.registration.model.edition import Edition
from services.registration.model.form import Form
from services.registration.model.states import LIVE, Status
from shared.contracts.envelope import Cause
from shared.contracts.registration import ApplicationEdited

FIXED = ("email",)
CONTACT = ("language", "phone")
ALL = tuple(field.name for field in fields(Form) if field.name not in FIXED)


def editable(application: Application, *, role: str) -> tuple[str, ...]:
    """The fields that this role may change now."""
    if application.status not in LIVE:
        return ()
    if role == "secretariat":
        return ALL
    if role != "applicant" or application.status is Status.RETURNED:
        return ()
    return ALL if application.status is Status.SUBMITTED else CONTACT


def edit(
    application: Application, form: Form, *, edition: Edition, reason: str = "", cause: Cause
) -> tuple[Application, *tuple[ApplicationEdited, ...]]:
    """Take what was changed; an endorsement counts no more when what it was given for has changed."""
    changed = [
        field.name for field in fields(Form) if getattr(form, field.name) != getattr(application.form, field.name)
    ]
    allowed = editable(application, role=cause.actor.role)
    if not allowed:
        raise application.wrong_status()
    complaints.refuse_if_any({name: complaints.NOT_NOW for name in changed if name not in allowed})
    if not changed:
        return (application,)
    form.refuse_mistakes(edition.countries)
    status = application.status
    edited = replace(application, form=form).remark(status, status, cause=cause, reason_code="edited", note=reason)
    if form.nomination != application.form.nomination and status is not Status.CONFIRMED:
        edited = replace(edited, endorsement=Endorsement())
    return edited, ApplicationEdited(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        edited=changed,
    )


def name_on_certificate(application: Application, name: str, *, edition: Edition, cause: Cause) -> Application:
    """Take the name that the person has confirmed for the certificate, also when their seat is confirmed already."""
    form = replace(application.form, certificate_name="" if name == application.form.name else name)
    if form == application.form:
        return application
    form.refuse_mistakes(edition.countries)
    status = application.status
    return replace(application, form=form).remark(status, status, cause=cause, reason_code="certificate-name")
