"""What notifications knows of others' facts, as far as it takes to write to the right person in the right words."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

DEFAULT_LANGUAGE = "es"
LANGUAGES = ("es", "en", "pt", "fr")


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How to write to a person."""

    person_id: str
    address: str
    full_name: str
    language: str


@dataclass(frozen=True, kw_only=True)
class Fact:
    """The last thing heard about something."""

    name: str
    event_id: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class Application:
    """An application: whose it is, and the last fact about its status and about its nomination."""

    id: str
    person_id: str
    edition_id: str
    number: str
    country: str
    status: Fact
    nomination: Fact | None = None


@dataclass(frozen=True, kw_only=True)
class Institution:
    """What an institution is called."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A call, a nomination, a draft, a document, a journey or a stay: who has to do something, and the last fact about it."""

    id: str
    person_id: str
    latest: Fact


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An edition as it was last opened."""

    id: str
    ordinal: int
    year: int
    city: str
    timezone: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session as it stands in a released programme."""

    id: str
    programme_version: int
    module_no: int
    starts_at: datetime
    ends_at: datetime
    room: str


@dataclass(frozen=True, kw_only=True)
class Release:
    """The last released programme of an edition: the event and its id."""

    id: str
    event_id: str
    data: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Review:
    """Whether a review has been given, or is to be given by somebody else."""

    id: str
    done: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """One person to write to; the application it is about; who applies, if it is somebody else; an expert's sessions.

    institution: which one is called, or nominates; asked_id: the call, nomination or journey that is to be answered.
    """

    to: Contact
    application: Application | None = None
    official: Contact | None = None
    sessions: tuple[Session, ...] = ()
    institution: Institution | None = None
    asked_id: str = ""


def language_of(preferred: str) -> str:
    """The language to write in: the person's if we have it (`pt-BR` is `pt`), otherwise Spanish."""
    plain = preferred.replace("_", "-").split("-")[0].lower()
    return plain if plain in LANGUAGES else DEFAULT_LANGUAGE
