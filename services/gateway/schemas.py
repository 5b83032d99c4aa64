"""What the HTTP API takes and answers, as marshmallow schemas; the OpenAPI document is made from them."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate
from webargs.fields import DelimitedList

TEXT = validate.Length(max=4000)
LINE = validate.Length(min=1, max=200)
AS_MANY = {"description": "null: as many as its country may have"}
FIELD_OF_WORK = {"description": "borders, asylum …; `other` when it is not migration"}
LANGUAGES_SPOKEN = {"description": "es, en, pt, fr or other"}
BIRTHDAY = {"description": "day and month, `MM-DD`, to tell people of one name apart; no year"}
ATTENDED_BEFORE = {"description": "took part in an earlier edition"}
LANGUAGE = validate.OneOf(("es", "en", "pt", "fr"))


class Credentials(Schema):
    """Who asks for a token."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    password = fields.String(required=True, load_only=True, validate=validate.Length(max=1000))


class Token(Schema):
    """Goes into `Authorization: Bearer …`."""

    token = fields.String()
    expires_at = fields.DateTime()
    role = fields.String()


class Versioned(Schema):
    """The version that was looked at; a stale one is refused with 409."""

    version = fields.Integer(required=True, strict=True)


class Reasoned(Versioned):
    """With a reason in words."""

    reason = fields.String(required=True, validate=LINE)


class ReasonCoded(Versioned):
    """With a reason of the list."""

    reason_code = fields.String(required=True, validate=LINE)


class EditionDates(Schema):
    """The year, the place and the dates of an edition; what is left out is as usual, or stays as it was."""

    year = fields.Integer(strict=True)
    city = fields.String()
    timezone = fields.String()
    nomination_opens_on = fields.Date()
    endorsement_due_on = fields.Date()
    application_opens_at = fields.AwareDateTime()
    application_closes_at = fields.AwareDateTime()
    review_opens_on = fields.Date()
    review_closes_on = fields.Date()
    confirmation_opens_on = fields.Date()
    confirmation_closes_on = fields.Date()
    offer_days = fields.Integer(strict=True)
    promotion_cutoff = fields.Date()
    starts_on = fields.Date()
    ends_on = fields.Date()
    documents = fields.List(fields.String())


class NewEdition(EditionDates):
    """An edition to be set up; `texts_of` is the edition whose texts it begins with."""

    ordinal = fields.Integer(required=True, strict=True)
    year = fields.Integer(required=True, strict=True)
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    seats = fields.Integer(strict=True)
    country_cap = fields.Integer(strict=True)
    country_caps = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True))
    institution_cap = fields.Integer(strict=True, allow_none=True, metadata=AS_MANY)
    countries = fields.List(fields.String())
    application_opens_at = fields.AwareDateTime(required=True)
    application_closes_at = fields.AwareDateTime(required=True)
    endorsement_due_on = fields.Date(required=True)
    promotion_cutoff = fields.Date(required=True)
    texts_of = fields.String()


class ChangedDates(EditionDates, Versioned):
    """Other dates, before the call opens; what is left out stays as it was."""


class ChangedSeats(Versioned):
    """The seats in all, the most for any country, those of single countries, and who is invited."""

    seats = fields.Integer(required=True, strict=True)
    country_cap = fields.Integer(required=True, strict=True)
    country_caps = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)
    institution_cap = fields.Integer(strict=True, allow_none=True, metadata=AS_MANY)
    countries = fields.List(fields.String(), required=True)


class ChangedTexts(Versioned):
    """The texts of the call in one language; the version is `texts_version`."""

    language = fields.String(required=True, validate=LANGUAGE)
    title = fields.String()
    description = fields.String()
    offered = fields.String()
    notice = fields.String()


class Extension(Versioned):
    """Which window is open until when, and why."""

    phase = fields.String(
        required=True, validate=validate.OneOf(("nomination", "application", "review", "confirmation"))
    )
    closes_at = fields.AwareDateTime(required=True)
    reason_code = fields.String(required=True, validate=LINE)
    note = fields.String()


EDITION_ACT_SCHEMAS: dict[str, type[Schema]] = {"cancel_edition": Reasoned}


class OfStatistics(Schema):
    """Of one edition, or of all."""

    class Meta:
        unknown = EXCLUDE

    edition_id = fields.String(load_default="")


class ReportedTotal(Schema):
    """What a source says about one edition, or about all until it (`cumulative`)."""

    ordinal = fields.Integer(required=True, strict=True)
    year = fields.Integer(required=True, strict=True)
    scope = fields.String(validate=validate.OneOf(("edition", "cumulative")))
    participants = fields.Integer(required=True, strict=True)
    countries = fields.Integer(strict=True, allow_none=True)
    source = fields.String(required=True, validate=validate.Length(1, 500))
    confidence = fields.String(required=True, validate=validate.OneOf(("counted", "published", "rough")))


class ReportedTotals(Schema):
    """All of them are recorded, or none."""

    totals = fields.List(fields.Nested(ReportedTotal), required=True)


class Letter(Schema):
    """The nomination letter: PDF, PNG or JPEG, at most 5 MiB."""

    filename = fields.String(required=True, validate=LINE)
    content_type = fields.String(required=True, validate=LINE)
    content_base64 = fields.String(required=True)


class Corrections(Schema):
    """What may be given later or corrected."""

    motivation = fields.String(validate=TEXT)
    focal_point_name = fields.String()
    focal_point_email = fields.String()
    focal_point_language = fields.String(validate=LANGUAGE)
    letter = fields.Nested(Letter, allow_none=True)


class Person(Corrections):
    """What an official says about themselves."""

    given_names = fields.String()
    first_surname = fields.String()
    second_surname = fields.String()
    certificate_name = fields.String()
    language = fields.String(validate=LANGUAGE)
    country = fields.String()
    sex = fields.String(validate=validate.OneOf(("F", "M", "X", "")))
    birthday = fields.String(metadata=BIRTHDAY)
    institution = fields.String()
    ministry_kind = fields.String()
    position = fields.String()
    years_experience = fields.Integer(strict=True)
    field_of_work = fields.String(metadata=FIELD_OF_WORK)
    languages_spoken = fields.List(fields.String(), metadata=LANGUAGES_SPOKEN)
    attended_before = fields.Boolean(metadata=ATTENDED_BEFORE)
    phone = fields.String()


class NewApplication(Person):
    """An application as it is sent the first time."""

    edition_id = fields.String(required=True)
    given_names = fields.String(required=True)
    first_surname = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True, validate=LANGUAGE)
    country = fields.String(required=True)
    institution = fields.String(required=True)
    ministry_kind = fields.String(required=True)
    position = fields.String(required=True)
    years_experience = fields.Integer(required=True, strict=True)


class BegunApplication(Person):
    """What is known of an application so far: an address and a language are enough; the link goes there."""

    edition_id = fields.String(required=True)
    email = fields.String(required=True)
    language = fields.String(required=True, validate=LANGUAGE)

    class Meta:
        """Documents go by themselves."""

        exclude = ("letter",)


class SavedDraft(Person):
    """What was typed so far, right or not; what is not named stays as it was."""

    version = fields.Integer(required=True, strict=True)
    years_experience = fields.Integer(strict=True, allow_none=True)

    class Meta:
        """Documents go by themselves."""

        exclude = ("letter",)


class EditedApplication(Person):
    """Changes of a sent application; what is not named stays as it was."""

    version = fields.Integer(required=True, strict=True)

    class Meta:
        """Documents go by themselves."""

        exclude = ("letter",)


class CorrectedByStaff(EditedApplication):
    """With the reason, which stays in the history."""

    reason = fields.String(required=True, validate=LINE)


class SentDocument(Schema):
    """PDF, PNG, JPEG or (except for the letter) Word, at most 5 MiB; its content decides what it is."""

    filename = fields.String(required=True, validate=LINE)
    content_type = fields.String(load_default="")
    content_base64 = fields.String(required=True)


class Rejection(Schema):
    """Why a document is needed again."""

    reason_code = fields.String(required=True, validate=LINE)
    note = fields.String(load_default="", validate=validate.Length(max=500))


class PassportDetails(Schema):
    """The document the person travels with."""

    number = fields.String(required=True, validate=LINE)
    country = fields.String(required=True)
    expires_on = fields.Date(required=True)
    visa_needed = fields.Boolean(load_default=False)


class EmergencyDetails(Schema):
    """Whom to call."""

    name = fields.String(required=True, validate=LINE)
    phone = fields.String(required=True, validate=LINE)
    relation = fields.String(load_default="")


class NeedsDetails(Schema):
    """Diet and access; empty when there is nothing to arrange."""

    diet = fields.String(load_default="")
    accessibility = fields.String(load_default="")


class TravelDetails(Schema):
    """Arrival and departure."""

    arrives_on = fields.Date(required=True)
    leaves_on = fields.Date(required=True)


class CertificateName(Schema):
    """The name exactly as it is to be printed."""

    certificate_name = fields.String(required=True, validate=LINE)


DETAILS_SCHEMAS: dict[str, tuple[str, type[Schema]]] = {
    "passport": ("save_passport", PassportDetails),
    "emergency": ("save_emergency", EmergencyDetails),
    "needs": ("save_needs", NeedsDetails),
    "travel": ("save_travel", TravelDetails),
    "certificate": ("confirm_certificate_name", CertificateName),
}


class Resubmission(Person):
    """A corrected application; what is not named stays as it was."""

    version = fields.Integer(required=True, strict=True)
    email = fields.String()


class Return(Versioned):
    """What to correct, and until when."""

    reason = fields.String(required=True, validate=LINE)
    due_at = fields.AwareDateTime(required=True)


class Ineligibility(ReasonCoded):
    """Why the requirements are not met."""

    note = fields.String(load_default="")


class Decision(Versioned):
    """What is to be published about the application."""

    decision = fields.String(required=True, validate=validate.OneOf(("selected", "waitlisted", "not_selected")))


class Pinning(Versioned):
    """Whether somebody has a seat in every proposal, settled by hand; `none` leaves it open again."""

    pin = fields.String(required=True, validate=validate.OneOf(("in", "out", "none")))
    reason = fields.String(load_default="", validate=validate.Length(max=500))


class Weights(Versioned):
    """What each aim of a proposal weighs, from 0 to 20."""

    score = fields.Integer(required=True, strict=True)
    countries = fields.Integer(required=True, strict=True)
    sexes = fields.Integer(required=True, strict=True)
    ministries = fields.Integer(required=True, strict=True)


class PaperEndorsement(Versioned):
    """An institution's answer that came on paper."""

    answer = fields.String(required=True, validate=validate.OneOf(("endorsed", "refused")))
    evidence = fields.String(required=True, validate=LINE)


PART = validate.OneOf(("lodging", "meals", "airfare", "local_transport", "insurance"))


class Confirmation(Versioned):
    """Taking the seat; with every part that is offered, unless some are named."""

    accepted_parts = fields.List(fields.String(validate=PART), allow_none=True)


class AcceptedParts(Versioned):
    """The parts of the offer that are taken."""

    accepted_parts = fields.List(fields.String(validate=PART), required=True)


class OfferExtension(ReasonCoded):
    """Until when one person may answer an offer."""

    expires_at = fields.AwareDateTime(required=True)
    note = fields.String(load_default="")


class OfferTerms(Versioned):
    """What comes with a seat, reminders in days before the deadline, and how long people and institutions have."""

    parts = fields.List(fields.String(validate=PART), required=True)
    reminders = fields.List(fields.Integer(strict=True), required=True)
    parts_days = fields.Integer(required=True, strict=True)
    replacement_days = fields.Integer(required=True, strict=True)


class NoReplacement(Schema):
    """Why an institution names nobody else."""

    reason_code = fields.String(required=True, validate=LINE)


class NewReplacement(Schema):
    """Another official for a seat that was given back."""

    given_names = fields.String(required=True, validate=LINE)
    first_surname = fields.String(required=True, validate=LINE)
    second_surname = fields.String()
    email = fields.String(required=True)
    language = fields.String(validate=LANGUAGE)
    position = fields.String(required=True, validate=LINE)


APPLICATION_ACT_SCHEMAS: dict[str, type[Schema]] = {
    "return_application": Return,
    "mark_ineligible": Ineligibility,
    "override_eligibility": Reasoned,
    "reopen_application": Reasoned,
    "decide": Decision,
    "pin": Pinning,
    "record_endorsement": PaperEndorsement,
    "extend_offer": OfferExtension,
    "withdraw_application": ReasonCoded,
    "withdraw_by_course": ReasonCoded,
}


class Rule(Schema):
    """One requirement; without accepted values, a country or a language must be one of the edition's."""

    code = fields.String(required=True, metadata={"description": "country, ministry, field, experience …"})
    unmet = fields.String(required=True, validate=validate.OneOf(("fail", "needs_human")))
    accepted = fields.List(fields.String())
    least = fields.Integer(strict=True)


class EligibilityRules(Versioned):
    """All requirements of an edition; the version is the edition's."""

    rules = fields.List(fields.Nested(Rule), required=True)


class NewReviewer(Schema):
    """A staff account with the role of a reviewer, and what its holder declares as their own."""

    email = fields.String(required=True, validate=validate.Length(max=254))
    country = fields.String(required=True)
    institution = fields.String(required=True, validate=LINE)


class ReviewPlan(Versioned):
    """How many review each application and what each criterion weighs; the version is the edition's."""

    reviewers = fields.Integer(required=True, strict=True)
    weights = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)


class ReviewsDue(Schema):
    """Until when; ten days when left out."""

    due_on = fields.Date()


class GivenReview(Versioned):
    """A score from 1 to 5 for each criterion."""

    scores = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True), required=True)
    comment = fields.String(validate=TEXT, load_default="")


class Promotion(Schema):
    """The version, when it is known."""

    version = fields.Integer(strict=True)


class Draft(Schema):
    """From which day to draft; the edition's first day when left out."""

    starts_on = fields.Date()


class NewExpert(Schema):
    """Somebody who teaches."""

    name = fields.String(required=True, validate=LINE)
    email = fields.String(required=True)
    language = fields.String(required=True, validate=LANGUAGE)
    country = fields.String(required=True)
    modules = fields.List(fields.Integer(strict=True, validate=validate.Range(1, 6)), required=True)


class Assignment(Versioned):
    """Who teaches the session."""

    expert_id = fields.String(required=True)


class Mark(Schema):
    """One participant's attendance at one session."""

    application_id = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(("present", "late", "partial", "excused", "absent")))
    minutes = fields.Integer(strict=True, allow_none=True)


class Attendance(Versioned):
    """The sheet, or a part of it."""

    marks = fields.List(fields.Nested(Mark), required=True)


class Names(Schema):
    """The name on each certificate, by application id."""

    names = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ExceptionalApproval(Versioned):
    """A completion approved against the rule."""

    name = fields.String(required=True, validate=LINE)
    reason = fields.String(required=True, validate=LINE)


class Revocation(Versioned):
    """Why a certificate is not valid any more."""

    reason_class = fields.String(required=True, validate=validate.OneOf(("error", "fraud", "withdrawn_by_authority")))
    note = fields.String(required=True, validate=LINE)


class Replacement(Versioned):
    """The corrected name, and why."""

    name = fields.String(required=True, validate=LINE)
    reason = fields.String(required=True, validate=LINE)


class Retry(Versioned):
    """Another name, or the same."""

    name = fields.String(load_default="")


class Answer(Schema):
    """An institution's answer to a nomination."""

    answer = fields.String(required=True, validate=validate.OneOf(("endorsed", "refused")))
    reason = fields.String(load_default="")


class Discard(Schema):
    """Why a message is given up."""

    reason = fields.String(required=True, validate=LINE)


class ApplicationFilter(Schema):
    """Which applications to list: those that fit every filter; what is left out or empty does not filter."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String(load_default="")
    country = fields.String(load_default="")
    sex = fields.String(load_default="", metadata={"description": "F, M, X or unsaid"})
    ministry_kind = fields.String(load_default="")
    institution = fields.String(load_default="", metadata={"description": "the id of an institution, as rows have it"})
    endorsement = fields.String(load_default="")
    eligibility = fields.String(load_default="")
    alumnus = fields.String(load_default="", metadata={"description": "yes or no"})
    missing = fields.String(load_default="", metadata={"description": "any, or what is missing"})
    waiting_on = fields.String(load_default="", metadata={"description": "the role that must act next"})
    q = fields.String(
        load_default="", metadata={"description": "the beginnings of words of a name, number, institution"}
    )


class ApplicationList(ApplicationFilter):
    """A page of them in some order."""

    sort = fields.String(
        load_default="number",
        metadata={"description": "number, name, country, score or waiting; with a minus the other way round"},
    )
    after = fields.String(load_default="", metadata={"description": "`next` of the page before"})


class BulkChoice(ApplicationFilter):
    """What to do, and to whom: these ids, all that match, or all that another bulk act has changed."""

    act = fields.String(required=True, validate=LINE)
    undoes = fields.String(load_default="")
    application_ids = DelimitedList(fields.String(), load_default=list)
    matching = fields.Boolean(load_default=False)


class BulkItem(Versioned):
    """An application, as it was shown."""

    application_id = fields.String(required=True, validate=LINE)


class BulkRun(Schema):
    """What to do to which applications; one that has moved on is left alone and told."""

    act = fields.String(required=True, validate=LINE)
    undoes = fields.String(load_default="")
    items = fields.List(fields.Nested(BulkItem), required=True)
    reason = fields.String(load_default="", validate=TEXT)
    reason_code = fields.String(load_default="")
    note = fields.String(load_default="", validate=TEXT)
    due_at = fields.AwareDateTime(load_default=None, allow_none=True)


class DuplicateFilter(Schema):
    """Which pairs to list."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String(load_default="suspected", validate=validate.OneOf(("suspected", "same", "different")))
    after = fields.String(load_default="", metadata={"description": "`next` of the page before"})


class EmailFilter(Schema):
    """Which emails to list."""

    class Meta:
        unknown = EXCLUDE

    edition_id = fields.String(load_default="")
    application_id = fields.String(load_default="")
    recipient = fields.String(load_default="")
    template = fields.String(load_default="")
    status = fields.String(load_default="")
    after = fields.String(load_default="", metadata={"description": "`next` of the page before"})


class OfService(Schema):
    """Of which service."""

    class Meta:
        unknown = EXCLUDE

    service = fields.String(required=True)


class ParkedFilter(OfService):
    """Which parked messages of a service."""

    status = fields.String(load_default="open", validate=validate.OneOf(("open", "replayed", "discarded")))
    reason = fields.String(load_default="", metadata={"description": "the error class"})
    event = fields.String(load_default="")
    after = fields.String(load_default="", metadata={"description": "`next` of the page before"})


class AfterId(Schema):
    """Where to go on."""

    after = fields.String(load_default="", metadata={"description": "`next` of the answer before"})


class ReconciledPeriod(AfterId):
    """What was published and heard in this time; the last minute is left out, since it is on its way."""

    since = fields.AwareDateTime(required=True)
    until = fields.AwareDateTime()


class SentFilter(Schema):
    """Which public events that were sent before; something must be chosen."""

    class Meta:
        unknown = EXCLUDE

    service = fields.String(load_default="", metadata={"description": "the publisher; all of them when left out"})
    event_names = DelimitedList(fields.String())
    ids = DelimitedList(fields.String())
    subject = fields.String()
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    to = fields.String(load_default="", metadata={"description": "the queue it is for; everybody's when left out"})


class SendAgain(Schema):
    """Which public events to send again, and to which queue."""

    service = fields.String(load_default="", metadata={"description": "the publisher; all of them when left out"})
    event_names = fields.List(fields.String())
    ids = fields.List(fields.String(), validate=validate.Length(max=500))
    subject = fields.String()
    since = fields.AwareDateTime()
    until = fields.AwareDateTime()
    to = fields.String(
        load_default="", metadata={"description": "one queue, as ext.example.inbox; everybody's when left out"}
    )


class OfChain(Schema):
    """An application's number, or a correlation id."""

    class Meta:
        unknown = EXCLUDE

    of = fields.String(required=True, validate=LINE)


class OfPublished(OfService):
    """A page of what a service has published."""

    after = fields.String(load_default="")


class Problem(Schema):
    """An RFC 9457 problem document."""

    type = fields.String()
    title = fields.String()
    status = fields.Integer()
    code = fields.String(metadata={"description": "stable, in kebab case"})
    detail = fields.String(metadata={"description": "one sentence, in the language of Accept-Language"})
    instance = fields.String(metadata={"description": "names the request; quote it when asking for help"})
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        data_key="fields",
        metadata={"description": "what is wrong with each field"},
    )


def as_json(schema: Schema, loaded: dict[str, Any]) -> dict[str, Any]:
    """What was loaded, as JSON again: dates and times as ISO 8601 text. Only what was given."""
    dumped: dict[str, Any] = schema.dump(loaded)
    return {name: dumped[name] for name in loaded}


class InstitutionFilter(Schema):
    """Which institutions to list; an email address finds those that its owner speaks for."""

    class Meta:
        unknown = EXCLUDE

    country = fields.String()
    q = fields.String()
    after = fields.String()


class FocalPoint(Schema):
    """Who speaks for an institution."""

    focal_point_name = fields.String(required=True, validate=LINE)
    focal_point_email = fields.String(required=True)
    focal_point_language = fields.String(validate=LANGUAGE)


class NewInstitution(FocalPoint):
    """An institution that nominates officials."""

    country = fields.String(required=True)
    name = fields.String(required=True, validate=LINE)
    ministry_kind = fields.String(required=True)


class InstitutionName(Versioned):
    """Another name or kind."""

    name = fields.String(required=True, validate=LINE)
    ministry_kind = fields.String(required=True)


class Appointment(FocalPoint, Versioned):
    """Another focal point."""


class InstitutionFile(Schema):
    """Comma-separated values: country,institution,kind,focal_point,email,language."""

    csv = fields.String(required=True, validate=validate.Length(min=1, max=200_000))


class CallTerms(Versioned):
    """The quota of a country, and how many days before the last day it is reminded."""

    quota = fields.Integer(required=True, strict=True)
    chasers = fields.List(fields.Integer(strict=True), required=True)


class Chosen(Schema):
    """The institutions to call."""

    institution_ids = fields.List(fields.String(), required=True, validate=validate.Length(min=1, max=200))


class CallFilter(Schema):
    """Which countries to list."""

    class Meta:
        unknown = EXCLUDE

    state = fields.String()
    country = fields.String()


class Evidence(Schema):
    """The paper from which staff record it; by link it is not needed."""

    evidence = fields.String(validate=TEXT)


class NoNominee(Evidence):
    """Why nobody is nominated."""

    reason_code = fields.String(required=True, validate=LINE)


class NewNomination(Evidence):
    """An official."""

    given_names = fields.String(required=True, validate=LINE)
    first_surname = fields.String(required=True, validate=LINE)
    second_surname = fields.String()
    email = fields.String(required=True)
    language = fields.String(validate=LANGUAGE)
    position = fields.String(required=True, validate=LINE)


class Rank(Schema):
    """A place among the institution's nominations, from 1."""

    rank = fields.Integer(required=True, strict=True)


class CallLetter(Evidence):
    """A signed letter, and the applications that it endorses."""

    letter = fields.Nested(Letter, required=True)
    application_ids = fields.List(fields.String())


class NominatedApplication(Schema):
    """What a nomination does not say already."""

    given_names = fields.String(required=True)
    first_surname = fields.String(required=True)
    second_surname = fields.String()
    certificate_name = fields.String()
    language = fields.String(required=True, validate=LANGUAGE)
    sex = fields.String(validate=validate.OneOf(("F", "M", "X", "")))
    birthday = fields.String(metadata=BIRTHDAY)
    position = fields.String(required=True)
    years_experience = fields.Integer(required=True, strict=True)
    field_of_work = fields.String(metadata=FIELD_OF_WORK)
    languages_spoken = fields.List(fields.String(), metadata=LANGUAGES_SPOKEN)
    attended_before = fields.Boolean(metadata=ATTENDED_BEFORE)
    motivation = fields.String(validate=TEXT)
    letter = fields.Nested(Letter, allow_none=True)


class TravelFilter(Schema):
    """Which journeys to list."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String()


class TravelWish(Schema):
    """From where, and on which days."""

    funding_source = fields.String(required=True, validate=validate.OneOf(("osi", "national", "other")))
    origin = fields.String(required=True, validate=LINE)
    outbound_on = fields.Date(required=True)
    return_on = fields.Date(required=True)
    constraints = fields.String(validate=TEXT)


class _AboveCeiling(Versioned):
    """A change that may take the budget above its ceiling, with a reason of the director."""

    override_reason = fields.String()


class TravelApproval(_AboveCeiling):
    """Up to which amount, as a decimal text."""

    amount = fields.String(required=True)


class TravelRefusal(Versioned):
    """Why it is not arranged; the note is for staff."""

    reason_code = fields.String(required=True, validate=LINE)
    note = fields.String()


class TravelLeg(Schema):
    """One leg; times are those of the clocks of its places, such as 2027-02-28T07:10."""

    direction = fields.String(required=True, validate=validate.OneOf(("outbound", "return")))
    origin = fields.String(required=True, validate=LINE)
    destination = fields.String(required=True, validate=LINE)
    carrier = fields.String(required=True, validate=LINE)
    number = fields.String()
    departs = fields.String(required=True)
    departs_zone = fields.String(required=True)
    arrives = fields.String(required=True)
    arrives_zone = fields.String(required=True)


class TravelItinerary(Versioned):
    """Legs in their order; a waiver says why they stand although they do not fit the dates of the course."""

    legs = fields.List(fields.Nested(TravelLeg), required=True, validate=validate.Length(min=1, max=12))
    waiver = fields.String()


class WishForAnother(Versioned):
    """What should be different."""

    wish = fields.String(required=True, validate=LINE)


class TravelTicket(_AboveCeiling):
    """What was bought; the price as a decimal text."""

    reference = fields.String(required=True, validate=LINE)
    price = fields.String(required=True)


class TravelReceipt(Schema):
    """One thing that was paid; the amount as a decimal text."""

    what = fields.String(required=True, validate=LINE)
    amount = fields.String(required=True)
    reference = fields.String(required=True, validate=LINE)


class TravelSettlement(_AboveCeiling):
    """Everything that was paid in the end."""

    receipts = fields.List(fields.Nested(TravelReceipt), required=True, validate=validate.Length(min=1, max=30))


class TravelCancellation(Versioned):
    """Why it will not take place; the note is for staff."""

    reason_code = fields.String()
    note = fields.String()


class NewTravelBudget(Versioned):
    """The currency (ISO 4217) and the ceilings as decimal texts; version 0 for the first."""

    currency = fields.String(required=True, validate=LINE)
    ceiling_osi = fields.String(required=True)
    ceiling_other = fields.String()
