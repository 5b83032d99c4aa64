"""A person whom the course writes to: an applicant, or a focal point of an institution."""

from dataclasses import dataclass, replace

from shared.contracts.registration import ContactUpdated


@dataclass(frozen=True, kw_only=True)
class Person:
    """`email` as it was written; `email_key`, the same casefolded, belongs to one person only."""

    id: str
    email: str
    email_key: str
    full_name: str
    language: str
    version: int = 0


def key_of(email: str) -> str:
    """What makes two ways of writing an address the same."""
    return email.strip().casefold()


def introduce(*, person_id: str, email: str, full_name: str, language: str) -> tuple[Person, ContactUpdated]:
    """Get to know somebody."""
    person = Person(id=person_id, email=email, email_key=key_of(email), full_name=full_name, language=language)
    return person, _contact(person)


def correct(person: Person, *, full_name: str, language: str) -> tuple[Person, ContactUpdated]:
    """Take the name and language that the person gives for themselves."""
    corrected = replace(person, full_name=full_name, language=language)
    return corrected, _contact(corrected)


def restate(person: Person) -> tuple[Person, ContactUpdated]:
    """Say once more how to write to somebody, for a listener who has lost it."""
    return person, _contact(person)


def _contact(person: Person) -> ContactUpdated:
    return ContactUpdated(person_id=person.id, email=person.email, language=person.language, full_name=person.full_name)
