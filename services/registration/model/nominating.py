"""Nominating: the institution's focal point endorses the official or does not."""

from dataclasses import replace
from datetime import datetime, timedelta

from services.registration.model import document, windows
from services.registration.model.application import Application, Endorsement
from services.registration.model.edition import Edition
from services.registration.model.letter import Letter
from services.registration.model.states import EndorsementStatus, Status
from services.registration.model.windows import Phase
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    NominationExpired,
    NominationReceived,
    NominationRefused,
    NominationRequested,
)

UNDECIDED = (Status.SUBMITTED, Status.RETURNED, Status.UNDER_REVIEW, Status.WAITLISTED, Status.SELECTED)
"""While an application is in one of these, the institution's word can still come."""

ANSWERS = {"endorsed": EndorsementStatus.ENDORSED, "refused": EndorsementStatus.REFUSED}


def request(
    application: Application, *, focal_point_id: str, edition: Edition, cause: Cause
) -> tuple[Application, NominationRequested]:
    """Ask the focal point for the institution's word; whoever is asked late still has a week."""
    due_on = max(edition.dates.endorsement_due_on, edition.day(cause.at) + timedelta(days=7))
    asked = Endorsement(status=EndorsementStatus.REQUESTED, focal_point_id=focal_point_id, due_on=due_on)
    return _turn(application, asked, cause=cause), NominationRequested(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        institution_id=application.form.institution_id,
        focal_point_id=focal_point_id,
        country=application.country,
        due_on=due_on,
    )


def answer(
    application: Application, *, word: str, reason: str, edition: Edition, cause: Cause, letter: Letter | None = None
) -> tuple[Application, NominationReceived | NominationRefused]:
    """The focal point answers, once and in time; a signed letter is evidence, and the application's if it has none."""
    if application.endorsement.status in (EndorsementStatus.ENDORSED, EndorsementStatus.REFUSED):
        raise Refusal("already-answered", f"The nomination of {application.number} was answered before.")
    windows.refuse_unless_begun(edition.windows, Phase.NOMINATION, cause.at)
    if application.endorsement.status is not EndorsementStatus.REQUESTED or overdue(application, edition, cause.at):
        raise Refusal("nomination-expired", "The time to answer this nomination is over.", status=410)
    _refuse_decided(application)
    answered = replace(application.endorsement, status=ANSWERS[word], reason=reason)
    turned = _with_letter(_turn(application, answered, cause=cause, note=reason), letter)
    return turned, _given(turned, word)


def record(
    application: Application, *, word: str, evidence: str, cause: Cause, letter: Letter | None = None
) -> tuple[Application, NominationReceived | NominationRefused]:
    """The secretariat records an answer that came on paper, also late or instead of an earlier one."""
    _refuse_decided(application)
    if application.endorsement.status is ANSWERS[word]:
        raise Refusal("already-answered", f"The nomination of {application.number} was answered before.")
    recorded = replace(application.endorsement, status=ANSWERS[word], evidence=evidence)
    turned = _turn(application, recorded, cause=cause, reason_code="on-paper", note=evidence)
    proven = _with_letter(turned, letter)
    return proven, _given(proven, word)


def recordable(application: Application) -> bool:
    """Whether an answer that came on paper can still be recorded, and whose it is can be said."""
    return application.status in UNDECIDED and bool(application.endorsement.focal_point_id)


def nominated(
    application: Application, *, focal_point_id: str, letter: Letter | None, cause: Cause
) -> tuple[Application, NominationReceived]:
    """The institution nominated this official before they applied: its word is given."""
    given = Endorsement(status=EndorsementStatus.ENDORSED, focal_point_id=focal_point_id)
    turned = _with_letter(_turn(application, given, cause=cause, reason_code="nominated"), letter)
    return turned, _received(turned)


def prove(application: Application, *, letter: Letter, cause: Cause) -> Application:
    """A signed letter came after the institution's word; it is the application's letter if that had none."""
    now = f"endorsement:{application.endorsement.status}"
    return _with_letter(application.remark(now, now, cause=cause, reason_code="letter-received"), letter)


def expire(application: Application, *, edition: Edition, cause: Cause) -> tuple[Application, NominationExpired]:
    """No answer came in time; one on paper can still be recorded."""
    if not overdue(application, edition, cause.at):
        raise application.wrong_status()
    expired = replace(application.endorsement, status=EndorsementStatus.EXPIRED)
    return _turn(application, expired, cause=cause), NominationExpired(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        focal_point_id=application.endorsement.focal_point_id,
    )


def prolong(
    application: Application, *, edition: Edition, cause: Cause
) -> tuple[Application, *tuple[NominationRequested, ...]]:
    """The window was extended: whoever still thinks has more time, whoever let it pass is asked again."""
    asked = application.endorsement
    if asked.status is EndorsementStatus.EXPIRED and application.status in UNDECIDED:
        return request(application, focal_point_id=asked.focal_point_id, edition=edition, cause=cause)
    if asked.status is EndorsementStatus.REQUESTED and asked.due_on and asked.due_on < edition.dates.endorsement_due_on:
        later = replace(asked, due_on=edition.dates.endorsement_due_on)
        return (_turn(application, later, cause=cause, reason_code="extended-nomination"),)
    return (application,)


def overdue(application: Application, edition: Edition, at: datetime) -> bool:
    """Whether an answer was asked for and its last day is over."""
    asked = application.endorsement
    return asked.status is EndorsementStatus.REQUESTED and asked.due_on is not None and edition.day(at) > asked.due_on


def _refuse_decided(application: Application) -> None:
    if application.status not in UNDECIDED:
        raise application.wrong_status()


def _turn(
    application: Application, endorsement: Endorsement, *, cause: Cause, reason_code: str = "", note: str = ""
) -> Application:
    before, after = (f"endorsement:{status}" for status in (application.endorsement.status, endorsement.status))
    turned = replace(application, endorsement=endorsement)
    return turned.remark(before, after, cause=cause, reason_code=reason_code, note=note)


def _with_letter(application: Application, letter: Letter | None) -> Application:
    if letter is None:
        return application
    proven = replace(application.endorsement, letter_id=letter.id)
    if application.letter is None:
        application = replace(application, documents=document.with_file(application.documents, "letter", letter))
    return replace(application, endorsement=proven)


def _given(application: Application, word: str) -> NominationReceived | NominationRefused:
    if word == "endorsed":
        return _received(application)
    return NominationRefused(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        institution_id=application.form.institution_id,
        focal_point_id=application.endorsement.focal_point_id,
        country=application.country,
    )


def _received(application: Application) -> NominationReceived:
    return NominationReceived(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        institution_id=application.form.institution_id,
        focal_point_id=application.endorsement.focal_point_id,
        country=application.country,
        evidence_doc_id=application.endorsement.letter_id or None,
    )
