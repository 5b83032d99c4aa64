"""What is asked about institutions and the call to them."""

from marshmallow import Schema, fields, validate

from services.registration.model import complaints, countries
from services.registration.model.call import CallStatus
from services.registration.model.form import NOMINATED_WITH
from services.registration.model.texts import LANGUAGES
from services.registration.schemas import words
from services.registration.schemas.applications import ApplicationForm, DraftForm, LetterFile
from services.registration.schemas.editions import ChangeEdition, OfEdition
from shared.contracts.registration import MINISTRY_KINDS, NO_NOMINEE_BECAUSE

LARGEST_FILE = 200_000
SUMMARIES = (*CallStatus, "not_called", "no_institution")


def _country() -> fields.String:
    return words.choice(sorted(countries.AMERICAS), complaint=complaints.UNKNOWN_COUNTRY, required=True)


class FocalPoint(Schema):
    """Who speaks for an institution."""

    focal_point_name = words.Text(longest=200, required=True)
    focal_point_email = words.Address(required=True)
    focal_point_language = words.choice(LANGUAGES, load_default="es")


class InstitutionRow(FocalPoint):
    """An institution with its focal point, as staff or a line of a file say it."""

    country = _country()
    name = words.Text(longest=200, required=True)
    ministry_kind = words.choice(MINISTRY_KINDS, required=True)


class OfInstitution(Schema):
    """Something about one institution."""

    institution_id = words.key()


class ChangeInstitution(OfInstitution):
    """A change to the institution as the page showed it."""

    version = words.version()


class CorrectInstitution(ChangeInstitution):
    """Another name or kind."""

    name = words.Text(longest=200, required=True)
    ministry_kind = words.choice(MINISTRY_KINDS, required=True)


class AppointFocalPoint(ChangeInstitution, FocalPoint):
    """Somebody else speaks for the institution, or the same person is called otherwise."""


class ListInstitutions(Schema):
    """A page of the institutions."""

    country = words.Text(longest=2, load_default="")
    q = words.Text(longest=100, load_default="")
    after = words.Text(longest=500, load_default="")
    limit = words.number(least=1, most=200, load_default=50)


class InstitutionFile(Schema):
    """Institutions as comma-separated values."""

    csv = words.Text(longest=LARGEST_FILE, lines=True, required=True)


class SetCallTerms(ChangeEdition):
    """The quota of a country, and when reminders go out."""

    quota = words.number(least=1, most=100, required=True)
    chasers = fields.List(words.number(least=0, most=180), required=True)


class SendCall(OfEdition):
    """Send the call to these institutions."""

    institution_ids = fields.List(
        words.key(), required=True, validate=validate.Length(min=1, max=200, error=complaints.REQUIRED)
    )


class ListCalls(OfEdition):
    """The board of countries, in part."""

    state = words.choice(("", *SUMMARIES), load_default="")
    country = words.Text(longest=2, load_default="")


class OfCall(Schema):
    """Something about one call."""

    call_id = words.key()


class AnswerCall(OfCall):
    """What an institution says; `evidence` names the paper from which staff record it."""

    evidence = words.Text(longest=500, load_default="")


class DeclineCall(AnswerCall):
    """Nobody will be nominated."""

    reason_code = words.choice(NO_NOMINEE_BECAUSE, required=True)


class Nominate(AnswerCall):
    """One official."""

    given_names = words.Text(longest=100, required=True)
    first_surname = words.Text(longest=100, required=True)
    second_surname = words.Text(longest=100, load_default="")
    email = words.Address(required=True)
    language = words.choice(LANGUAGES, load_default="es")
    position = words.Text(longest=200, required=True)


class OfNomination(OfCall):
    """One of the call's nominations."""

    nomination_id = words.key()


class RankNomination(OfNomination):
    """Its place among the others, from 1."""

    rank = words.number(least=1, most=100, required=True)


class SendCallLetter(AnswerCall):
    """A signed letter, and the applications that it endorses."""

    letter = fields.Nested(LetterFile, required=True)
    application_ids = fields.List(words.key(), load_default=list)


class OfCallLetter(OfCall):
    """One of the call's letters."""

    letter_id = words.key()


class OfInvitation(Schema):
    """The nomination that somebody was invited by."""

    nomination_id = words.key()


class NominatedForm(ApplicationForm):
    """What somebody who was nominated says themselves."""

    class Meta:
        """What the nomination says."""

        exclude = NOMINATED_WITH


class SubmitNominated(OfInvitation, NominatedForm):
    """The application of somebody who was nominated: what the nomination does not say already."""

    class Meta(NominatedForm.Meta):
        """What the nomination says."""


class StartNominated(DraftForm, OfInvitation):
    """What somebody who was nominated has typed so far."""
