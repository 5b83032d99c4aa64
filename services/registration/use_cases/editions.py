"""What staff do with an edition: set up, open, close, start, finish, cancel."""

from collections.abc import Callable
from typing import Any

from services.registration.model import attending, offering, readiness, windows
from services.registration.model.dates import Dates
from services.registration.model.edition import Edition
from services.registration.model.standing_texts import STANDING_TEXTS
from services.registration.model.states import LIVE, Status
from services.registration.model.texts import LANGUAGES, Texts
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import calls, promotions, travels
from shared.contracts.envelope import Cause
from shared.contracts.event import Event
from shared.contracts.registration import CALLED_OFF_BECAUSE
from shared.contracts.scheduling import ProgrammeReleased

DATES = tuple(Dates.__dataclass_fields__)
LIMITS = ("seats", "country_cap", "country_caps", "institution_cap")


def create(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Set up an edition, with the texts of an earlier one or those that the course begins with."""
    said = asked | windows.usual(asked, asked["timezone"])
    own = {name: said[name] for name in ("ordinal", "year", "city", "timezone", *LIMITS)}
    edition, event = Edition(
        id=new_id(),
        dates=Dates(**{name: said[name] for name in DATES}),
        countries=tuple(sorted(set(asked["countries"]))),
        documents=tuple(asked["documents"]),
        languages=LANGUAGES,
        **own,
    ).create(cause=cause)
    saved = registry.editions.add(edition, event)
    like = asked["texts_of"]
    begun = registry.texts.of(registry.editions.get(like).id).languages if like else STANDING_TEXTS
    registry.texts.keep(Texts(id=saved.id, languages=begun))
    return _answer(saved, cause, registry)


def open_call(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Open the call."""
    edition = _asked(asked, registry)
    opened = readiness.open_call(edition, registry.texts.of(edition.id), cause=cause)
    return _save(*opened, cause=cause, registry=registry)


def close_call(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Stop taking applications."""
    return _save(*_asked(asked, registry).close(cause=cause), cause=cause, registry=registry)


def start(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Begin the course."""
    return _save(*_asked(asked, registry).start(cause=cause), cause=cause, registry=registry)


def finish(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """The closing day is over: whoever took part has finished, and nobody waits any longer."""
    finished, event = _asked(asked, registry).finish(cause=cause)
    saved = registry.editions.save(finished, event)
    for application in registry.applications.of_edition(saved.id, (Status.ENROLLED,)):
        registry.applications.save(*attending.finish(application, cause=cause))
    promotions.close_waiting_list(saved, cause, registry=registry)
    return _answer(saved, cause, registry)


def cancel(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Call the edition off, and with it every live application and every call to an institution."""
    cancelled, event = _asked(asked, registry).cancel(reason=asked["reason"], cause=cause)
    saved = registry.editions.save(cancelled, event)
    promotions.close_all(saved, cause, registry=registry)
    for application in registry.applications.of_edition(saved.id, LIVE):
        called_off = offering.call_off(application, reason_code=CALLED_OFF_BECAUSE, cause=cause)
        registry.applications.save(*called_off)
        travels.call_off(application, cause, reason_code=CALLED_OFF_BECAUSE, registry=registry)
    calls.call_off(saved, cause, registry=registry)
    return _answer(saved, cause, registry)


def note_programme(released: ProgrammeReleased, *, registry: Registry) -> None:
    """The course has a programme and may start."""
    edition = registry.editions.get(released.edition_id)
    noted = edition.note_programme(released.programme_version)
    if noted != edition:
        registry.editions.save(noted)


def _asked(asked: dict[str, Any], registry: Registry) -> Edition:
    return registry.editions.get(asked["edition_id"], version=asked["version"])


def _save(edition: Edition, event: Event, *, cause: Cause, registry: Registry) -> dict[str, Any]:
    return _answer(registry.editions.save(edition, event), cause, registry)


def _answer(edition: Edition, cause: Cause, registry: Registry) -> dict[str, Any]:
    return answers.edition(edition, counts=registry.listing.by_status(edition.id), role=cause.actor.role)
