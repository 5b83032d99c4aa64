"""What is missing before the call can open, and opening it."""

from dataclasses import dataclass
from datetime import datetime

from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.settings import BEFORE_OPENING
from services.registration.model.texts import Texts
from services.registration.model.windows import Phase
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionOpened


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Something that is not there yet; a text, in a language."""

    what: str
    language: str = ""


def gaps(edition: Edition, texts: Texts, *, at: datetime) -> list[Gap]:
    """What is missing, in the order in which an edition is set up."""
    late = edition.windows[Phase.APPLICATION].closes_at <= at
    found = [
        Gap(what=what)
        for what, lacks in (
            ("dates", late or bool(edition.dates.complaints(edition.timezone))),
            ("countries", not edition.countries),
            ("seats", edition.seats < 1),
            ("documents", not edition.documents),
        )
        if lacks
    ]
    return found + [Gap(what=part, language=language) for part, language in texts.lacking()]


def open_call(edition: Edition, texts: Texts, *, cause: Cause) -> tuple[Edition, EditionOpened]:
    """Open the call, when nothing is missing."""
    if edition.status not in BEFORE_OPENING:
        raise edition.wrong_status()
    if edition.windows[Phase.APPLICATION].closes_at <= cause.at:
        raise Refusal("window-closed", f"The window for applications to edition {edition.ordinal} is over.")
    if missing := gaps(edition, texts, at=cause.at):
        named = ", ".join(f"{gap.what} ({gap.language})" if gap.language else gap.what for gap in missing)
        raise Refusal("edition-not-ready", f"Before edition {edition.ordinal} can open, it needs: {named}.")
    return edition.move(EditionStatus.OPEN, cause=cause), EditionOpened(
        edition_id=edition.id,
        ordinal=edition.ordinal,
        year=edition.year,
        city=edition.city,
        timezone=edition.timezone,
        starts_on=edition.dates.starts_on,
        ends_on=edition.dates.ends_on,
        seats=edition.seats,
        countries=list(edition.countries),
        languages=list(edition.languages),
    )
