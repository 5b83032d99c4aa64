"""Who is written to about which fact: one row each. A new status email is a row here and a folder in `emails/`."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from services.notifications.model.email import Email
from services.notifications.model.known import Application, Asked, Review, Told
from shared.contracts import certification, registration, scheduling
from shared.contracts.event import Event


class Recipient(StrEnum):
    """Whom a fact is told to."""

    APPLICANT = "applicant"
    FOCAL_POINT = "focal_point"
    EXPERT = "expert"
    PARTICIPANTS = "participants"
    INSTITUTION = "institution"
    NOMINEE = "nominee"
    APPLICANT_AND_FOCAL_POINT = "applicant_and_focal_point"
    REPLACEMENT = "replacement"
    REVIEWER = "reviewer"
    DRAFTER = "drafter"
    TRAVELLER = "traveller"


@dataclass(frozen=True)
class StatusEmail:
    """An event becomes an email of the template of its name, to this recipient.

    actionable_while: for an email that asks for something, the facts about the application's status after which that
    can still be done. It is also out of date once a newer fact of its own kind (status or nomination) is known.
    """

    event: type[Event]
    recipient: Recipient
    actionable_while: tuple[type[Event], ...] = ()

    @property
    def template(self) -> str:
        """`registration.application.not_selected.v1` is told by `application-not-selected`."""
        return "-".join(self.event.name.split(".")[1:3]).replace("_", "-")

    @property
    def templates(self) -> tuple[str, ...]:
        """One for each kind of recipient."""
        both = self.recipient is Recipient.APPLICANT_AND_FOCAL_POINT
        return (self.template, f"{self.template}-institution") if both else (self.template,)

    def template_for(self, told: Told) -> str:
        """Somebody who speaks for an institution reads other words than the official."""
        return self.templates[-1 if told.official else 0]


NOMINATION_FACTS = (
    registration.NominationRequested,
    registration.NominationReceived,
    registration.NominationRefused,
    registration.NominationExpired,
)
CALL_FACTS = (
    registration.CallSent,
    registration.CallReminded,
    registration.CallAcknowledged,
    registration.CallDeclined,
    registration.CallUnanswered,
    registration.CallWithdrawn,
    registration.NominationInvited,
    registration.NominationWithdrawn,
)
DRAFT_FACTS = (
    registration.ApplicationStarted,
    registration.DraftResumed,
    registration.DraftReminded,
    registration.DraftSent,
    registration.ApplicationDiscarded,
)
DOCUMENT_FACTS = (registration.DocumentRejected, registration.DocumentReplaced)
DETAILS_FACTS = (registration.ParticipantDetailsReminded, registration.ParticipantDetailsCompleted)
BEGUN = (registration.ApplicationStarted, registration.DraftResumed, registration.DraftReminded)
REPLACEMENT_FACTS = (
    registration.ReplacementRequested,
    registration.ReplacementNamed,
    registration.ReplacementDeclined,
    registration.ReplacementLapsed,
    registration.ReplacementSeated,
)
BESIDE_THE_STATUS = (registration.OfferPartiallyAccepted,)
"""Facts about an application that change nothing in where it stands."""

OFFERED = (registration.ApplicationSelected, registration.ApplicationPromoted)
TRAVEL_FACTS = (
    registration.TravelRequested,
    registration.TravelNotNeeded,
    registration.TravelApproved,
    registration.TravelRefused,
    registration.TravelItineraryProposed,
    registration.TravelItineraryDeclined,
    registration.TravelItineraryAccepted,
    registration.TravelTicketed,
    registration.TravelCompleted,
    registration.TravelSettled,
    registration.TravelCancelled,
)
ASKS_TRAVELLER = (registration.TravelItineraryProposed,)
UNANSWERED = (registration.CallSent, registration.CallReminded, registration.CallAcknowledged)
IN_THE_RUNNING = (
    registration.ApplicationSubmitted,
    registration.ApplicationReturned,
    registration.ApplicationResubmitted,
    registration.ApplicationReviewStarted,
    registration.ApplicationReopened,
    registration.ApplicationWaitlisted,
    *OFFERED,
    registration.OfferReminded,
    registration.OfferExtended,
)
TAKING_PART = (registration.OfferConfirmed, registration.ApplicationEnrolled)
STAYING = (*TAKING_PART, registration.ApplicationFinished)
"""After any of these nobody has given their seat up."""

PROGRAMME_EMAIL = StatusEmail(scheduling.ProgrammeReleased, Recipient.PARTICIPANTS)

STATUS_EMAILS = (
    StatusEmail(registration.ApplicationStarted, Recipient.DRAFTER, BEGUN),
    StatusEmail(registration.DraftResumed, Recipient.DRAFTER, BEGUN),
    StatusEmail(registration.DraftReminded, Recipient.DRAFTER, BEGUN),
    StatusEmail(registration.ApplicationSubmitted, Recipient.APPLICANT),
    StatusEmail(registration.DocumentRejected, Recipient.APPLICANT, (registration.DocumentRejected,)),
    StatusEmail(
        registration.ParticipantDetailsReminded, Recipient.APPLICANT, (registration.ParticipantDetailsReminded,)
    ),
    StatusEmail(registration.ApplicationSentAgain, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationReturned, Recipient.APPLICANT, (registration.ApplicationReturned,)),
    StatusEmail(registration.ApplicationResubmitted, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationReviewStarted, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationMarkedIneligible, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationReopened, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationLapsed, Recipient.APPLICANT),
    StatusEmail(registration.NominationRequested, Recipient.FOCAL_POINT, IN_THE_RUNNING),
    StatusEmail(registration.CallSent, Recipient.INSTITUTION, UNANSWERED),
    StatusEmail(registration.CallReminded, Recipient.INSTITUTION, UNANSWERED),
    StatusEmail(registration.CallWithdrawn, Recipient.INSTITUTION),
    StatusEmail(registration.NominationInvited, Recipient.NOMINEE, (registration.NominationInvited,)),
    StatusEmail(registration.NominationReceived, Recipient.APPLICANT),
    StatusEmail(registration.NominationRefused, Recipient.APPLICANT),
    StatusEmail(registration.NominationExpired, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationSelected, Recipient.APPLICANT, (registration.ApplicationSelected,)),
    StatusEmail(registration.ApplicationPromoted, Recipient.APPLICANT, (registration.ApplicationPromoted,)),
    StatusEmail(registration.OfferReminded, Recipient.APPLICANT_AND_FOCAL_POINT, (registration.OfferReminded,)),
    StatusEmail(registration.OfferExtended, Recipient.APPLICANT, (registration.OfferExtended,)),
    StatusEmail(registration.OfferPartiallyAccepted, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationWaitlisted, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationNotSelected, Recipient.APPLICANT),
    StatusEmail(registration.OfferConfirmed, Recipient.APPLICANT),
    StatusEmail(registration.OfferDeclined, Recipient.APPLICANT),
    StatusEmail(registration.OfferLapsed, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationWithdrawn, Recipient.APPLICANT),
    StatusEmail(registration.ReplacementRequested, Recipient.FOCAL_POINT, (registration.ReplacementRequested,)),
    StatusEmail(registration.ReplacementNamed, Recipient.REPLACEMENT, (registration.ReplacementNamed,)),
    StatusEmail(registration.ApplicationWithdrawnByCourse, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationNoShowRecorded, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationEnrolled, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationLeftEarly, Recipient.APPLICANT),
    StatusEmail(registration.ApplicationFinished, Recipient.APPLICANT),
    *(
        StatusEmail(fact, Recipient.TRAVELLER, ASKS_TRAVELLER if fact in ASKS_TRAVELLER else ())
        for fact in TRAVEL_FACTS
    ),
    PROGRAMME_EMAIL,
    StatusEmail(scheduling.ExpertAssigned, Recipient.EXPERT),
    StatusEmail(registration.ReviewAssigned, Recipient.REVIEWER),
    StatusEmail(registration.ReviewReopened, Recipient.REVIEWER),
    StatusEmail(certification.CompletionRefused, Recipient.APPLICANT),
    StatusEmail(certification.CertificateIssued, Recipient.APPLICANT),
    StatusEmail(certification.CertificateRevoked, Recipient.APPLICANT),
    StatusEmail(certification.CertificateSuperseded, Recipient.APPLICANT),
)

_BY_TEMPLATE = {template: row for row in STATUS_EMAILS for template in row.templates}


def is_still_true(
    email: Email, application: Application | None, asked: Asked | None = None, reviews: Iterable[Review] = ()
) -> bool:
    """Whether the email may still be sent: nothing newer than what it asks for has happened.

    What asks for one thing (an answer to a call, the sending of a draft, a document, a word on an itinerary) is true while
    the same person is asked for it and has not done it.
    """
    row = _BY_TEMPLATE[email.template]
    if asked is not None and row.actionable_while:
        return asked.person_id == email.recipient_id and asked.latest.name in names(row.actionable_while)
    done = {review.id for review in reviews if review.done}
    if email.review_ids and done >= set(email.review_ids):
        return False
    if application is None or not row.actionable_while:
        return True
    latest = application.nomination if row.event in NOMINATION_FACTS else application.status
    is_latest = latest is not None and latest.event_id == email.cause_event_id
    return is_latest and application.status.name in names(row.actionable_while)


def names(events: Iterable[type[Event]]) -> tuple[str, ...]:
    """The names of these events."""
    return tuple(event.name for event in events)
