"""A draft: an application that was begun and not sent. It keeps what was typed as it was typed, complete or not.

draft -> submitted | discarded. A person has one live draft in an edition; once sent it is an application of its own.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.registration.model.document import Documents, with_file
from services.registration.model.edition import Edition
from services.registration.model.file import File
from services.registration.model.replacement import seat_over
from services.registration.model.timeline import Step, step
from services.registration.model.windows import Phase
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationDiscarded,
    ApplicationStarted,
    DraftReminded,
    DraftResumed,
    DraftSent,
)

BETWEEN_LINKS = timedelta(minutes=15)
"""A stranger who types somebody's address again and again causes no more emails than this."""

REMINDED_BEFORE = timedelta(days=3)
NOT_IN_A_HURRY = timedelta(days=1)
"""Nobody is reminded of what they began within the last day."""


class DraftStatus(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    DISCARDED = "discarded"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`written`: what was typed, by field. nomination_id: the nomination by which it was begun, if it was by one.

    linked_at: when the link to it was last sent; application_id: what it became. seat_until: until when a seat that was
    given back is kept for the person, if the draft is for one; the window of the call is over then.
    """

    id: str
    edition_id: str
    person_id: str
    email: str
    written: dict[str, Any]
    linked_at: datetime
    nomination_id: str = ""
    seat_until: datetime | None = None
    documents: Documents = ()
    status: DraftStatus = DraftStatus.DRAFT
    reminded_at: datetime | None = None
    application_id: str = ""
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def language(self) -> str:
        """In which language to write to the person."""
        return str(self.written.get("language") or "es")

    def closes_at(self, edition: Edition) -> datetime:
        """Until when it can be sent."""
        return self.seat_until or edition.windows[Phase.APPLICATION].closes_at

    def save(self, written: dict[str, Any], *, edition: Edition, cause: Cause) -> "Draft":
        """Keep what was typed; the address is how the person is known, so it stays."""
        self._refuse_unless_open(edition, cause.at)
        return replace(self, written={**self.written, **written, "email": self.email})

    def attach(self, kind: str, sent: File, *, edition: Edition, cause: Cause) -> "Draft":
        """Keep a document with it."""
        self._refuse_unless_open(edition, cause.at)
        if kind not in edition.documents:
            raise Refusal("document-settled", "This document is not asked for, or was accepted before.")
        return replace(self, documents=with_file(self.documents, kind, sent, at=cause.at))

    def resume(self, *, edition: Edition, cause: Cause) -> tuple["Draft", *tuple[DraftResumed, ...]]:
        """Send the link to it once more, unless it has just been sent."""
        if cause.at < self.linked_at + BETWEEN_LINKS:
            return (self,)
        return replace(self, linked_at=cause.at), DraftResumed(
            draft_id=self.id, person_id=self.person_id, edition_id=self.edition_id, closes_at=self.closes_at(edition)
        )

    def nominated(self, nomination_id: str, *, seat_until: datetime | None) -> "Draft":
        """It is by this nomination from now on."""
        return replace(self, nomination_id=nomination_id, seat_until=seat_until)

    def is_to_be_reminded(self, edition: Edition, at: datetime) -> bool:
        """Whether the window closes soon and nothing was said of it yet."""
        begun = self.timeline[0].at if self.timeline else at
        soon = at >= self.closes_at(edition) - REMINDED_BEFORE
        waited = at >= begun + NOT_IN_A_HURRY
        taken = at <= self.seat_until if self.seat_until else edition.takes_applications(at)
        open_still = self.status is DraftStatus.DRAFT and taken
        return open_still and self.reminded_at is None and soon and waited

    def remind(self, *, edition: Edition, cause: Cause) -> tuple["Draft", DraftReminded]:
        """Remind of it, once."""
        return replace(self, reminded_at=cause.at), DraftReminded(
            draft_id=self.id, person_id=self.person_id, edition_id=self.edition_id, closes_at=self.closes_at(edition)
        )

    def send(self, *, application_id: str, edition: Edition, cause: Cause) -> tuple["Draft", DraftSent]:
        """It is an application now."""
        self._refuse_unless_open(edition, cause.at)
        sent = replace(self._move(DraftStatus.SUBMITTED, cause=cause), application_id=application_id)
        return sent, DraftSent(
            draft_id=self.id, person_id=self.person_id, edition_id=self.edition_id, application_id=application_id
        )

    def discard(self, *, reason_code: str, cause: Cause) -> tuple["Draft", ApplicationDiscarded]:
        """It will not be sent; what was typed goes with it."""
        if self.status is not DraftStatus.DRAFT:
            raise self.ended()
        moved = self._move(DraftStatus.DISCARDED, cause=cause, reason_code=reason_code)
        return replace(moved, written={}), ApplicationDiscarded(
            draft_id=self.id, person_id=self.person_id, edition_id=self.edition_id, reason_code=reason_code
        )

    def ended(self) -> Refusal:
        """The refusal of what cannot be done any more."""
        return Refusal("draft-ended", "This application was sent or discarded.", status=410)

    def _refuse_unless_open(self, edition: Edition, at: datetime) -> None:
        if self.status is not DraftStatus.DRAFT:
            raise self.ended()
        if self.seat_until is None:
            edition.refuse_unless_open(at)
        elif at > self.seat_until:
            raise seat_over()

    def _move(self, to: DraftStatus, *, cause: Cause, reason_code: str = "") -> "Draft":
        made = step(self.status, to, cause=cause, version=self.version, reason_code=reason_code)
        return replace(self, status=to, timeline=(*self.timeline, made))


def start(
    *,
    draft_id: str,
    edition: Edition,
    person_id: str,
    email: str,
    written: dict[str, Any],
    nomination_id: str = "",
    seat_until: datetime | None = None,
    cause: Cause,
) -> tuple[Draft, ApplicationStarted]:
    """Begin an application, of which not more than an address need be known."""
    if seat_until is None:
        edition.refuse_unless_open(cause.at)
    draft = Draft(
        id=draft_id,
        edition_id=edition.id,
        person_id=person_id,
        email=email,
        written={**written, "email": email},
        linked_at=cause.at,
        nomination_id=nomination_id,
        seat_until=seat_until,
        timeline=(step("", DraftStatus.DRAFT, cause=cause, version=0),),
    )
    return draft, ApplicationStarted(
        draft_id=draft.id, person_id=person_id, edition_id=edition.id, closes_at=draft.closes_at(edition)
    )
