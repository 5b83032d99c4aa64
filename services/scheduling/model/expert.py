"""An expert: which modules they teach and when they are taken, so that nobody is in two rooms at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from services.scheduling.model.session import Session
from shared.contracts.refusal import Refusal
from shared.contracts.scheduling import ContactUpdated, ExpertAssigned


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A session that the expert teaches, of whatever edition."""

    session_id: str
    edition_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Expert:
    """A person who teaches. Their bookings live here, so that two assignments at once collide on one document."""

    id: str
    name: str
    email: str
    language: str
    country: str
    modules: tuple[int, ...]
    bookings: tuple[Booking, ...] = ()
    version: int = 0

    def added(self) -> tuple["Expert", ContactUpdated]:
        """Enter the expert into the course's list."""
        return self, ContactUpdated(person_id=self.id, email=self.email, language=self.language, full_name=self.name)

    def restated(self) -> tuple["Expert", ContactUpdated]:
        """Say once more how to write to the expert, for a listener who has lost it."""
        return self.added()

    def is_free_for(self, session: Session) -> bool:
        """Whether no other session takes the same time."""
        return not any(
            booking.starts_at < session.ends_at and session.starts_at < booking.ends_at
            for booking in self.bookings
            if booking.session_id != session.id
        )

    def can_teach(self, session: Session) -> bool:
        """Whether the expert knows its module (any expert may lead the closing session) and is free."""
        return (not session.is_teaching or session.module_no in self.modules) and self.is_free_for(session)

    def booked(self, session: Session) -> "Expert":
        """Take a session on."""
        if session.is_teaching and session.module_no not in self.modules:
            raise Refusal("expert-wrong-module", f"This expert does not teach module {session.module_no}.")
        if not self.is_free_for(session):
            raise Refusal("expert-double-booked", "This expert teaches another session at that time.")
        booking = Booking(
            session_id=session.id,
            edition_id=session.edition_id,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
        )
        return replace(self, bookings=(*self.freed({session.id}).bookings, booking))

    def freed(self, session_ids: Iterable[str]) -> "Expert":
        """Give sessions up."""
        gone = frozenset(session_ids)
        return replace(self, bookings=tuple(each for each in self.bookings if each.session_id not in gone))

    def count_in(self, edition_id: str) -> int:
        """How many sessions of an edition the expert has."""
        return sum(booking.edition_id == edition_id for booking in self.bookings)

    def announced(self, sessions: Sequence[Session], *, programme_version: int) -> tuple["Expert", ExpertAssigned]:
        """Tell the expert their sessions, in order of time, in a released programme."""
        first = sessions[0]
        return self, ExpertAssigned(
            expert_id=self.id,
            edition_id=first.edition_id,
            programme_version=programme_version,
            session_ids=[session.id for session in sessions],
            first_starts_at=first.starts_at,
            timezone=first.timezone,
        )


def spread_experts(
    sessions: Iterable[Session], experts: Iterable[Expert]
) -> tuple[tuple[Session, ...], tuple[Expert, ...]]:
    """Give every unassigned teaching session to the free expert of its module with the fewest sessions.

    Answers the sessions and the experts that changed; a session for which nobody is free stays as it is.
    """
    standing = {expert.id: expert for expert in experts}
    assigned: list[Session] = []
    busy: set[str] = set()
    for session in sorted(sessions, key=lambda each: each.starts_at):
        if session.expert_id or not session.is_teaching or session.has_begun:
            continue
        able = [expert for expert in standing.values() if expert.can_teach(session)]
        if not able:
            continue
        chosen = min(able, key=lambda expert: (expert.count_in(session.edition_id), expert.id))
        standing[chosen.id] = chosen.booked(session)
        assigned.append(session.led_by(chosen.id))
        busy.add(chosen.id)
    return tuple(assigned), tuple(standing[key] for key in sorted(busy))
