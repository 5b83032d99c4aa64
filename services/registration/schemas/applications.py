"""What is asked about applications."""

from typing import Any

from marshmallow import Schema, fields

from services.registration.model import complaints
from services.registration.model.cohort import Pin
from services.registration.model.eligibility import FIELDS, Outcome
from services.registration.model.listing import SORTS
from services.registration.model.states import Decision, EndorsementStatus, Status
from services.registration.model.texts import LANGUAGES
from services.registration.schemas import words
from services.registration.schemas.editions import OfEdition
from shared.contracts.registration import (
    DOCUMENT_KINDS,
    GIVEN_UP_BECAUSE,
    INELIGIBLE_BECAUSE,
    MINISTRY_KINDS,
    NOBODY_ELSE_BECAUSE,
    OFFER_EXTENDED_BECAUSE,
    OFFER_PARTS,
    REJECTED_BECAUSE,
    TAKEN_BACK_BECAUSE,
)

SPOKEN = (*LANGUAGES, "other")
ANSWERS = ("endorsed", "refused")
SEXES = ("F", "M", "X", "unsaid")
MISSING = ("any", "letter", "motivation", "focal_point")
WAITED_FOR = ("applicant", "focal_point", "secretariat", "director", "nobody")


class LetterFile(Schema):
    """An uploaded file; the first bytes of its content decide what it is."""

    filename = words.Text(longest=200, required=True)
    content_type = words.Text(longest=100, load_default="")
    content_base64 = fields.String(required=True)


class ApplicationForm(Schema):
    """The form of an official."""

    given_names = words.Text(longest=100, required=True)
    first_surname = words.Text(longest=100, required=True)
    second_surname = words.Text(longest=100, load_default="")
    certificate_name = words.Text(longest=200, load_default="")
    email = words.Address(required=True)
    language = words.choice(LANGUAGES, required=True)
    country = words.Text(longest=2, required=True)
    sex = words.choice(("F", "M", "X", ""), load_default="")
    birthday = words.Birthday(load_default="")
    institution = words.Text(longest=200, required=True)
    ministry_kind = words.choice(MINISTRY_KINDS, required=True)
    position = words.Text(longest=200, required=True)
    years_experience = words.number(least=0, most=70, required=True)
    motivation = words.Text(longest=5000, lines=True, load_default="")
    focal_point_name = words.Text(longest=200, load_default="")
    focal_point_email = words.Address(load_default="")
    focal_point_language = words.choice(LANGUAGES, load_default="es")
    field_of_work = words.choice((*FIELDS, "other", ""), load_default="")
    languages_spoken = words.Several(SPOKEN, load_default=())
    attended_before = words.yes_or_no(load_default=False)
    phone = words.Text(longest=40, load_default="")
    letter = fields.Nested(LetterFile, load_default=None, allow_none=True)


class SubmitApplication(ApplicationForm, OfEdition):
    """An application to one edition."""


class DraftForm(Schema):
    """What has been typed so far, right or not: refused is only what cannot be kept."""

    given_names = words.Text(longest=100)
    first_surname = words.Text(longest=100)
    second_surname = words.Text(longest=100)
    certificate_name = words.Text(longest=200)
    language = words.choice(LANGUAGES)
    phone = words.Text(longest=40)
    country = words.Text(longest=2)
    sex = words.choice(("F", "M", "X", ""))
    institution = words.Text(longest=200)
    ministry_kind = words.choice((*MINISTRY_KINDS, ""))
    position = words.Text(longest=200)
    years_experience = words.number(least=0, most=70, allow_none=True)
    motivation = words.Text(longest=5000, lines=True)
    focal_point_name = words.Text(longest=200)
    focal_point_email = words.Text(longest=254)
    focal_point_language = words.choice(LANGUAGES)
    field_of_work = words.choice((*FIELDS, "other", ""))
    languages_spoken = words.Several(SPOKEN)
    attended_before = words.yes_or_no()
    birthday = words.Text(longest=10)


class StartApplication(DraftForm, OfEdition):
    """Begin an application: an address is enough."""

    email = words.Address(required=True)
    language = words.choice(LANGUAGES, required=True)


class OfDraft(Schema):
    """Something about one draft."""

    draft_id = words.key()


class ChangeDraft(OfDraft):
    """A change to the draft as the page showed it."""

    version = words.version()


class SaveDraft(DraftForm, ChangeDraft):
    """Keep what has been typed; what is left out stays as it was."""


class AttachDocument(OfDraft):
    """A document for a draft; the other documents and what is typed stay as they are."""

    kind = words.choice(DOCUMENT_KINDS, required=True)
    file = fields.Nested(LetterFile, required=True)


class OfApplication(Schema):
    """Something about one application."""

    application_id = words.key()


class OfNumber(Schema):
    """The application with a number."""

    number = words.Text(longest=30, required=True)


class ChangeApplication(OfApplication):
    """A change to the application as the page showed it."""

    version = words.version()


class ResubmitApplication(ApplicationForm, ChangeApplication):
    """Corrections: what is left out stays as it was."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"partial": tuple(ApplicationForm().fields), **options})


class EditApplication(ApplicationForm, ChangeApplication):
    """Change what a sent application says: what is left out stays as it was; staff say why."""

    reason = words.Text(longest=500, load_default="")

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"partial": tuple(ApplicationForm().fields), "exclude": ("letter", "email"), **options})


class UploadDocument(OfApplication):
    """A document, or its next version."""

    kind = words.choice(DOCUMENT_KINDS, required=True)
    file = fields.Nested(LetterFile, required=True)


class OfDocument(OfApplication):
    """One version of one document."""

    document_id = words.key()


class RejectDocument(OfDocument):
    """Ask for another version of it."""

    reason_code = words.choice(REJECTED_BECAUSE, required=True)
    note = words.Text(longest=500, load_default="")


class ReturnApplication(ChangeApplication):
    """Ask for corrections."""

    reason = words.Text(longest=2000, lines=True, required=True)
    due_at = words.moment(required=True)


class MarkIneligible(ChangeApplication):
    """Say that the requirements are not met."""

    reason_code = words.choice(INELIGIBLE_BECAUSE, required=True)
    note = words.Text(longest=2000, lines=True, load_default="")


class ReopenApplication(ChangeApplication):
    """Take an ended application back."""

    reason = words.Text(longest=2000, lines=True, required=True)


class Decide(ChangeApplication):
    """What should happen at publication."""

    decision = words.choice(tuple(Decision), required=True)


def _parts(**options: Any) -> "fields.List[Any]":
    return fields.List(words.choice(OFFER_PARTS), error_messages={"required": complaints.REQUIRED}, **options)


class PinApplication(ChangeApplication):
    """Settle by hand whether somebody has a seat in every proposal; `none` leaves it open again."""

    pin = words.choice(tuple(Pin), required=True)
    reason = words.Text(longest=500, load_default="")


class GiveUp(ChangeApplication):
    """Decline or withdraw, with the code of a reason."""

    reason_code = words.choice(GIVEN_UP_BECAUSE, load_default="other")


class ConfirmOffer(ChangeApplication):
    """Take the seat; with every part that is offered, unless some are named."""

    accepted_parts = _parts(load_default=None, allow_none=True)


class ChangeParts(ChangeApplication):
    """Which parts of the offer are taken from now on."""

    accepted_parts = _parts(required=True)


class ExtendOffer(ChangeApplication):
    """Until when one person may answer, and why."""

    expires_at = words.moment(required=True)
    reason_code = words.choice(OFFER_EXTENDED_BECAUSE, required=True)
    note = words.Text(longest=2000, lines=True, load_default="")


class OfVisaLetter(Schema):
    """The letter with the code that is printed on it."""

    verify_id = words.Text(longest=64, required=True)


class OfReplacement(Schema):
    """A freed seat that an institution may fill."""

    replacement_id = words.key()


class NameReplacement(OfReplacement):
    """Another official for it."""

    given_names = words.Text(longest=100, required=True)
    first_surname = words.Text(longest=100, required=True)
    second_surname = words.Text(longest=100, load_default="")
    email = words.Address(required=True)
    language = words.choice(LANGUAGES, load_default="es")
    position = words.Text(longest=200, required=True)


class DeclineReplacement(OfReplacement):
    """Nobody else will be named."""

    reason_code = words.choice(NOBODY_ELSE_BECAUSE, required=True)


class TakeBack(ChangeApplication):
    """Take a seat back, with the code of a reason."""

    reason_code = words.choice(TAKEN_BACK_BECAUSE, load_default="other")


class AnswerNomination(OfApplication):
    """The focal point's answer."""

    answer = words.choice(ANSWERS, required=True)
    reason = words.Text(longest=2000, lines=True, load_default="")


class RecordEndorsement(ChangeApplication):
    """An answer that came on paper."""

    answer = words.choice(ANSWERS, required=True)
    evidence = words.Text(longest=500, required=True)


class Promote(Schema):
    """Give a freed seat to whom it is meant for."""

    proposal_id = words.key()
    version = words.number(least=0, load_default=None, allow_none=True)


class FilteredApplications(OfEdition):
    """Which applications of an edition: those that fit every filter and have every word."""

    status = words.choice(("", *Status), load_default="")
    country = words.Text(longest=2, load_default="")
    sex = words.choice(("", *SEXES), load_default="")
    ministry_kind = words.choice(("", *MINISTRY_KINDS), load_default="")
    institution = words.Text(longest=64, load_default="")
    endorsement = words.choice(("", *EndorsementStatus), load_default="")
    eligibility = words.choice(("", *Outcome), load_default="")
    alumnus = words.choice(("", "yes", "no"), load_default="")
    missing = words.choice(("", *MISSING), load_default="")
    waiting_on = words.choice(("", *WAITED_FOR), load_default="")
    q = words.Text(longest=100, load_default="")


class ListApplications(FilteredApplications):
    """A page of them in some order, after a place that the page before has named."""

    sort = words.choice((*SORTS, *(f"-{sort}" for sort in SORTS)), load_default="number")
    after = words.Text(longest=400, load_default="")
    limit = words.number(least=1, most=200, load_default=50)
