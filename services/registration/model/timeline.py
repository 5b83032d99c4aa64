"""The timeline: what happened to an edition or an application, when, by whom and why. Nothing is ever taken out."""

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.envelope import Cause


@dataclass(frozen=True, kw_only=True)
class Step:
    """One change. `version` is the version of the document that was changed."""

    at: datetime
    before: str
    after: str
    actor: str
    role: str
    reason_code: str
    note: str
    version: int
    correlation_id: str


def step(before: str, after: str, *, cause: Cause, version: int, reason_code: str = "", note: str = "") -> Step:
    """The step from `before` to `after`, done for `cause`."""
    return Step(
        at=cause.at,
        before=before,
        after=after,
        actor=cause.actor.id,
        role=cause.actor.role,
        reason_code=reason_code,
        note=note,
        version=version,
        correlation_id=cause.correlation_id,
    )
