"""A person whom the course writes to: an applicant, or a focal point of an institution."""

from dataclasses import dataclass, replace

from shared.contracts.registration import ContactUpdated


@dataclass(frozen=True, kw_only=True)
class Person:
    """`email` as it was written; `email_key`, the same casefolded, belongs to one person only.

    merged_into: who this turned out to be; empty for nearly everybody.
    """

    id: str
    email: str
    email_key: str
    full_name: str
    language: str
    merged_into: str = ""
    version: int = 0


def key_of(email: str) -> str:
    """What makes two ways of writing an address the same."""
    return email.strip().casefold()


def introduce(*, person_id: str, email: str, full_name: str, language: str) -> tuple[Person, ContactUpdated]:
    """Get to know somebody."""
    person = Person(id=person_id, email=email, email_key=key_of(email), full_name=full_name, language=language)
    return person, _contact(person, person)


def correct(person: Person, *, full_name: str, language: str) -> tuple[Person, ContactUpdated]:
    """Take the name and language that the person gives for themselves."""
    corrected = replace(person, full_name=full_name, language=language)
    return corrected, _contact(corrected, corrected)


def merge(person: Person, *, into: Person) -> tuple[Person, ContactUpdated]:
    """This is `into`: whoever still knows them by this id writes to the address that is kept."""
    return replace(person, merged_into=into.id), _contact(person, into)


def separate(person: Person) -> tuple[Person, ContactUpdated]:
    """This is somebody of their own after all, with their own address."""
    return replace(person, merged_into=""), _contact(person, person)


def restate(person: Person, *, now: Person) -> tuple[Person, ContactUpdated]:
    """Say once more how to write to somebody, who is `now` perhaps known as another."""
    return person, _contact(person, now)


def _contact(known_as: Person, person: Person) -> ContactUpdated:
    return ContactUpdated(
        person_id=known_as.id, email=person.email, language=person.language, full_name=person.full_name
    )
