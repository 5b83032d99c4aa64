"""From attendance to a decision: what is heard of a course is reckoned, and the director decides on the results."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from services.certification.model.certificate import Certificate, Certified, number
from services.certification.model.completion import Completion, Result
from services.certification.model.course import Course, Edition, Programme, Sheet
from services.certification.repository import Certificates, Completions, Courses
from services.certification.schemas import actions_answer, certificate_answer, completions_answer
from services.certification.use_cases.names import Lacking, settable
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    EditionOpened,
    OfferConfirmed,
)
from shared.contracts.scheduling import AttendanceLocked, ProgrammeReleased

Ended = ApplicationWithdrawn | ApplicationWithdrawnByCourse | ApplicationNoShowRecorded | ApplicationLeftEarly


def hear_edition(
    opened: EditionOpened, *, sequence: int, at: datetime, courses: Courses, completions: Completions
) -> None:
    """Keep what certificates of this edition will say."""
    edition = Edition(
        id=opened.edition_id,
        ordinal=opened.ordinal,
        year=opened.year,
        city=opened.city,
        timezone=opened.timezone,
        starts_on=opened.starts_on,
        ends_on=opened.ends_on,
        heard=sequence,
    )
    courses.hear_edition(edition)
    _reckon(edition.id, at=at, courses=courses, completions=completions)


def hear_programme(
    released: ProgrammeReleased, *, sequence: int, at: datetime, courses: Courses, completions: Completions
) -> None:
    """Keep which sessions count, and how long they are together."""
    programme = Programme(
        id=released.edition_id,
        programme_version=released.programme_version,
        session_ids=released.session_ids,
        minutes=released.minutes,
        heard=sequence,
    )
    courses.hear_programme(programme)
    _reckon(programme.id, at=at, courses=courses, completions=completions)


def hear_attendance(
    locked: AttendanceLocked, *, sequence: int, at: datetime, courses: Courses, completions: Completions
) -> None:
    """Keep a session's final sheet."""
    sheet = Sheet(
        id=locked.session_id,
        edition_id=locked.edition_id,
        minutes=locked.minutes,
        minutes_present=locked.minutes_present,
        heard=sequence,
    )
    courses.hear_sheet(sheet)
    _reckon(sheet.edition_id, at=at, courses=courses, completions=completions)


def hear_participant(
    confirmed: OfferConfirmed, *, sequence: int, at: datetime, courses: Courses, completions: Completions
) -> None:
    """Somebody takes part."""
    _note_participation(confirmed, sequence=sequence, takes_part=True, completions=completions)
    _reckon(confirmed.edition_id, at=at, courses=courses, completions=completions)


def hear_end(ended: Ended, *, sequence: int, completions: Completions) -> None:
    """Somebody takes part no longer, or never did; kept too, in case the confirmation is heard only later."""
    _note_participation(ended, sequence=sequence, takes_part=False, completions=completions)


def _note_participation(
    fact: OfferConfirmed | Ended, *, sequence: int, takes_part: bool, completions: Completions
) -> None:
    known = completions.find(fact.application_id)
    if known is None:
        completions.add(
            Completion(
                id=fact.application_id,
                person_id=fact.person_id,
                edition_id=fact.edition_id,
                takes_part=takes_part,
                heard=sequence,
            )
        )
        return
    changed = known.takes_part_from(sequence, takes_part=takes_part)
    if changed != known:
        completions.save(changed)


def _reckon(edition_id: str, *, at: datetime, courses: Courses, completions: Completions) -> None:
    """Apply the rule to everybody once all attendance is locked; in whatever order the facts have come."""
    courses.take_turn(edition_id)
    course = courses.get(edition_id)
    if not course.attendance_is_final:
        return
    for completion in completions.of_edition(edition_id):
        tally = course.tally(completion.id)
        if completion.can_be_computed(tally):
            computed, event = completion.compute(tally, at=at)
            completions.save(computed, event)
        elif (doubted := completion.doubt(tally)) != completion:
            completions.save(doubted)


def approve_completions(
    edition_id: str,
    names: Mapping[str, str],
    *,
    at: datetime,
    new_id: Callable[[], str],
    new_verify_id: Callable[[], str],
    lacking: Lacking,
    courses: Courses,
    completions: Completions,
    certificates: Certificates,
) -> dict[str, Any]:
    """Decide every computed completion of the edition as the rule says; who passes gets a certificate."""
    course = courses.get(edition_id)
    everybody = completions.of_edition(edition_id)
    if not course.attendance_is_final and not any(one.decided for one in everybody):
        raise Refusal("attendance-open", "Not every session of the released programme is locked yet.")
    waiting = [one for one in everybody if one.awaits_decision]
    passed = [one for one in waiting if one.tally and one.tally.result == Result.PASS]
    written = settable({one.id: names.get(one.id, "") for one in passed}, lacking)
    for completion in passed:
        approved, event = completion.approve()
        completions.save(approved, event)
        _certify(approved, written[approved.id], course, certificates, new_id(), new_verify_id(), at)
    failed = [one for one in waiting if one not in passed]
    for completion in failed:
        refused, refusal = completion.refuse()
        completions.save(refused, refusal)
    return {"approved": len(passed), "refused": len(failed)}


def approve_exception(
    application_id: str,
    *,
    version: int,
    name: str,
    reason: str,
    at: datetime,
    new_id: Callable[[], str],
    new_verify_id: Callable[[], str],
    lacking: Lacking,
    courses: Courses,
    completions: Completions,
    certificates: Certificates,
) -> dict[str, Any]:
    """Approve one completion that the rule does not, for a written reason; answers its certificate."""
    written = settable({"name": name}, lacking)["name"]
    approved, event = completions.get(application_id, version=version).approve_by_exception(reason)
    completions.save(approved, event)
    course = courses.get(approved.edition_id)
    return certificate_answer(_certify(approved, written, course, certificates, new_id(), new_verify_id(), at))


def _certify(
    completion: Completion,
    name: str,
    course: Course,
    certificates: Certificates,
    certificate_id: str,
    verify_id: str,
    at: datetime,
) -> Certificate:
    edition = course.edition
    if edition is None:
        raise Refusal("edition-unknown", "This edition is not known here yet.")
    certificate, event = Certificate(
        id=certificate_id,
        application_id=completion.id,
        person_id=completion.person_id,
        edition_id=completion.edition_id,
        number=number(edition.ordinal, certificates.next_number(edition.id)),
        verify_id=verify_id,
        name=name,
        certified=Certified.of(edition, hours=course.hours),
        approved_at=at,
    ).approve()
    return certificates.add(certificate, event)


def show(edition_id: str, *, courses: Courses, completions: Completions, certificates: Certificates) -> dict[str, Any]:
    """Where each participant stands."""
    return completions_answer(
        courses.get(edition_id), completions.of_edition(edition_id), certificates.of_edition(edition_id)
    )


def show_actions(edition_id: str, *, completions: Completions, certificates: Certificates) -> dict[str, Any]:
    """Who must act next."""
    return actions_answer(edition_id, completions.of_edition(edition_id), certificates.of_edition(edition_id))
