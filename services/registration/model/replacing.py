"""Replacing: an institution names another official for the seat that its own gave back, or the waiting list has it.

Every way leads out of RESERVED once: to FILLED by whoever was named, to OPEN for the waiting list, or to CLOSED.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.registration.model.application import Application
from services.registration.model.call import Nominee
from services.registration.model.edition import Edition
from services.registration.model.promotion import Promotion, PromotionStatus, close, fill
from services.registration.model.replacement import IN_THE_RUNNING, Replacement, ReplacementStatus, request, seat_over
from services.registration.model.states import Status
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ReplacementDeclined,
    ReplacementLapsed,
    ReplacementNamed,
    ReplacementRequested,
    ReplacementSeated,
)


def reserve(
    vacant: Promotion, leaver: Application, *, edition: Edition, cause: Cause
) -> tuple[Promotion, ReplacementRequested]:
    """Keep the freed seat for the leaver's institution, and ask it."""
    asked = request(leaver, edition, cause.at)
    reserved = _standing(vacant, asked, cause, leaver.status)
    return reserved, ReplacementRequested(**_about(reserved, asked), application_id=leaver.id, due_at=asked.due_at)


def name(
    promotion: Promotion, nominee: Nominee, *, edition: Edition, cause: Cause
) -> tuple[Promotion, ReplacementNamed]:
    """Another official, who has their own time to apply; once, and in time."""
    asked = asked_of(promotion)
    refuse_late(asked, edition, cause)
    if asked.status is not ReplacementStatus.ASKED:
        raise Refusal("replacement-named", "Somebody has been named for this seat already.")
    until = edition.replacement_deadline(cause.at)
    named = replace(asked, status=ReplacementStatus.NAMED, nominee=nominee, due_at=until)
    return _standing(promotion, named, cause, "replacement-named"), ReplacementNamed(
        **_about(promotion, asked), nomination_id=nominee.id, person_id=nominee.person_id, apply_until=until
    )


def note_application(promotion: Promotion, application_id: str, *, edition: Edition, cause: Cause) -> Promotion:
    """Whoever was named has applied: the seat is meant for them."""
    asked = asked_of(promotion)
    nominee, _ = named_in_time(promotion, edition=edition, cause=cause)
    applied = replace(asked, status=ReplacementStatus.APPLIED, nominee=replace(nominee, application_id=application_id))
    meant = replace(promotion, application_id=application_id, reason="replacement")
    return _standing(meant, applied, cause, "nominee-applied")


def decline(promotion: Promotion, *, reason_code: str, cause: Cause) -> tuple[Promotion, ReplacementDeclined]:
    """The institution names nobody: the waiting list is next."""
    asked = asked_of(promotion)
    if asked.status is not ReplacementStatus.ASKED:
        raise Refusal("replacement-named", "Somebody has been named for this seat already.")
    given_up = replace(asked, status=ReplacementStatus.DECLINED)
    return _opened(promotion, given_up, cause, reason_code), ReplacementDeclined(
        **_about(promotion, asked), reason_code=reason_code
    )


def over(promotion: Promotion, application: Application | None, cause: Cause) -> bool:
    """Whether the institution's turn has ended without anybody saying so: by its day, or since who applied is out."""
    asked = promotion.replacement
    if asked is None or promotion.status is not PromotionStatus.RESERVED:
        return False
    if asked.status is ReplacementStatus.APPLIED:
        return application is None or application.status not in IN_THE_RUNNING
    return cause.at > asked.due_at


def lapse(promotion: Promotion, *, cause: Cause) -> tuple[Promotion, ReplacementLapsed]:
    """Its turn is over: the waiting list is next."""
    asked = asked_of(promotion)
    ended = replace(asked, status=ReplacementStatus.LAPSED)
    return _opened(promotion, ended, cause, "replacement-over"), _lapsed(promotion, asked)


def seat(promotion: Promotion, application: Application, *, cause: Cause) -> tuple[Promotion, ReplacementSeated]:
    """Who was named, has applied and is found eligible has the seat on offer."""
    asked = asked_of(promotion)
    if application.id != promotion.application_id or application.status is not Status.UNDER_REVIEW:
        raise Refusal("replacement-not-ready", "Take the application of whoever was named under review first.")
    filled = replace(fill(promotion, cause=cause), replacement=replace(asked, status=ReplacementStatus.SEATED))
    return filled, ReplacementSeated(**_about(promotion, asked), application_id=application.id)


def call_off(promotion: Promotion, *, cause: Cause, reason_code: str) -> tuple[Promotion, *tuple[Event, ...]]:
    """The seat is given to nobody any more; an institution that is still asked has its turn ended."""
    closed = close(promotion, cause=cause, reason_code=reason_code)
    asked = promotion.replacement
    if asked is None or promotion.status is not PromotionStatus.RESERVED:
        return (closed,)
    ended = replace(closed, replacement=replace(asked, status=ReplacementStatus.LAPSED))
    return ended, _lapsed(promotion, asked)


def asked_of(promotion: Promotion) -> Replacement:
    """What the institution is asked. Refuses once its turn is over."""
    if promotion.replacement is None or promotion.status is not PromotionStatus.RESERVED:
        raise seat_over()
    return promotion.replacement


def named_in_time(promotion: Promotion, *, edition: Edition, cause: Cause) -> tuple[Nominee, datetime]:
    """Who is named for the seat and has not applied, and until when they may. Refuses once that is over."""
    asked = asked_of(promotion)
    if asked.nominee is None or asked.status is not ReplacementStatus.NAMED:
        raise Refusal("nomination-used", "This official has applied already.", status=410)
    refuse_late(asked, edition, cause)
    return asked.nominee, asked.due_at


def refuse_late(asked: Replacement, edition: Edition, cause: Cause) -> None:
    """Refuse what comes after the institution's time, or after the last day for promotions."""
    if cause.at > asked.due_at or not edition.promotes(cause.at):
        raise seat_over()


def _standing(promotion: Promotion, asked: Replacement, cause: Cause, reason_code: str) -> Promotion:
    turned = promotion.turn(PromotionStatus.RESERVED, cause=cause, reason_code=reason_code)
    return replace(turned, replacement=asked)


def _opened(promotion: Promotion, asked: Replacement, cause: Cause, reason_code: str) -> Promotion:
    turned = promotion.turn(PromotionStatus.OPEN, cause=cause, reason_code=reason_code)
    return replace(turned, replacement=asked, application_id=None, reason="")


def _lapsed(promotion: Promotion, asked: Replacement) -> ReplacementLapsed:
    nomination_id = asked.nominee.id if asked.nominee else None
    return ReplacementLapsed(**_about(promotion, asked), nomination_id=nomination_id)


def _about(promotion: Promotion, asked: Replacement) -> dict[str, Any]:
    return {
        "replacement_id": promotion.id,
        "edition_id": promotion.edition_id,
        "institution_id": asked.institution_id,
        "focal_point_id": asked.focal_point_id,
        "country": promotion.country,
    }
