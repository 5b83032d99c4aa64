"""A sign-in: what it is kept as, and when it ends."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
NOTED_EVERY = timedelta(minutes=1)

Kind = Literal["browser", "api"]


@dataclass(frozen=True, kw_only=True)
class Session:
    """`digest` is the SHA-256 of the id that the browser (or the API's caller) holds; the id itself is not kept."""

    digest: str
    account_id: str
    kind: Kind
    started_at: datetime
    seen_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends however busy its owner is."""
        return self.started_at + ABSOLUTE

    def is_live(self, now: datetime) -> bool:
        """A browser's session also ends when nothing was done for a while; an API token has its absolute end alone."""
        idle = self.kind == "browser" and now - self.seen_at > IDLE
        return not idle and now < self.ends_at

    def is_worth_noting(self, now: datetime) -> bool:
        """Whether the last time it was seen is old enough to be written again."""
        return now - self.seen_at > NOTED_EVERY


def digest_of(session_id: str) -> str:
    """What a session is looked up by."""
    return hashlib.sha256(session_id.encode()).hexdigest()
