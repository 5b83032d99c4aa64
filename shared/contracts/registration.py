"""What registration publishes: editions, nominations, applications, offers, seats and, internally, contacts."""

from datetime import date, datetime
from typing import Annotated

from shared.contracts.event import Event
from shared.contracts.texts import (
    Amount,
    Code,
    Codes,
    Country,
    Currency,
    Id,
    Language,
    Number,
    PersonId,
    Place,
    Sha256,
    Timezone,
)

INELIGIBLE_BECAUSE = (
    "experience",
    "ministry",
    "not_an_official",
    "country",
    "missing_documents",
    "incomplete",
    "duplicate",
    "other",
    "field",
    "language",
    "alumnus",
)
GIVEN_UP_BECAUSE = ("duty", "institution", "travel", "personal", "other")
TAKEN_BACK_BECAUSE = ("not_an_official", "missing_documents", "institution", "conduct", "other")
CALLED_OFF_BECAUSE = "edition-cancelled"
"""Every code that may be published as a `reason_code`; a list may grow, and nothing that somebody wrote goes out."""

MINISTRY_KINDS = ("government", "interior", "foreign_affairs", "labour", "other")
DOCUMENT_KINDS = ("letter", "cv", "motivation_letter", "language_certificate")
LEFT_OUT = ("letter", "motivation", "focal_point", *DOCUMENT_KINDS[1:])
REJECTED_BECAUSE = ("illegible", "unsigned", "incomplete", "wrong_document", "outdated", "other")
DISCARDED_BECAUSE = ("by_applicant", "window_closed", "sent_directly", "edition_cancelled")

NO_NOMINEE_BECAUSE = ("no_candidate", "duty", "budget", "not_competent", "other")
"""Why an institution nominates nobody."""

NoNomineeBecause = Annotated[str, Codes(NO_NOMINEE_BECAUSE)]
OUTCOMES = ("pass", "fail", "needs_human")
RULES = ("country", "ministry", "field", "experience", "language", "alumnus")
NOT_MET_BECAUSE = (
    "country-not-invited",
    "ministry-not-addressed",
    "field-not-addressed",
    "field-unknown",
    "experience-too-short",
    "language-not-spoken",
    "language-unknown",
    "attended-before",
    "says-attended-before",
    "may-have-attended",
)
RECUSED_BECAUSE = ("relative", "colleague", "institution", "other_interest", "left_committee")

OFFER_PARTS = ("lodging", "meals", "airfare", "local_transport", "insurance")
"""What an offer may consist of besides the seat; each part is taken or refused by itself."""

OFFER_EXTENDED_BECAUSE = ("person_asked", "institution_asked", "travel_papers", "technical_failure", "other")
NOBODY_ELSE_BECAUSE = ("no_candidate", "duty", "budget", "no_time", "other")
"""Why an institution names nobody else for a seat that its official has given back."""

OfferPart = Annotated[str, Codes(OFFER_PARTS)]
OfferExtendedBecause = Annotated[str, Codes(OFFER_EXTENDED_BECAUSE)]
NobodyElseBecause = Annotated[str, Codes(NOBODY_ELSE_BECAUSE)]
GivenUpBecause = Annotated[str, Codes(GIVEN_UP_BECAUSE)]
IneligibleBecause = Annotated[str, Codes(INELIGIBLE_BECAUSE)]
TakenBackBecause = Annotated[str, Codes((*TAKEN_BACK_BECAUSE, CALLED_OFF_BECAUSE))]
MinistryKind = Annotated[str, Codes(MINISTRY_KINDS)]

PHASES = ("nomination", "application", "review", "confirmation")
EXTENDED_BECAUSE = ("few_applications", "governments_asked", "technical_failure", "public_holiday", "other")

Phase = Annotated[str, Codes(PHASES)]
ExtendedBecause = Annotated[str, Codes(EXTENDED_BECAUSE)]
LeftOut = Annotated[str, Codes(LEFT_OUT)]
DocumentKind = Annotated[str, Codes(DOCUMENT_KINDS)]
RejectedBecause = Annotated[str, Codes(REJECTED_BECAUSE)]
DiscardedBecause = Annotated[str, Codes(DISCARDED_BECAUSE)]
Outcome = Annotated[str, Codes(OUTCOMES)]
Rule = Annotated[str, Codes(RULES)]
NotMetBecause = Annotated[str, Codes(NOT_MET_BECAUSE)]
RecusedBecause = Annotated[str, Codes(RECUSED_BECAUSE)]


class EditionCreated(Event, name="registration.edition.created.v1"):
    """An edition of the course was set up; it is not open yet."""

    edition_id: Id
    ordinal: int
    year: int


class EditionOpened(Event, name="registration.edition.opened.v1"):
    """The call is open: governments may nominate and officials may apply."""

    edition_id: Id
    ordinal: int
    year: int
    city: Place
    timezone: Timezone
    starts_on: date
    ends_on: date
    seats: int
    countries: list[Country]
    languages: list[Language]


class EditionClosed(Event, name="registration.edition.closed.v1"):
    """Applications are no longer taken; review goes on."""

    edition_id: Id


class EditionStarted(Event, name="registration.edition.started.v1"):
    """The course has begun."""

    edition_id: Id


class EditionFinished(Event, name="registration.edition.finished.v1"):
    """The closing day is over."""

    edition_id: Id


class EditionCancelled(Event, name="registration.edition.cancelled.v1"):
    """The edition will not take place."""

    edition_id: Id


class ContactUpdated(Event, name="registration.contact.updated.v1", subject="person_id", audience="internal"):
    """How to write to a person: an applicant or an institution's focal point."""

    person_id: PersonId
    email: str
    language: Language
    full_name: str


class ApplicationSubmitted(Event, name="registration.application.submitted.v1"):
    """An official's application was received and has a number."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    number: Number
    country: Country
    ministry_kind: MinistryKind
    institution_id: Id
    missing: list[LeftOut]


class ApplicationReturned(Event, name="registration.application.returned.v1"):
    """Corrections are asked for, with a deadline; which ones, the applicant reads on their own page."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    due_at: datetime


class ApplicationResubmitted(Event, name="registration.application.resubmitted.v1"):
    """The corrected application came back."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    missing: list[LeftOut]


class ApplicationReviewStarted(Event, name="registration.application.review_started.v1"):
    """The application is complete and under review."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationMarkedIneligible(Event, name="registration.application.marked_ineligible.v1"):
    """A person decided that the requirements are not met; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    reason_code: IneligibleBecause


class ApplicationReopened(Event, name="registration.application.reopened.v1"):
    """The director took an ended application back under review."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationLapsed(Event, name="registration.application.lapsed.v1"):
    """Corrections did not come in time."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class NominationRequested(Event, name="registration.nomination.requested.v1", subject="application_id"):
    """The nominating institution is asked to endorse the application."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    due_on: date


class NominationReceived(Event, name="registration.nomination.received.v1", subject="application_id"):
    """The institution endorsed the application: the government nominates this official.

    evidence_doc_id: the signed letter that says so, when there is one.
    """

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    evidence_doc_id: Id | None = None


class NominationRefused(Event, name="registration.nomination.refused.v1", subject="application_id"):
    """The institution does not endorse the application."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country


class SelectionPublished(Event, name="registration.selection.published.v1", subject="edition_id"):
    """The director published the whole selection at once."""

    edition_id: Id
    batch_id: Id
    selected: int
    waitlisted: int
    not_selected: int


class ApplicationSelected(Event, name="registration.application.selected.v1"):
    """The director published a selection and this application has a seat on offer."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    country: Country
    offer_id: PersonId
    offer_expires_at: datetime


class ApplicationWaitlisted(Event, name="registration.application.waitlisted.v1"):
    """The application waits for a seat, at this place of its country's list and of the region's."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    country: Country
    country_position: int
    region_position: int


class ApplicationNotSelected(Event, name="registration.application.not_selected.v1"):
    """There is no seat for this application in this edition."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationPromoted(Event, name="registration.application.promoted.v1"):
    """A freed seat is on offer to this application from the waiting list."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    country: Country
    offer_id: PersonId
    offer_expires_at: datetime


class OfferConfirmed(Event, name="registration.offer.confirmed.v1", subject="application_id"):
    """The person takes the seat."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    country: Country
    offer_id: PersonId


class OfferDeclined(Event, name="registration.offer.declined.v1", subject="application_id"):
    """The person does not take the seat; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    offer_id: PersonId
    reason_code: GivenUpBecause


class OfferLapsed(Event, name="registration.offer.lapsed.v1", subject="application_id"):
    """The offer's deadline passed without an answer."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    offer_id: PersonId


class ApplicationWithdrawn(Event, name="registration.application.withdrawn.v1"):
    """The person, or their institution, gave the application up; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    reason_code: GivenUpBecause
    seat_released: bool


class ApplicationWithdrawnByCourse(Event, name="registration.application.withdrawn_by_course.v1"):
    """The director took the seat back, or cancelled the edition; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    reason_code: TakenBackBecause
    seat_released: bool


class ApplicationNoShowRecorded(Event, name="registration.application.no_show_recorded.v1"):
    """The person did not arrive on the first day."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationEnrolled(Event, name="registration.application.enrolled.v1"):
    """The person arrived and takes part."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationLeftEarly(Event, name="registration.application.left_early.v1"):
    """The person left before the closing day."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class ApplicationFinished(Event, name="registration.application.finished.v1"):
    """The person took part until the closing day."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class SeatReleased(Event, name="registration.seat.released.v1", subject="edition_id"):
    """A seat is free again."""

    edition_id: Id
    country: Country
    seats_left: int


class EditionExtended(Event, name="registration.edition.extended.v1"):
    """A phase stays open until a later time, or is open again; `phase` is the application's when it is not said."""

    edition_id: Id
    application_closes_at: datetime
    phase: Phase | None = None
    closes_at: datetime | None = None
    reason_code: ExtendedBecause | None = None


class EditionSeatsChanged(Event, name="registration.edition.seats_changed.v1"):
    """The seats, the limits of the countries or the countries invited are others than before: these."""

    edition_id: Id
    seats: int
    country_cap: int
    country_caps: dict[Country, int]
    countries: list[Country]


class NominationExpired(Event, name="registration.nomination.expired.v1", subject="application_id"):
    """The institution did not answer in time; an answer on paper can still be recorded."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    focal_point_id: PersonId


class InstitutionUpdated(Event, name="registration.institution.updated.v1", audience="internal"):
    """What an institution is called, in emails to its focal point and to those whom it nominates."""

    institution_id: Id
    country: Country
    called: str


class CallSent(Event, name="registration.call.sent.v1"):
    """An institution is asked to nominate officials; again when somebody else became its focal point."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    due_on: date


class CallReminded(Event, name="registration.call.reminded.v1"):
    """An institution that has not answered is reminded."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    due_on: date


class CallAcknowledged(Event, name="registration.call.acknowledged.v1"):
    """The institution has taken note of the call."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country


class CallDeclined(Event, name="registration.call.declined.v1"):
    """The institution nominates nobody this time; the reason is a code."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    reason_code: NoNomineeBecause


class CallUnanswered(Event, name="registration.call.unanswered.v1"):
    """The last day to nominate is over without an answer."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country


class CallWithdrawn(Event, name="registration.call.withdrawn.v1"):
    """The edition is cancelled, so nothing is asked of the institution any more."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country


class NominationInvited(Event, name="registration.nomination.invited.v1", subject="call_id"):
    """An institution nominates an official, who is invited to apply."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    country: Country
    nomination_id: PersonId
    person_id: PersonId
    apply_until: datetime


class NominationRanked(Event, name="registration.nomination.ranked.v1", subject="call_id"):
    """The place, from 1, that an institution gives an official among those it nominates; later also who has applied."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    country: Country
    nomination_id: PersonId
    person_id: PersonId
    rank: int
    application_id: PersonId | None = None


class NominationWithdrawn(Event, name="registration.nomination.withdrawn.v1", subject="call_id"):
    """The institution takes a nomination back, before the official has applied."""

    call_id: Id
    edition_id: Id
    institution_id: Id
    country: Country
    nomination_id: PersonId
    person_id: PersonId


class EligibilityEvaluated(Event, name="registration.eligibility.evaluated.v1", subject="application_id"):
    """The edition's requirements were held against an application; the rules propose, and a person decides."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    rules_version: int
    outcome: Outcome
    results: dict[Rule, Outcome]
    reasons: list[NotMetBecause]


class EligibilityOverridden(Event, name="registration.eligibility.overridden.v1", subject="application_id"):
    """A person decided that these requirements are met although the rules do not say so."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    rules_version: int
    rules: list[Rule]


class ReviewAssigned(Event, name="registration.review.assigned.v1", subject="reviewer_id", audience="internal"):
    """A member of the selection committee has these applications to review, until the end of a day."""

    reviewer_id: PersonId
    person_id: PersonId
    edition_id: Id
    application_ids: list[PersonId]
    review_ids: list[PersonId]
    due_on: date


class ReviewSubmitted(Event, name="registration.review.submitted.v1", audience="internal"):
    """A review was given; what it says stays in registration."""

    review_id: PersonId
    application_id: PersonId
    edition_id: Id
    reviewer_id: PersonId


class ReviewRecused(Event, name="registration.review.recused.v1", audience="internal"):
    """A member of the committee stepped back from an application; the reason is a code."""

    review_id: PersonId
    application_id: PersonId
    edition_id: Id
    reviewer_id: PersonId
    reason_code: RecusedBecause


class ReviewReopened(Event, name="registration.review.reopened.v1", audience="internal"):
    """The director asks a member of the committee to look at a review again; why is read on the reviewer's page."""

    review_id: PersonId
    application_id: PersonId
    edition_id: Id
    reviewer_id: PersonId
    person_id: PersonId
    due_on: date


FUNDING_SOURCES = ("osi", "national", "other")
"""Who pays a journey: the course out of its Operational Support Income, the participant's country, or somebody else."""

TRAVEL_REFUSED_BECAUSE = ("own_funds", "no_funds", "dates", "other")
TRAVEL_CANCELLED_BECAUSE = ("not_travelling", "dates", "own_way", "other")
SEAT_GIVEN_UP = "seat-given-up"

FundingSource = Annotated[str, Codes(FUNDING_SOURCES)]
TravelRefusedBecause = Annotated[str, Codes(TRAVEL_REFUSED_BECAUSE)]
TravelCancelledBecause = Annotated[str, Codes((*TRAVEL_CANCELLED_BECAUSE, SEAT_GIVEN_UP, CALLED_OFF_BECAUSE))]


class TravelRequested(Event, name="registration.travel.requested.v1"):
    """A confirmed participant needs to travel, or asks otherwise than before."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource


class TravelNotNeeded(Event, name="registration.travel.not_needed.v1"):
    """A participant comes without the travel desk."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class TravelApproved(Event, name="registration.travel.approved.v1"):
    """The budget bears the journey up to this amount."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    amount: Amount
    currency: Currency


class TravelRefused(Event, name="registration.travel.refused.v1"):
    """The journey will not be arranged; the participant may ask otherwise."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    reason_code: TravelRefusedBecause


class TravelItineraryProposed(Event, name="registration.travel.itinerary_proposed.v1"):
    """The participant is asked whether this itinerary suits them."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    legs_count: int


class TravelItineraryDeclined(Event, name="registration.travel.itinerary_declined.v1"):
    """The participant wishes for another itinerary, for the so-manieth time."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    times: int


class TravelItineraryAccepted(Event, name="registration.travel.itinerary_accepted.v1"):
    """The itinerary stands: accepted, or told by a participant whose own country pays."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    legs_count: int


class TravelTicketed(Event, name="registration.travel.ticketed.v1"):
    """The ticket is bought."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    amount: Amount
    currency: Currency


class TravelCompleted(Event, name="registration.travel.completed.v1"):
    """The participant has travelled."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource


class TravelSettled(Event, name="registration.travel.settled.v1"):
    """What the journey has cost in the end; also of one that was cancelled after its ticket was bought."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    amount: Amount
    currency: Currency


class TravelCancelled(Event, name="registration.travel.cancelled.v1"):
    """The journey will not take place."""

    travel_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    funding_source: FundingSource
    reason_code: TravelCancelledBecause


class ApplicationSentAgain(Event, name="registration.application.sent_again.v1"):
    """The form came again with the address of an application that has not ended, which stays as it is."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id


class AlumniMatched(Event, name="registration.alumni.matched.v1", subject="application_id"):
    """Who applies took part in these editions to the end; how sure that is, of 100, since a person decided it or 100."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    earlier_edition_ids: list[Id]
    confidence: int


class PersonMerged(Event, name="registration.person.merged.v1", subject="match_id"):
    """Somebody decided that two ids are one person's: `kept_id` from now on; what says `merged_id` is theirs, too."""

    match_id: PersonId
    kept_id: PersonId
    merged_id: PersonId
    confidence: int


class PersonSeparated(Event, name="registration.person.separated.v1", subject="match_id"):
    """Not the same person after all: what said `separated_id` before the two were merged is of that person alone."""

    match_id: PersonId
    kept_id: PersonId
    separated_id: PersonId


class OfferReminded(Event, name="registration.offer.reminded.v1", subject="application_id"):
    """A seat on offer waits for its answer: the person is reminded, and the focal point if the institution has one."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    focal_point_id: PersonId | None
    offer_id: PersonId
    offer_expires_at: datetime


class OfferExtended(Event, name="registration.offer.extended.v1", subject="application_id"):
    """The person has until later to answer the offer; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    offer_id: PersonId
    offer_expires_at: datetime
    reason_code: OfferExtendedBecause


class OfferPartiallyAccepted(Event, name="registration.offer.partially_accepted.v1", subject="application_id"):
    """Which parts of the offer the person takes with the seat; all of them, when somebody changed their mind."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    country: Country
    offer_id: PersonId
    accepted_parts: list[OfferPart]
    refused_parts: list[OfferPart]


class ReplacementRequested(Event, name="registration.replacement.requested.v1", subject="replacement_id"):
    """A confirmed seat was given back: its institution may name another official before the waiting list has it."""

    replacement_id: Id
    edition_id: Id
    application_id: PersonId
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    due_at: datetime


class ReplacementNamed(Event, name="registration.replacement.named.v1", subject="replacement_id"):
    """The institution has named another official, who may apply until then."""

    replacement_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    nomination_id: PersonId
    person_id: PersonId
    apply_until: datetime


class ReplacementDeclined(Event, name="registration.replacement.declined.v1", subject="replacement_id"):
    """The institution names nobody else, so the seat goes to the waiting list; the reason is a code."""

    replacement_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    reason_code: NobodyElseBecause


class ReplacementLapsed(Event, name="registration.replacement.lapsed.v1", subject="replacement_id"):
    """Nobody was named or applied in time, or whoever was named cannot come: the institution's turn is over."""

    replacement_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    nomination_id: PersonId | None


class ReplacementSeated(Event, name="registration.replacement.seated.v1", subject="replacement_id"):
    """The official whom the institution named has the seat on offer."""

    replacement_id: Id
    edition_id: Id
    institution_id: Id
    focal_point_id: PersonId
    country: Country
    application_id: PersonId


class ApplicationStarted(Event, name="registration.application.started.v1", subject="draft_id"):
    """Somebody has begun an application and not sent it yet; it gets its own id and number when it is sent."""

    draft_id: PersonId
    person_id: PersonId
    edition_id: Id
    closes_at: datetime


class DraftResumed(Event, name="registration.draft.resumed.v1"):
    """Somebody who has begun an application asks again for the link to it."""

    draft_id: PersonId
    person_id: PersonId
    edition_id: Id
    closes_at: datetime


class DraftReminded(Event, name="registration.draft.reminded.v1"):
    """An application was begun and not sent, and soon none will be taken any more."""

    draft_id: PersonId
    person_id: PersonId
    edition_id: Id
    closes_at: datetime


class DraftSent(Event, name="registration.draft.sent.v1"):
    """What was begun was sent: it is this application now."""

    draft_id: PersonId
    person_id: PersonId
    edition_id: Id
    application_id: PersonId


class ApplicationDiscarded(Event, name="registration.application.discarded.v1", subject="draft_id"):
    """What was begun will not be sent; the reason is a code."""

    draft_id: PersonId
    person_id: PersonId
    edition_id: Id
    reason_code: DiscardedBecause


class ApplicationEdited(Event, name="registration.application.edited.v1"):
    """The applicant, or staff for a reason, changed what a sent application says; these fields, never what is in them."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    edited: list[Code]


class DocumentUploaded(Event, name="registration.document.uploaded.v1", subject="application_id"):
    """A document of an application came for the first time."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    kind: DocumentKind
    document_id: PersonId
    sha256: Sha256


class DocumentReplaced(Event, name="registration.document.replaced.v1", subject="application_id"):
    """Another version of a document came; the earlier one is kept."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    kind: DocumentKind
    document_id: PersonId
    sha256: Sha256
    replaces: PersonId


class DocumentAccepted(Event, name="registration.document.accepted.v1", subject="application_id"):
    """The secretariat has looked at a document and takes it."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    kind: DocumentKind
    document_id: PersonId


class DocumentRejected(Event, name="registration.document.rejected.v1", subject="application_id"):
    """The secretariat needs another version of this one document; the reason is a code."""

    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    kind: DocumentKind
    document_id: PersonId
    reason_code: RejectedBecause


class ParticipantDetailsCompleted(
    Event, name="registration.participant.details_completed.v1", subject="participant_id"
):
    """Somebody with a confirmed seat has said all that the stay needs; only what has to be arranged is told."""

    participant_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
    needs_visa: bool
    needs_accessibility: bool
    needs_diet: bool


class ParticipantDetailsReminded(Event, name="registration.participant.details_reminded.v1", subject="participant_id"):
    """Somebody with a confirmed seat is reminded of what the stay needs and is not said yet."""

    participant_id: PersonId
    application_id: PersonId
    person_id: PersonId
    edition_id: Id
