"""What staff set an edition up with besides its seats: its year, place, dates and the documents it asks for."""

from dataclasses import replace
from typing import Any

from services.registration.model import complaints
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.offer_terms import OfferTerms
from services.registration.model.timeline import step
from shared.contracts.envelope import Cause
from shared.contracts.registration import DOCUMENT_KINDS

DOCUMENTS = DOCUMENT_KINDS
"""The documents that an application may be asked for."""

BEFORE_OPENING = (EditionStatus.DRAFT, EditionStatus.ANNOUNCED)
CHANGEABLE = (
    *BEFORE_OPENING,
    EditionStatus.OPEN,
    EditionStatus.CLOSED_FOR_APPLICATIONS,
    EditionStatus.SELECTING,
    EditionStatus.DECIDED,
    EditionStatus.RUNNING,
)
"""While an edition is in one of these, its seats and texts may be changed; its dates only before it opens."""


def change(edition: Edition, *, cause: Cause, dates: dict[str, Any], **other: Any) -> Edition:
    """Take other dates, another place or other documents: before the call opens, as long as nobody relies on them."""
    if edition.status not in BEFORE_OPENING:
        raise edition.wrong_status()
    changed = replace(edition, dates=replace(edition.dates, **dates), **other)
    complaints.refuse_if_any(changed.complaints())
    status = edition.status
    left = step(status, status, cause=cause, version=edition.version, reason_code="dates-changed")
    return replace(changed, timeline=(*edition.timeline, left))


def set_offer_terms(edition: Edition, terms: OfferTerms, *, cause: Cause) -> Edition:
    """Take other terms for offers; those that were made keep the parts that they were made with."""
    if edition.status not in CHANGEABLE:
        raise edition.wrong_status()
    terms.refuse_mistakes()
    status = edition.status
    left = step(status, status, cause=cause, version=edition.version, reason_code="offer-terms-changed")
    return replace(edition, offers=terms, timeline=(*edition.timeline, left))
