"""Where the links in emails lead; those that let one person in carry a signed token."""

from dataclasses import dataclass

from shared.messaging.links import sign


@dataclass(frozen=True)
class Links:
    """Links to the public pages at `public_url`, signed with `key`."""

    public_url: str
    key: bytes

    def my(self, language: str, application_id: str, person_id: str) -> str:
        """The applicant's own page."""
        return f"{self.public_url}/{language}/my/{sign(self.key, 'my', application_id, person_id)}"

    def travel(self, language: str, application_id: str, person_id: str) -> str:
        """The journey on the applicant's own page."""
        return f"{self.my(language, application_id, person_id)}/travel"

    def endorse(self, language: str, application_id: str, person_id: str) -> str:
        """Where a focal point answers a request for nomination."""
        return f"{self.public_url}/{language}/endorse/{sign(self.key, 'endorse', application_id, person_id)}"

    def call(self, language: str, call_id: str, person_id: str) -> str:
        """Where a focal point answers the call to their institution."""
        return f"{self.public_url}/{language}/call/{sign(self.key, 'call', call_id, person_id)}"

    def nominated(self, language: str, nomination_id: str, person_id: str) -> str:
        """Where somebody who was nominated applies."""
        return f"{self.public_url}/{language}/nominated/{sign(self.key, 'nominated', nomination_id, person_id)}"

    def draft(self, language: str, draft_id: str, person_id: str) -> str:
        """Where somebody goes on with the application that they have begun."""
        return f"{self.public_url}/{language}/draft/{sign(self.key, 'draft', draft_id, person_id)}"

    def replacement(self, language: str, replacement_id: str, person_id: str) -> str:
        """Where a focal point names another official for a seat that was given back."""
        return f"{self.public_url}/{language}/replacement/{sign(self.key, 'replacement', replacement_id, person_id)}"

    def programme(self, language: str, edition_id: str) -> str:
        """The released programme."""
        return f"{self.public_url}/{language}/programme/{edition_id}"

    def reviews(self) -> str:
        """A reviewer's own list, behind the sign-in."""
        return f"{self.public_url}/staff/reviews"

    def verify(self, verify_id: str) -> str:
        """Where anybody checks a certificate."""
        return f"{self.public_url}/verify/{verify_id}"
