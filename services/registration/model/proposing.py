"""Proposing: pins and weights before it, the proposal noted on everybody it concerns, and its undoing."""

from collections.abc import Iterable
from dataclasses import replace

from services.registration.model import cohort, complaints, reviewing
from services.registration.model.application import Application
from services.registration.model.cohort import Aims, Pin
from services.registration.model.edition import Edition, EditionStatus, Proposed
from services.registration.model.selection import Proposal, candidate, limits_of
from services.registration.model.states import Status
from services.registration.model.timeline import step
from services.registration.model.why import Verdict
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal

WEIGHED_IN = (EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING)


def pin(
    application: Application, to: Pin, *, reason: str, others: Iterable[Application], edition: Edition, cause: Cause
) -> Application:
    """Settle by hand that somebody has a seat or has none, whatever is proposed next, or leave it open again.

    `others` are under review, too; those pinned in must fit the limits together.
    """
    _refuse_unless_weighing(edition)
    if application.status is not Status.UNDER_REVIEW:
        raise application.wrong_status()
    complaints.refuse_if_any({"reason": complaints.REQUIRED} if to is not Pin.NONE and not reason else {})
    pinned = replace(application, pin=to, pin_reason=reason if to is not Pin.NONE else "")
    seated = [pinned, *(one for one in others if one.id != application.id)]
    if to is Pin.IN:
        cohort.refuse_above_limits((candidate(one) for one in seated if one.pin is Pin.IN), limits_of(edition))
    return pinned.remark(f"pin:{application.pin}", f"pin:{to}", cause=cause, note=reason)


def weigh(edition: Edition, aims: Aims, *, cause: Cause) -> Edition:
    """Give the aims other weights; what is proposed stays until it is proposed again."""
    _refuse_unless_weighing(edition)
    before, after = (":".join(["aims", *map(str, vars(one).values())]) for one in (edition.aims, aims))
    made = step(before, after, cause=cause, version=edition.version)
    return replace(edition, aims=aims, timeline=(*edition.timeline, made))


def take(application: Application, verdict: Verdict, *, cause: Cause) -> Application:
    """Note what a proposal says, and keep what it replaces."""
    return replace(_turn_to(application, verdict, cause=cause), before_proposal=application.verdict)


def made(edition: Edition, proposal: Proposal, *, cause: Cause) -> Edition:
    """Remember the proposal that was made."""
    proposed = Proposed(at=cause.at, points=proposal.points, gap=proposal.gap)
    return _turn(edition, proposed, cause)


def undo(edition: Edition, *, cause: Cause) -> Edition:
    """Take the last proposal back, once, before anything is published."""
    if edition.status is not EditionStatus.SELECTING:
        raise _wrong_status(edition)
    if edition.proposed is None:
        raise Refusal("nothing-to-undo", "There is no proposal that could be undone.")
    return _turn(edition, None, cause)


def put_back(application: Application, *, cause: Cause) -> Application:
    """What was proposed before the last proposal; whoever came under review after it keeps what they have."""
    if application.before_proposal is None:
        return application
    back = _turn_to(application, application.before_proposal, cause=cause, reason_code="undone")
    return replace(back, before_proposal=None)


def _turn_to(application: Application, verdict: Verdict, *, cause: Cause, reason_code: str = "") -> Application:
    """A step in the timeline for everybody for whom something else is proposed than before."""
    if verdict == application.verdict:
        return application
    return reviewing.note(application, verdict, cause=cause, reason_code=reason_code)


def _refuse_unless_weighing(edition: Edition) -> None:
    if edition.status not in WEIGHED_IN:
        raise _wrong_status(edition)


def _wrong_status(edition: Edition) -> Refusal:
    return Refusal("wrong-status", f"Edition {edition.ordinal} is {edition.status}: this cannot be done now.")


def _turn(edition: Edition, proposed: Proposed | None, cause: Cause) -> Edition:
    before, after = (f"proposal:{'made' if one else 'none'}" for one in (edition.proposed, proposed))
    left = step(before, after, cause=cause, version=edition.version)
    return replace(edition, proposed=proposed, timeline=(*edition.timeline, left))
