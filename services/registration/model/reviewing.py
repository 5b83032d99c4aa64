"""Reviewing: corrections, eligibility and the hidden decision."""

from dataclasses import replace
from datetime import datetime

from services.registration.model import complaints, windows
from services.registration.model.application import Application, Return
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.eligibility import Outcome
from services.registration.model.states import Decision, Status
from services.registration.model.why import Verdict
from services.registration.model.windows import Phase
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationLapsed,
    ApplicationMarkedIneligible,
    ApplicationReopened,
    ApplicationReturned,
    ApplicationReviewStarted,
)

REVIEWED_IN = (
    EditionStatus.OPEN,
    EditionStatus.CLOSED_FOR_APPLICATIONS,
    EditionStatus.SELECTING,
    EditionStatus.DECIDED,
)


def send_back(
    application: Application, *, reason: str, due_at: datetime, cause: Cause
) -> tuple[Application, ApplicationReturned]:
    """Ask the applicant for corrections, with a deadline."""
    complaints.refuse_if_any({} if due_at > cause.at else {"due_at": complaints.IN_THE_PAST})
    moved = application.move(Status.RETURNED, cause=cause, note=reason)
    returned = replace(moved.unweighed(), returned=Return(reason=reason, due_at=due_at))
    return returned, ApplicationReturned(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        due_at=due_at,
    )


def lapse(application: Application, *, cause: Cause) -> tuple[Application, ApplicationLapsed]:
    """Corrections did not come in time."""
    if application.returned is None or cause.at <= application.returned.due_at:
        raise application.wrong_status()
    return application.move(Status.LAPSED, cause=cause, reason_code="not-corrected-in-time"), ApplicationLapsed(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def start(application: Application, *, edition: Edition, cause: Cause) -> tuple[Application, ApplicationReviewStarted]:
    """Take a complete application under review."""
    _refuse_unless_reviewing(edition)
    windows.refuse_unless_begun(edition.windows, Phase.REVIEW, cause.at)
    if application.status is not Status.SUBMITTED:
        raise application.wrong_status()
    if application.missing:
        raise Refusal("incomplete", f"Application {application.number} is not complete.")
    moved = application.move(Status.UNDER_REVIEW, cause=cause)
    return moved, ApplicationReviewStarted(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def ready(application: Application) -> bool:
    """Whether review can start without a second look: received, complete and eligible."""
    eligible = application.eligibility.verdict is Outcome.PASS
    return application.status is Status.SUBMITTED and not application.missing and eligible


def mark_ineligible(
    application: Application, *, reason_code: str, note: str, cause: Cause
) -> tuple[Application, ApplicationMarkedIneligible]:
    """Decide that the requirements are not met."""
    moved = application.move(Status.INELIGIBLE, cause=cause, reason_code=reason_code, note=note)
    return moved.unweighed(), ApplicationMarkedIneligible(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        reason_code=reason_code,
    )


def reopen(
    application: Application, *, reason: str, edition: Edition, cause: Cause
) -> tuple[Application, ApplicationReopened]:
    """Take an application that was ended back under review, before the course runs."""
    _refuse_unless_reviewing(edition)
    if application.status not in (Status.INELIGIBLE, Status.NOT_SELECTED):
        raise application.wrong_status()
    moved = application.move(Status.UNDER_REVIEW, cause=cause, note=reason)
    reopened = replace(moved.unweighed(), place=None)
    return reopened, ApplicationReopened(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def propose(application: Application, decision: Decision, *, reason_code: str, cause: Cause) -> Application:
    """Note what should happen at publication; nobody outside learns of it, so nothing is published."""
    return note(application, Verdict(decision=decision, reason=reason_code), cause=cause)


def note(application: Application, verdict: Verdict, *, cause: Cause, reason_code: str = "") -> Application:
    """Have this proposed; `reason_code` says why it is noted when that is not the reason of the decision."""
    if application.status is not Status.UNDER_REVIEW:
        raise application.wrong_status()
    before, after = (f"proposed:{one or 'nothing'}" for one in (application.proposed_decision, verdict.decision))
    return application.decided(verdict).remark(before, after, cause=cause, reason_code=reason_code or verdict.reason)


def _refuse_unless_reviewing(edition: Edition) -> None:
    if edition.status not in REVIEWED_IN:
        raise Refusal("wrong-status", f"Edition {edition.ordinal} is {edition.status}: this cannot be done now.")
