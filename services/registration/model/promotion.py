"""A promotion: who is to have a seat that was freed. One for each freed seat, never two.

A confirmed seat that was given back is first reserved for whom its institution names (see replacing.py); then, as every
other freed seat at once, it is open to the waiting list.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from services.registration.model.application import Application, Place
from services.registration.model.edition import Edition
from services.registration.model.replacement import Replacement
from services.registration.model.states import Status
from services.registration.model.timeline import Step, step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


class PromotionStatus(StrEnum):
    """Reserved while an institution may fill it; open until somebody has it on offer, or the waiting list is closed."""

    RESERVED = "reserved"
    OPEN = "open"
    FILLED = "filled"
    CLOSED = "closed"


STANDING = (PromotionStatus.RESERVED, PromotionStatus.OPEN)

ABLE = ("same-country", "region")


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
    replacement: Replacement | None = None
    timeline: tuple[Step, ...] = ()
    version: int = 0

    def turn(self, status: PromotionStatus, *, cause: Cause, reason_code: str = "") -> "Promotion":
        """Go on to this status, leaving a step in the timeline."""
        made = step(self.status, status, cause=cause, version=self.version, reason_code=reason_code)
        return replace(self, status=status, timeline=(*self.timeline, made))


def in_line(
    waiting: Iterable[Application],
    promised: Sequence[Promotion],
    *,
    country: str,
    edition: Edition,
    seated: Iterable[Application] = (),
) -> list[tuple[Application, str]]:
    """Everybody who waits, in the order in which a seat freed by `country` goes to them, with the reason for or against.

    Its own list comes first, then the region's. `promised` are the edition's other freed seats: nobody is meant twice,
    and no country is led above its cap, nor an institution, of which `seated` have seats; a seat that is reserved
    counts as taken for both.
    """
    line = sorted((place.region_position, application.id, application) for application, place in _placed(waiting))
    ids = {promotion.application_id for promotion in promised}
    meant = [one for _, _, one in line if one.id in ids]
    reserved = [one for one in promised if one.status is PromotionStatus.RESERVED]
    expected = Counter(edition.taken) + Counter(one.country for one in meant)
    expected += Counter(one.country for one in reserved)
    of_institution = Counter(one.form.institution_id for one in (*seated, *meant))
    of_institution += Counter(one.replacement.institution_id for one in reserved if one.replacement)
    most = edition.seats if edition.institution_cap is None else edition.institution_cap

    def why(one: Application) -> str:
        if one.id in ids:
            return "meant-already"
        if expected[one.country] >= edition.cap_of(one.country):
            return "country-cap"
        if of_institution[one.form.institution_id] >= most:
            return "institution-cap"
        return "same-country" if one.country == country else "region"

    own_first = sorted((one for _, _, one in line), key=lambda one: one.country != country)
    return [(one, why(one)) for one in own_first]


def next_in_line(
    waiting: Iterable[Application],
    promised: Sequence[Promotion],
    *,
    country: str,
    edition: Edition,
    seated: Iterable[Application] = (),
) -> tuple[Application, str] | None:
    """Who comes next for a seat freed by `country`, with the reason."""
    line = in_line(waiting, promised, country=country, edition=edition, seated=seated)
    return next(((one, reason) for one, reason in line if reason in ABLE), None)


def aim(promotion: Promotion, chosen: tuple[Application, str] | None) -> Promotion:
    """Mean the freed seat for whoever comes next, if anybody does."""
    if chosen is None:
        return replace(promotion, application_id=None, reason="")
    application, reason = chosen
    return replace(promotion, application_id=application.id, reason=reason)


def fill(promotion: Promotion, *, cause: Cause) -> Promotion:
    """The seat is on offer to the one it was meant for."""
    if promotion.status not in STANDING or promotion.application_id is None:
        raise Refusal("promotion-over", "This seat is no longer to be given to somebody of the waiting list.")
    return promotion.turn(PromotionStatus.FILLED, cause=cause, reason_code=promotion.reason)


def close(promotion: Promotion, *, cause: Cause, reason_code: str) -> Promotion:
    """The seat is given to nobody: the waiting list is closed, the edition called off, or the seat itself is gone."""
    return replace(
        promotion.turn(PromotionStatus.CLOSED, cause=cause, reason_code=reason_code), application_id=None, reason=""
    )


def _placed(waiting: Iterable[Application]) -> list[tuple[Application, Place]]:
    return [(one, one.place) for one in waiting if one.status is Status.WAITLISTED and one.place is not None]
