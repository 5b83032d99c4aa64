"""A promotion: who of the waiting list is to have a seat that was freed. One for each freed seat, never two."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.registration.model.application import Application, Place
from services.registration.model.edition import Edition
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal


class PromotionStatus(StrEnum):
    """Open until somebody has the seat on offer, or the waiting list is closed."""

    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


@dataclass(frozen=True, kw_only=True)
class Promotion:
    """The seat that the offer `freed_by` gave back, and whom it is meant for: nobody, while nobody waits."""

    id: str
    edition_id: str
    freed_by: str
    country: str
    application_id: str | None = None
    reason: str = ""
    status: PromotionStatus = PromotionStatus.OPEN
    version: int = 0


def next_in_line(
    waiting: Iterable[Application],
    promised: Sequence[Promotion],
    *,
    country: str,
    edition: Edition,
    seated: Iterable[Application] = (),
) -> tuple[Application, str] | None:
    """Who comes next for a seat freed by `country`, with the reason: its own list first, then the region's.

    `promised` are the edition's open promotions: nobody is meant twice, and no country is led above its cap; nor is an
    institution, of which `seated` have seats.
    """
    line = sorted((place.region_position, application.id, application) for application, place in _placed(waiting))
    ids = {promotion.application_id for promotion in promised}
    meant = [one for _, _, one in line if one.id in ids]
    expected = Counter(edition.taken) + Counter(one.country for one in meant)
    of_institution = Counter(one.form.institution_id for one in (*seated, *meant))
    most = edition.seats if edition.institution_cap is None else edition.institution_cap
    able = [
        one
        for _, _, one in line
        if one.id not in ids
        and expected[one.country] < edition.cap_of(one.country)
        and of_institution[one.form.institution_id] < most
    ]
    for one in able:
        if one.country == country:
            return one, "same-country"
    return (able[0], "region") if able else None


def aim(promotion: Promotion, chosen: tuple[Application, str] | None) -> Promotion:
    """Mean the freed seat for whoever comes next, if anybody does."""
    if chosen is None:
        return replace(promotion, application_id=None, reason="")
    application, reason = chosen
    return replace(promotion, application_id=application.id, reason=reason)


def fill(promotion: Promotion) -> Promotion:
    """The seat is on offer to the one it was meant for."""
    if promotion.status is not PromotionStatus.OPEN or promotion.application_id is None:
        raise Refusal("promotion-over", "This seat is no longer to be given to somebody of the waiting list.")
    return replace(promotion, status=PromotionStatus.FILLED)


def close(promotion: Promotion) -> Promotion:
    """The waiting list is closed, so the seat stays free."""
    return replace(promotion, status=PromotionStatus.CLOSED, application_id=None, reason="")


def _placed(waiting: Iterable[Application]) -> list[tuple[Application, Place]]:
    return [(one, one.place) for one in waiting if one.status is Status.WAITLISTED and one.place is not None]
