"""What the HTTP API takes and answers, as marshmallow schemas; the OpenAPI document is made from them."""

from typing import Any

from marshmallow import EXCLUDE, Schema, fields, validate
from webargs.fields import DelimitedList

TEXT = validate.Length(max=4000)
LINE = validate.Length(min=1, max=200)
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


class NewEdition(Schema):
    """An edition to be set up."""

    ordinal = fields.Integer(required=True, strict=True)
    year = fields.Integer(required=True, strict=True)
    city = fields.String()
    timezone = fields.String()
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    seats = fields.Integer(strict=True)
    country_cap = fields.Integer(strict=True)
    institution_cap = fields.Integer(
        strict=True, allow_none=True, metadata={"description": "null: as many as its country may have"}
    )
    countries = fields.List(fields.String())
    application_opens_at = fields.AwareDateTime(required=True)
    application_closes_at = fields.AwareDateTime(required=True)
    endorsement_due_on = fields.Date(required=True)
    offer_days = fields.Integer(strict=True)
    promotion_cutoff = fields.Date(required=True)


class Reopening(Versioned):
    """Until when applications are taken again."""

    closes_at = fields.AwareDateTime(required=True)


EDITION_ACT_SCHEMAS: dict[str, type[Schema]] = {"reopen_applications": Reopening, "cancel_edition": Reasoned}


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
    institution = fields.String()
    ministry_kind = fields.String()
    position = fields.String()
    years_experience = fields.Integer(strict=True)


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


APPLICATION_ACT_SCHEMAS: dict[str, type[Schema]] = {
    "return_application": Return,
    "mark_ineligible": Ineligibility,
    "reopen_application": Reasoned,
    "decide": Decision,
    "pin": Pinning,
    "record_endorsement": PaperEndorsement,
    "withdraw_application": ReasonCoded,
    "withdraw_by_course": ReasonCoded,
}


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
    """Which applications to list."""

    class Meta:
        unknown = EXCLUDE

    status = fields.String(load_default="")
    country = fields.String(load_default="")
    q = fields.String(load_default="", metadata={"description": "part of a name, number or institution"})
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
