"""Extending a window: with a reason, in good order with the other dates, and told to everybody."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from services.registration.model import complaints
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.timeline import step
from services.registration.model.windows import CLOSING, Extension, Phase
from shared.contracts.envelope import Cause
from shared.contracts.registration import EditionExtended

_CALL = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS)

EXTENDABLE: dict[Phase, tuple[EditionStatus, ...]] = {
    Phase.NOMINATION: (*_CALL, EditionStatus.SELECTING),
    Phase.APPLICATION: _CALL,
    Phase.REVIEW: _CALL,
    Phase.CONFIRMATION: (*_CALL, EditionStatus.SELECTING, EditionStatus.DECIDED),
}
"""While an edition is in one of these, the window may be extended; before the call opens its dates are just changed."""


def extend(
    edition: Edition, phase: Phase, *, closes_at: datetime, reason_code: str, note: str, cause: Cause
) -> tuple[Edition, EditionExtended]:
    """Keep a window open until later; a call that has closed takes applications again."""
    if edition.status not in EXTENDABLE[phase]:
        raise edition.wrong_status()
    before = edition.windows[phase].closes_at
    moved: dict[str, Any] = {CLOSING[phase]: closes_at if phase is Phase.APPLICATION else edition.day(closes_at)}
    dates = replace(edition.dates, **moved)
    extended = replace(edition, dates=dates)
    until = extended.windows[phase].closes_at
    _refuse_disorder(extended, until, before, cause)
    made = Extension(phase=phase, before=before, closes_at=until, reason_code=reason_code, note=note, at=cause.at)
    if phase is Phase.APPLICATION and edition.status is EditionStatus.CLOSED_FOR_APPLICATIONS:
        extended = extended.move(EditionStatus.OPEN, cause=cause, note=note)
    else:
        status = edition.status
        left = step(status, status, cause=cause, version=edition.version, reason_code=f"extended-{phase}", note=note)
        extended = replace(extended, timeline=(*extended.timeline, left))
    return replace(extended, extensions=(*edition.extensions, made)), EditionExtended(
        edition_id=edition.id,
        application_closes_at=dates.application_closes_at,
        phase=phase,
        closes_at=until,
        reason_code=reason_code,
    )


def _refuse_disorder(extended: Edition, until: datetime, before: datetime, cause: Cause) -> None:
    wrong = list(extended.dates.complaints(extended.timezone).values())
    if until <= before:
        wrong.append(complaints.NOT_LATER)
    if until <= cause.at:
        wrong.append(complaints.IN_THE_PAST)
    complaints.refuse_if_any({"closes_at": wrong[0]} if wrong else {})
