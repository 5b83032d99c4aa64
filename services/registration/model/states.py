"""The states of an application and the ways between them. Draft and discarded come with the saving of drafts."""

from enum import StrEnum


class Status(StrEnum):
    """Where an application stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    UNDER_REVIEW = "under_review"
    INELIGIBLE = "ineligible"
    SELECTED = "selected"
    WAITLISTED = "waitlisted"
    NOT_SELECTED = "not_selected"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_BY_COURSE = "withdrawn_by_course"
    NO_SHOW = "no_show"
    ENROLLED = "enrolled"
    LEFT_EARLY = "left_early"
    FINISHED = "finished"


class EndorsementStatus(StrEnum):
    """Where the endorsement by the nominating institution stands."""

    NOT_REQUESTED = "not_requested"
    REQUESTED = "requested"
    ENDORSED = "endorsed"
    REFUSED = "refused"
    EXPIRED = "expired"


class OfferStatus(StrEnum):
    """How an offer of a seat ended, or that it is open; an ended one is never opened again."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    LAPSED = "lapsed"
    VOID = "void"


class Decision(StrEnum):
    """What may be proposed for, and then happen to, an application under review."""

    SELECTED = "selected"
    WAITLISTED = "waitlisted"
    NOT_SELECTED = "not_selected"


EDGES: dict[Status, frozenset[Status]] = {
    Status.SUBMITTED: frozenset({Status.RETURNED, Status.UNDER_REVIEW, Status.INELIGIBLE, Status.WITHDRAWN}),
    Status.RETURNED: frozenset({Status.SUBMITTED, Status.LAPSED, Status.WITHDRAWN}),
    Status.UNDER_REVIEW: frozenset(
        {
            Status.SELECTED,
            Status.WAITLISTED,
            Status.NOT_SELECTED,
            Status.RETURNED,
            Status.INELIGIBLE,
            Status.WITHDRAWN,
        }
    ),
    Status.WAITLISTED: frozenset({Status.SELECTED, Status.NOT_SELECTED, Status.WITHDRAWN}),
    Status.SELECTED: frozenset({Status.CONFIRMED, Status.DECLINED, Status.LAPSED}),
    Status.CONFIRMED: frozenset({Status.WITHDRAWN, Status.NO_SHOW, Status.ENROLLED}),
    Status.ENROLLED: frozenset({Status.FINISHED, Status.LEFT_EARLY}),
    Status.INELIGIBLE: frozenset({Status.UNDER_REVIEW}),
    Status.NOT_SELECTED: frozenset({Status.UNDER_REVIEW}),
}
"""Besides these, the course may withdraw any live application; a status that is not a key here is final."""

LIVE = frozenset(
    {
        Status.SUBMITTED,
        Status.RETURNED,
        Status.UNDER_REVIEW,
        Status.WAITLISTED,
        Status.SELECTED,
        Status.CONFIRMED,
        Status.ENROLLED,
    }
)
"""Not ended: a person has at most one of these in an edition."""

SEATED = frozenset({Status.SELECTED, Status.CONFIRMED, Status.ENROLLED, Status.LEFT_EARLY, Status.FINISHED})
"""A seat is on offer to them, kept for them or was used by them."""


def way(before: Status, after: Status) -> bool:
    """Whether an application may go from one status to the other."""
    if after is Status.WITHDRAWN_BY_COURSE:
        return before in LIVE
    return after in EDGES.get(before, ())
