"""What notifications keeps, in memory, so that thousands of histories can be tried; the real one is in test_service.py."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from services.notifications.model.email import Email
from services.notifications.rendering import Templates
from services.notifications.repository import Emails, Known
from services.notifications.use_cases.write import Desk
from shared.contracts.envelope import Cause
from shared.contracts.refusal import NotYet
from tests.services.notifications.people import LINKS
from tests.services.registration.memory import Kept

TEMPLATES = Templates()


class KeptLatest:
    """What was said last about each subject."""

    def __init__(self) -> None:
        self.rows: dict[str, tuple[int, Any]] = {}

    def put(self, key: str, known: Any, *, sequence: int) -> None:
        """Know this from now on, unless something newer is known already."""
        if key not in self.rows or self.rows[key][0] <= sequence:
            self.rows[key] = sequence, known

    def find(self, key: str) -> Any:
        """What is known of it, or None."""
        return self.rows[key][1] if key in self.rows else None

    def get(self, key: str) -> Any:
        """What is known of it; nothing yet is an answer too."""
        if key not in self.rows:
            raise NotYet(key)
        return self.find(key)


class KeptKnown:
    """What others said; nobody releases a programme here."""

    def __init__(self) -> None:
        self.contacts, self.applications, self.editions = KeptLatest(), KeptLatest(), KeptLatest()
        self.institutions, self.asked, self.reviews = KeptLatest(), KeptLatest(), KeptLatest()

    @property
    def rows(self) -> list[dict[str, Any]]:
        """All of it."""
        return [kept.rows for kept in vars(self).values()]

    def release_seen_by_participant(self, _edition_id: str) -> None:
        """None yet."""


class KeptEmails(Kept[Email]):
    """The register; what is written in one transaction is written together with what is learnt, or not at all."""

    def __init__(self, known: KeptKnown) -> None:
        super().__init__()
        self.database, self._known = self, known

    def transact(self, change: Callable[[], Any], *, cause: Cause) -> Any:  # noqa: ARG002  # as the database is called
        """Do it whole or, when something is not known yet, not at all."""
        there = [self.things, *self._known.rows]
        before = [dict(rows) for rows in there]
        try:
            return change()
        except NotYet:
            for rows, kept in zip(there, before, strict=True):
                rows.clear()
                rows.update(kept)
            raise

    def has(self, email_id: str) -> bool:
        """Whether this email was written before."""
        return email_id in self.things

    def next_due(self, at: datetime) -> Email | None:
        """The email that has waited longest for a sender."""
        due = (one for one in self.things.values() if one.may_be_claimed(at))
        return min(due, key=lambda one: (one.next_at, one.id), default=None)


class MemoryDesk:
    """A desk to write at, and what is kept there."""

    def __init__(self) -> None:
        self.known = KeptKnown()
        self.emails = KeptEmails(self.known)
        self.desk = Desk(
            known=cast(Known, self.known), emails=cast(Emails, self.emails), templates=TEMPLATES, links=LINKS
        )
