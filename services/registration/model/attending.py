"""Attending: arriving, staying away, leaving early, staying until the closing day."""

from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import Status
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationEnrolled,
    ApplicationFinished,
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
)


def enrol(application: Application, *, cause: Cause) -> tuple[Application, ApplicationEnrolled]:
    """The person arrived."""
    return application.move(Status.ENROLLED, cause=cause), ApplicationEnrolled(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def record_no_show(
    application: Application, *, edition: Edition, cause: Cause
) -> tuple[Application, ApplicationNoShowRecorded]:
    """The person did not come; only known once the course runs."""
    if edition.status not in (EditionStatus.RUNNING, EditionStatus.FINISHED):
        raise Refusal("not-started", "The course has not started yet.")
    return application.move(Status.NO_SHOW, cause=cause), ApplicationNoShowRecorded(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def leave_early(application: Application, *, cause: Cause) -> tuple[Application, ApplicationLeftEarly]:
    """The person went before the closing day; the seat was used."""
    return application.move(Status.LEFT_EARLY, cause=cause), ApplicationLeftEarly(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )


def finish(application: Application, *, cause: Cause) -> tuple[Application, ApplicationFinished]:
    """The person stayed until the closing day."""
    return application.move(Status.FINISHED, cause=cause), ApplicationFinished(
        application_id=application.id, person_id=application.person_id, edition_id=application.edition_id
    )
