"""How scheduling is reached: the events it listens to, the commands it takes and the questions it answers."""

from typing import Any

from services.scheduling import schemas, use_cases
from services.scheduling.model.roster import Standing
from services.scheduling.repository import Course
from shared.contracts.envelope import Actor, Cause
from shared.contracts.registration import (
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    EditionCancelled,
    EditionOpened,
    OfferConfirmed,
)
from shared.messaging.service import Heard, Operable, Repository, command, query, subscribe
from shared.storage import new_id, now

Asked = dict[str, Any]
Answer = dict[str, Any]

DESK = ("secretariat",)
LEADERS = ("secretariat", "director")
DIRECTOR = ("director",)
STAFF = ("secretariat", "director", "auditor")
ANYBODY = ("public", "applicant", "focal_point", "expert", *STAFF)


class SchedulingService(Operable):
    """The programme of the course, its experts and its attendance."""

    name = "scheduling"

    course = Repository(Course)

    @subscribe(EditionOpened)
    def draft_for_edition(self, event: EditionOpened, heard: Heard) -> None:
        """An edition needs a programme."""
        use_cases.programme.draft_for_edition(event, at=heard.at, new_id=new_id, course=self.course)

    @subscribe(EditionCancelled)
    def cancel_with_edition(self, event: EditionCancelled, heard: Heard) -> None:
        """A cancelled edition needs none."""
        use_cases.programme.cancel_with_edition(event, at=heard.at, course=self.course)

    @subscribe(OfferConfirmed)
    def join_roster(self, event: OfferConfirmed, heard: Heard) -> None:
        """Whoever takes a seat is expected."""
        use_cases.roster.join(event, sequence=heard.sequence, course=self.course)

    @subscribe(ApplicationWithdrawn)
    def leave_by_withdrawal(self, event: ApplicationWithdrawn, heard: Heard) -> None:
        """Whoever gives the seat up is not."""
        use_cases.roster.leave(event, Standing.WITHDRAWN, sequence=heard.sequence, course=self.course)

    @subscribe(ApplicationWithdrawnByCourse)
    def leave_by_decision(self, event: ApplicationWithdrawnByCourse, heard: Heard) -> None:
        """Nor whoever the course took the seat from."""
        use_cases.roster.leave(event, Standing.WITHDRAWN, sequence=heard.sequence, course=self.course)

    @subscribe(ApplicationNoShowRecorded)
    def leave_by_absence(self, event: ApplicationNoShowRecorded, heard: Heard) -> None:
        """Nor whoever never came."""
        use_cases.roster.leave(event, Standing.NO_SHOW, sequence=heard.sequence, course=self.course)

    @subscribe(ApplicationLeftEarly)
    def leave_before_the_end(self, event: ApplicationLeftEarly, heard: Heard) -> None:
        """Whoever left early is missing from the sheets that are still open."""
        use_cases.roster.leave(event, Standing.LEFT_EARLY, sequence=heard.sequence, course=self.course)

    @command(schemas.DraftProgramme, by=LEADERS)
    def draft_programme(self, asked: Asked, cause: Cause) -> Answer:
        """Draft again, perhaps from another day."""
        return use_cases.programme.draft_again(asked, at=cause.at, new_id=new_id, course=self.course)

    @command(schemas.ReleaseProgramme, by=DIRECTOR)
    def release_programme(self, asked: Asked, cause: Cause) -> Answer:
        """Release the next version."""
        return use_cases.programme.release(asked, at=cause.at, course=self.course)

    @command(schemas.AddExpert, by=DESK)
    def add_expert(self, asked: Asked, _cause: Cause) -> Answer:
        """Enter an expert."""
        return use_cases.experts.add(asked, expert_id=new_id(), course=self.course)

    @command(schemas.AssignExpert, by=DESK)
    def assign_expert(self, asked: Asked, cause: Cause) -> Answer:
        """Give one session to an expert."""
        return use_cases.experts.assign(asked, cause, course=self.course)

    @command(schemas.OfEdition, by=DESK)
    def assign_experts(self, asked: Asked, cause: Cause) -> Answer:
        """Give every session without an expert to somebody free."""
        return use_cases.experts.assign_all(asked["edition_id"], cause, course=self.course)

    @command(schemas.MarkAttendance, by=DESK)
    def mark_attendance(self, asked: Asked, _cause: Cause) -> Answer:
        """Take attendance."""
        return use_cases.attendance.take(asked, course=self.course)

    @command(schemas.LockAttendance, by=DESK)
    def lock_attendance(self, asked: Asked, _cause: Cause) -> Answer:
        """Make a sheet final."""
        return use_cases.attendance.lock(asked, course=self.course)

    @command(schemas.RestateContacts, by=LEADERS)
    def restate_contacts(self, asked: Asked, _cause: Cause) -> Answer:
        """Say anew how to write to the experts."""
        return use_cases.experts.restate(asked, course=self.course)

    @query(schemas.OfEdition, by=STAFF)
    def programme(self, asked: Asked, _actor: Actor) -> Answer:
        """The programme as it stands."""
        return use_cases.programme.show(asked["edition_id"], course=self.course)

    @query(schemas.OfEdition, by=ANYBODY)
    def public_programme(self, asked: Asked, _actor: Actor) -> Answer:
        """The programme as released."""
        return use_cases.programme.show_released(asked["edition_id"], course=self.course)

    @query(schemas.Nothing, by=STAFF)
    def experts(self, _asked: Asked, _actor: Actor) -> Answer:
        """Everybody who can teach."""
        return use_cases.experts.show_all(course=self.course)

    @query(schemas.OfSession, by=STAFF)
    def session(self, asked: Asked, _actor: Actor) -> Answer:
        """One session's sheet."""
        return use_cases.attendance.show(asked["session_id"], course=self.course)

    @query(schemas.OfEdition, by=STAFF)
    def next_actions(self, asked: Asked, _actor: Actor) -> Answer:
        """What waits for whom."""
        return use_cases.actions.show(asked["edition_id"], now=now(), course=self.course)
