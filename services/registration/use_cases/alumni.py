"""Alumni: who applies and has taken part before, by the address they write from or since somebody decided so."""

from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.match import MatchStatus
from services.registration.repository import Registry
from shared.contracts.registration import AlumniMatched

CERTAIN = 100


def finished(person_id: str, *, besides: str, registry: Registry) -> list[Edition]:
    """The editions in which somebody took part to the end, the first one first."""
    found = [registry.editions.get(one) for one in registry.applications.editions_finished(person_id)]
    return sorted((one for one in found if one.id != besides), key=lambda one: one.ordinal)


def perhaps_finished(person_id: str, *, besides: str, registry: Registry) -> list[Edition]:
    """The editions in which somebody took part who may be this person: nobody has decided yet."""
    ids = registry.people.ids_of(person_id)
    suspected = [one for one in registry.matches.of_people(ids) if one.status is MatchStatus.SUSPECTED]
    others = {registry.people.now(other).id for one in suspected for other in one.person_ids if other not in ids}
    found = {one.id: one for other in others for one in finished(other, besides=besides, registry=registry)}
    return sorted(found.values(), key=lambda one: one.ordinal)


def recognise(application: Application, *, confidence: int = CERTAIN, registry: Registry) -> list[AlumniMatched]:
    """The event of an application whose applicant has taken part before; none of anybody else's."""
    earlier = finished(application.person_id, besides=application.edition_id, registry=registry)
    if not earlier:
        return []
    return [
        AlumniMatched(
            application_id=application.id,
            person_id=application.person_id,
            edition_id=application.edition_id,
            earlier_edition_ids=[one.id for one in earlier],
            confidence=confidence,
        )
    ]
