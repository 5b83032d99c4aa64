"""Applying: sending the form, and sending it again with corrections."""

from dataclasses import replace
from datetime import timedelta

from services.registration.model import complaints, document
from services.registration.model.application import Application, Endorsement
from services.registration.model.document import Documents
from services.registration.model.edition import Edition
from services.registration.model.form import Form
from services.registration.model.letter import Letter
from services.registration.model.states import Status
from shared.contracts.envelope import Cause
from shared.contracts.registration import ApplicationResubmitted, ApplicationSentAgain, ApplicationSubmitted

TOLD_AGAIN_AFTER = timedelta(days=1)


def number_of(edition: Edition, count: int) -> str:
    """The number of the edition's application that came as the `count`-th."""
    return f"CIMI-{edition.ordinal}-{count:04d}"


def submit(
    *,
    application_id: str,
    edition: Edition,
    person_id: str,
    sent_as: str = "",
    number: str,
    form: Form,
    documents: Documents,
    cause: Cause,
) -> tuple[Application, ApplicationSubmitted]:
    """Receive an application, complete or not, while the call is open."""
    edition.refuse_unless_open(cause.at)
    return receive(
        application_id=application_id,
        edition=edition,
        person_id=person_id,
        sent_as=sent_as,
        number=number,
        form=form,
        documents=documents,
        cause=cause,
    )


def receive(
    *,
    application_id: str,
    edition: Edition,
    person_id: str,
    sent_as: str = "",
    number: str,
    form: Form,
    documents: Documents,
    cause: Cause,
) -> tuple[Application, ApplicationSubmitted]:
    """Receive an application whenever somebody may send one: in the call, or named for a seat that was given back."""
    form.refuse_mistakes(edition.countries)
    application = Application(
        id=application_id,
        edition_id=edition.id,
        person_id=person_id,
        number=number,
        status=Status.SUBMITTED,
        form=form,
        submitted_at=cause.at,
        documents=documents,
        required=edition.documents,
        sent_as=sent_as,
    ).remark("", Status.SUBMITTED, cause=cause)
    return application, ApplicationSubmitted(
        application_id=application.id,
        person_id=person_id,
        edition_id=edition.id,
        number=number,
        country=form.country,
        ministry_kind=form.ministry_kind,
        institution_id=form.institution_id,
        missing=list(application.missing),
    )


def missing(form: Form, *, has_letter: bool, required: tuple[str, ...]) -> tuple[str, ...]:
    """What a form that has come leaves out of what its edition requires."""
    return tuple(kind for kind in required if kind != "letter" or not has_letter) + form.missing()


def send_again(application: Application, *, cause: Cause) -> tuple[Application, ApplicationSentAgain] | None:
    """Lead whoever sends the form again to this application, by email; once a day, since anybody may send a form."""
    told_at = application.sent_again_at
    if told_at and cause.at - told_at < TOLD_AGAIN_AFTER:
        return None
    return replace(application, sent_again_at=cause.at), ApplicationSentAgain(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def resubmit(
    application: Application, *, edition: Edition, form: Form, letter: Letter | None, cause: Cause
) -> tuple[Application, ApplicationResubmitted]:
    """Receive the corrections that were asked for; without a new letter the earlier one stays.

    An endorsement counts no more when what it was given for has changed.
    """
    form.refuse_mistakes(edition.countries)
    if form.email.casefold() != application.form.email.casefold():
        complaints.refuse_if_any({"email": complaints.ADDRESS_FIXED})
    moved = application.move(Status.SUBMITTED, cause=cause)
    documents = document.with_file(moved.documents, "letter", letter, at=cause.at) if letter else moved.documents
    corrected = replace(moved, form=form, documents=documents, returned=None)
    if form.nomination != application.form.nomination:
        corrected = replace(corrected, endorsement=Endorsement())
    return corrected, ApplicationResubmitted(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        missing=list(corrected.missing),
    )
