"""What registration publishes: editions, nominations, applications, offers, seats and, internally, contacts."""

from datetime import date, datetime

from shared.contracts.event import Event

INELIGIBLE_BECAUSE = (
    "experience",
    "ministry",
    "not_an_official",
    "country",
    "missing_documents",
    "incomplete",
    "duplicate",
    "other",
)
GIVEN_UP_BECAUSE = ("duty", "institution", "travel", "personal", "other")
TAKEN_BACK_BECAUSE = ("not_an_official", "missing_documents", "institution", "conduct", "other")
CALLED_OFF_BECAUSE = "edition-cancelled"
"""Every code that may be published as a `reason_code`; a list may grow, and nothing that somebody wrote goes out."""


class EditionCreated(Event, name="registration.edition.created.v1"):
    """An edition of the course was set up; it is not open yet."""

    edition_id: str
    ordinal: int
    year: int


class EditionOpened(Event, name="registration.edition.opened.v1"):
    """The call is open: governments may nominate and officials may apply."""

    edition_id: str
    ordinal: int
    year: int
    city: str
    timezone: str
    starts_on: date
    ends_on: date
    seats: int
    countries: list[str]
    languages: list[str]


class EditionClosed(Event, name="registration.edition.closed.v1"):
    """Applications are no longer taken; review goes on."""

    edition_id: str


class EditionStarted(Event, name="registration.edition.started.v1"):
    """The course has begun."""

    edition_id: str


class EditionFinished(Event, name="registration.edition.finished.v1"):
    """The closing day is over."""

    edition_id: str


class EditionCancelled(Event, name="registration.edition.cancelled.v1"):
    """The edition will not take place."""

    edition_id: str


class ContactUpdated(Event, name="registration.contact.updated.v1", subject="person_id", audience="internal"):
    """How to write to a person: an applicant or an institution's focal point."""

    person_id: str
    email: str
    language: str
    full_name: str


class ApplicationSubmitted(Event, name="registration.application.submitted.v1"):
    """An official's application was received and has a number."""

    application_id: str
    person_id: str
    edition_id: str
    number: str
    country: str
    ministry_kind: str
    institution_id: str
    missing: list[str]


class ApplicationReturned(Event, name="registration.application.returned.v1"):
    """Corrections are asked for, with a deadline; which ones, the applicant reads on their own page."""

    application_id: str
    person_id: str
    edition_id: str
    due_at: datetime


class ApplicationResubmitted(Event, name="registration.application.resubmitted.v1"):
    """The corrected application came back."""

    application_id: str
    person_id: str
    edition_id: str
    missing: list[str]


class ApplicationReviewStarted(Event, name="registration.application.review_started.v1"):
    """The application is complete and under review."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationMarkedIneligible(Event, name="registration.application.marked_ineligible.v1"):
    """A person decided that the requirements are not met, for one of INELIGIBLE_BECAUSE."""

    application_id: str
    person_id: str
    edition_id: str
    reason_code: str


class ApplicationReopened(Event, name="registration.application.reopened.v1"):
    """The director took an ended application back under review."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationLapsed(Event, name="registration.application.lapsed.v1"):
    """Corrections did not come in time."""

    application_id: str
    person_id: str
    edition_id: str


class NominationRequested(Event, name="registration.nomination.requested.v1", subject="application_id"):
    """The nominating institution is asked to endorse the application."""

    application_id: str
    person_id: str
    edition_id: str
    institution_id: str
    focal_point_id: str
    country: str
    due_on: date


class NominationReceived(Event, name="registration.nomination.received.v1", subject="application_id"):
    """The institution endorsed the application: the government nominates this official."""

    application_id: str
    person_id: str
    edition_id: str
    institution_id: str
    focal_point_id: str
    country: str


class NominationRefused(Event, name="registration.nomination.refused.v1", subject="application_id"):
    """The institution does not endorse the application."""

    application_id: str
    person_id: str
    edition_id: str
    institution_id: str
    focal_point_id: str
    country: str


class SelectionPublished(Event, name="registration.selection.published.v1", subject="edition_id"):
    """The director published the whole selection at once."""

    edition_id: str
    batch_id: str
    selected: int
    waitlisted: int
    not_selected: int


class ApplicationSelected(Event, name="registration.application.selected.v1"):
    """The director published a selection and this application has a seat on offer."""

    application_id: str
    person_id: str
    edition_id: str
    country: str
    offer_id: str
    offer_expires_at: datetime


class ApplicationWaitlisted(Event, name="registration.application.waitlisted.v1"):
    """The application waits for a seat, at this place of its country's list and of the region's."""

    application_id: str
    person_id: str
    edition_id: str
    country: str
    country_position: int
    region_position: int


class ApplicationNotSelected(Event, name="registration.application.not_selected.v1"):
    """There is no seat for this application in this edition."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationPromoted(Event, name="registration.application.promoted.v1"):
    """A freed seat is on offer to this application from the waiting list."""

    application_id: str
    person_id: str
    edition_id: str
    country: str
    offer_id: str
    offer_expires_at: datetime


class OfferConfirmed(Event, name="registration.offer.confirmed.v1", subject="application_id"):
    """The person takes the seat."""

    application_id: str
    person_id: str
    edition_id: str
    country: str
    offer_id: str


class OfferDeclined(Event, name="registration.offer.declined.v1", subject="application_id"):
    """The person does not take the seat, for one of GIVEN_UP_BECAUSE."""

    application_id: str
    person_id: str
    edition_id: str
    offer_id: str
    reason_code: str


class OfferLapsed(Event, name="registration.offer.lapsed.v1", subject="application_id"):
    """The offer's deadline passed without an answer."""

    application_id: str
    person_id: str
    edition_id: str
    offer_id: str


class ApplicationWithdrawn(Event, name="registration.application.withdrawn.v1"):
    """The person, or their institution, gave the application up, for one of GIVEN_UP_BECAUSE."""

    application_id: str
    person_id: str
    edition_id: str
    reason_code: str
    seat_released: bool


class ApplicationWithdrawnByCourse(Event, name="registration.application.withdrawn_by_course.v1"):
    """The director took the seat back, for one of TAKEN_BACK_BECAUSE, or cancelled the edition: CALLED_OFF_BECAUSE."""

    application_id: str
    person_id: str
    edition_id: str
    reason_code: str
    seat_released: bool


class ApplicationNoShowRecorded(Event, name="registration.application.no_show_recorded.v1"):
    """The person did not arrive on the first day."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationEnrolled(Event, name="registration.application.enrolled.v1"):
    """The person arrived and takes part."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationLeftEarly(Event, name="registration.application.left_early.v1"):
    """The person left before the closing day."""

    application_id: str
    person_id: str
    edition_id: str


class ApplicationFinished(Event, name="registration.application.finished.v1"):
    """The person took part until the closing day."""

    application_id: str
    person_id: str
    edition_id: str


class SeatReleased(Event, name="registration.seat.released.v1", subject="edition_id"):
    """A seat is free again."""

    edition_id: str
    country: str
    seats_left: int


class EditionExtended(Event, name="registration.edition.extended.v1"):
    """Applications are taken again, until a later time."""

    edition_id: str
    application_closes_at: datetime


class NominationExpired(Event, name="registration.nomination.expired.v1", subject="application_id"):
    """The institution did not answer in time; an answer on paper can still be recorded."""

    application_id: str
    person_id: str
    edition_id: str
    focal_point_id: str
