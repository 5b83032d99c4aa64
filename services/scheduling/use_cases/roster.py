"""The verbs of the roster: take in what registration says about a person's seat, in its own order."""

from services.scheduling.model.roster import RosterEntry, Standing
from services.scheduling.repository import Course
from shared.contracts.registration import (
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    OfferConfirmed,
)

Departure = ApplicationWithdrawn | ApplicationWithdrawnByCourse | ApplicationNoShowRecorded | ApplicationLeftEarly


def join(confirmed: OfferConfirmed, *, sequence: int, course: Course) -> None:
    """Expect the person at the sessions."""
    _hear(
        RosterEntry(
            id=confirmed.application_id,
            person_id=confirmed.person_id,
            edition_id=confirmed.edition_id,
            country=confirmed.country,
            standing=Standing.CONFIRMED,
            source_sequence=sequence,
        ),
        course,
    )


def leave(departed: Departure, standing: Standing, *, sequence: int, course: Course) -> None:
    """Expect the person no more; kept even for somebody unknown, so that an older confirmation changes nothing."""
    _hear(
        RosterEntry(
            id=departed.application_id,
            person_id=departed.person_id,
            edition_id=departed.edition_id,
            standing=standing,
            source_sequence=sequence,
        ),
        course,
    )


def _hear(news: RosterEntry, course: Course) -> None:
    known = course.roster.find_one({"_id": news.id})
    if known is None:
        course.roster.add(news)
        return
    told = known.told(news)
    if told != known:
        course.roster.save(told)
