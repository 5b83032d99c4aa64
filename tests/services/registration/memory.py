"""The registry in memory, so that thousands of histories can be tried; the real one is tried in test_race.py."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar, cast

from services.registration.model.application import Application
from services.registration.model.committee import Reviewer
from services.registration.model.details import Details
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.person import Person, key_of
from services.registration.model.promotion import STANDING, Promotion, PromotionStatus
from services.registration.model.review import Review
from services.registration.model.states import LIVE, EndorsementStatus, Status
from services.registration.model.texts import Texts
from services.registration.repository import Registry
from services.registration.repository.applications import already_applied
from shared.contracts.event import Event


class Versioned(Protocol):
    """What can be kept."""

    @property
    def id(self) -> str: ...

    @property
    def version(self) -> int: ...


Kind = TypeVar("Kind", bound=Versioned)


class Kept(Generic[Kind]):
    """Things by id, each kept with the events it caused; a stale one is a mistake of the test."""

    def __init__(self) -> None:
        self.things: dict[str, Kind] = {}
        self.events: list[Event] = []

    def get(self, key: str, *, version: int | None = None) -> Kind:
        """The thing of that id."""
        assert version in (None, self.things[key].version)
        return self.things[key]

    def add(self, thing: Kind, *events: Event) -> Kind:
        """Keep a new thing."""
        assert thing.id not in self.things
        return self._keep(thing, events)

    def save(self, thing: Kind, *events: Event) -> Kind:
        """Keep the next version."""
        assert self.things[thing.id].version == thing.version
        return self._keep(thing, events)

    def _keep(self, thing: Kind, events: Iterable[Event]) -> Kind:
        self.events.extend(events)
        self.things[thing.id] = cast(Kind, replace(cast(Any, thing), version=thing.version + 1))
        return self.things[thing.id]


class KeptEditions(Kept[Edition]):
    """Editions."""

    applications = 100

    def of_status(self, *statuses: EditionStatus) -> list[Edition]:
        """Those of these statuses."""
        return [one for one in self.things.values() if one.status in statuses]

    def all(self) -> list[Edition]:
        """Every one."""
        return list(self.things.values())

    def count_application(self, _edition: Edition) -> int:
        """One more than ever came."""
        self.applications += 1
        return self.applications

    def hold_committee(self, edition_id: str) -> None:
        """Nobody else is here."""

    def hold_waiting_list(self, edition_id: str) -> None:
        """Nobody else is here."""


class KeptApplications(Kept[Application]):
    """Applications."""

    def of_edition(self, _edition_id: str, statuses: Iterable[Status]) -> list[Application]:
        """Those of some statuses, in the order they came."""
        return [one for one in self.things.values() if one.status in statuses]

    def live_by_country(self, _edition_id: str) -> dict[str, int]:
        """Country -> how many have not ended."""
        return dict(Counter(one.country for one in self.things.values() if one.status in LIVE))

    def awaiting_institution(self, _edition_id: str) -> list[Application]:
        """Those whose institution has not answered."""
        asked = (EndorsementStatus.REQUESTED, EndorsementStatus.EXPIRED)
        return [one for one in self.things.values() if one.endorsement.status in asked]

    def past_offer(self, at: datetime) -> list[Application]:
        """Those whose offer ended without an answer."""
        return [
            one
            for one in self.of_edition("", (Status.SELECTED,))
            if one.offer is not None and one.offer.expires_at < at
        ]

    def editions_finished(self, _person_id: str) -> list[str]:
        """Nobody here has taken part before."""
        return []

    def past_return(self, at: datetime) -> list[Application]:
        """Those that were not corrected in time."""
        there = self.of_edition("", (Status.RETURNED,))
        return [one for one in there if one.returned is not None and one.returned.due_at < at]

    def past_endorsement(self, today: date) -> list[Application]:
        """Those whose institution was asked and has let the last day pass."""
        asked = ((one, one.endorsement) for one in self.things.values())
        return [
            one
            for one, word in asked
            if word.status is EndorsementStatus.REQUESTED and word.due_on and word.due_on < today
        ]

    def live(self, person_id: str, _edition_id: str) -> Application | None:
        """Somebody's that has not ended."""
        return next((one for one in self.things.values() if one.person_id == person_id and one.status in LIVE), None)

    def _keep(self, thing: Application, events: Iterable[Event]) -> Application:
        live = self.live(thing.person_id, thing.edition_id)
        if thing.status in LIVE and live and live.id != thing.id:  # as the index of the real one
            raise already_applied()
        return super()._keep(thing, events)

    def refuse_second(self, person_id: str, edition_id: str) -> None:
        """Refuse somebody who has a live application."""
        if self.live(person_id, edition_id):
            raise already_applied()


class NoListing:
    """Nobody looks at lists here."""

    def by_status(self, _edition_id: str) -> dict[str, int]:
        """Nobody asks."""
        return {}


class KeptPeople(Kept[Person]):
    """People."""

    def now(self, person_id: str) -> Person:
        """Nobody here was merged."""
        return self.get(person_id)

    def ids_of(self, person_id: str) -> set[str]:
        """By one id only."""
        return {person_id}

    def of_address(self, email: str) -> Person | None:
        """Whose address it is."""
        return next((one for one in self.things.values() if one.email_key == key_of(email)), None)

    def first_of_address(self, email: str) -> Person | None:
        """The same: nobody here was merged."""
        return self.of_address(email)

    def known_as(self, person: Person) -> list[Person]:
        """By one id only."""
        return [person]


class KeptMatches:
    """Nobody here may be somebody else."""

    def of_people(self, _person_ids: Iterable[str]) -> list[Any]:
        """None."""
        return []


class KeptDrafts:
    """Drafts: everybody here sends what they have to say at once."""

    def live(self, _person_ids: Iterable[str], _edition_id: str) -> list[Any]:
        """None."""
        return []


class KeptTravels:
    """Journeys: nobody here has asked for one."""

    def live_of(self, _application_id: str) -> None:
        """None."""


class KeptProfiles:
    """What people are compared by, which nobody does here."""

    def keep(self, _profile: Any) -> None:
        """Keep it."""


class KeptCalls:
    """Calls to institutions, of which there is none here."""

    def of_edition(self, _edition_id: str, _statuses: Iterable[Any] = ()) -> list[Any]:
        """None."""
        return []


class KeptLetters:
    """Letters, of which nobody reads the content here."""

    def add(self, _letter_id: str, **_content: Any) -> None:
        """Keep it."""


class KeptTexts(Kept[Texts]):
    """Texts of calls."""

    def of(self, edition_id: str) -> Texts:
        """Those of an edition, or empty ones."""
        return self.things.get(edition_id) or Texts(id=edition_id)

    def keep(self, texts: Texts) -> Texts:
        """Keep the first or the next version."""
        return self.save(texts) if texts.version else self.add(texts)


class KeptPromotions(Kept[Promotion]):
    """Promotions."""

    def standing_in(self, _edition_id: str) -> list[Promotion]:
        """Those whose seat is still to be given, in the order the seats were freed."""
        return [one for one in self.things.values() if one.status in STANDING]

    def reserved(self) -> list[Promotion]:
        """Those that institutions may fill."""
        return [one for one in self.things.values() if one.status is PromotionStatus.RESERVED]

    def of_nomination(self, nomination_id: str) -> Promotion | None:
        """The one for which somebody was named."""
        named = ((one, one.replacement.nominee) for one in self.things.values() if one.replacement)
        return next((one for one, nominee in named if nominee and nominee.id == nomination_id), None)


class KeptReviewers(Kept[Reviewer]):
    """The committee."""

    def all(self) -> list[Reviewer]:
        """Everybody, by name."""
        return sorted(self.things.values(), key=lambda one: one.name)


class KeptReviews(Kept[Review]):
    """Reviews."""

    def of_application(self, application_id: str) -> list[Review]:
        """Those of an application."""
        return [one for one in self.things.values() if one.application_id == application_id]

    def of_edition(self, _edition_id: str) -> list[Review]:
        """All of them."""
        return list(self.things.values())

    def of_reviewer(self, reviewer_id: str) -> list[Review]:
        """A reviewer's own."""
        return [one for one in self.things.values() if one.reviewer_id == reviewer_id]


class KeptDetails(Kept[Details]):
    """What stays need."""

    def of(self, application_id: str) -> Details | None:
        """Those of an application."""
        return next((one for one in self.things.values() if one.application_id == application_id), None)


class MemoryRegistry:
    """One edition's collections; `new_id` counts."""

    def __init__(self) -> None:
        self.editions = KeptEditions()
        self.applications = KeptApplications()
        self.listing = NoListing()
        self.promotions = KeptPromotions()
        self.details = KeptDetails()
        self.texts = KeptTexts()
        self.people = KeptPeople()
        self.letters = KeptLetters()
        self.calls = KeptCalls()
        self.profiles = KeptProfiles()
        self.drafts = KeptDrafts()
        self.matches = KeptMatches()
        self.travels = KeptTravels()
        self.reviewers = KeptReviewers()
        self.reviews = KeptReviews()
        self._count = itertools.count(1)

    def new_id(self) -> str:
        """The next id."""
        return f"id-{next(self._count)}"

    @property
    def registry(self) -> Registry:
        """As the use cases want it."""
        return cast(Registry, self)
