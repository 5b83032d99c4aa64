"""Which facts are told to whom, and until when an email that asks for something is still true."""

import dataclasses

import pytest

from services.notifications.model.known import Application, Asked, Fact, Review
from services.notifications.model.status_emails import STATUS_EMAILS, Recipient, is_still_true
from shared.contracts import certification, notifications, registration, scheduling
from shared.contracts.event import REGISTRY, Event
from shared.contracts.registration import (
    ApplicationResubmitted,
    ApplicationSelected,
    ApplicationWithdrawn,
    CallAcknowledged,
    CallDeclined,
    CallReminded,
    CallSent,
    CallUnanswered,
    NominationInvited,
    NominationReceived,
    NominationRequested,
    NominationWithdrawn,
    OfferConfirmed,
)
from tests.services.notifications.people import APPLICATION, FOCAL_POINT, QUISPE, email

TOLD_OTHERWISE = {
    registration.EditionCreated: "nobody is waiting for it yet",
    registration.EditionOpened: "told on the public pages",
    registration.EditionClosed: "told on the public pages",
    registration.EditionExtended: "told on the public pages",
    registration.EditionSeatsChanged: "told on the public pages",
    registration.EditionStarted: "participants are told of their own enrolment",
    registration.EditionFinished: "participants are told of their own finish",
    registration.EditionCancelled: "every live application is withdrawn by the course, which is told",
    registration.SelectionPublished: "every applicant is told their own outcome",
    registration.CallAcknowledged: "staff see it on the board of countries",
    registration.CallDeclined: "staff see it on the board of countries",
    registration.CallUnanswered: "staff see it on the board of countries",
    registration.NominationRanked: "an institution's order is for the course alone",
    registration.NominationWithdrawn: "the institution tells its own official",
    registration.ReplacementDeclined: "the institution said so itself; the promoted person is told",
    registration.ReplacementLapsed: "the institution was told until when; the promoted person is told",
    registration.ReplacementSeated: "the person is told that they are selected",
    registration.EligibilityEvaluated: "the applicant reads it on their own page; the rules only propose",
    registration.EligibilityOverridden: "the applicant reads it on their own page",
    registration.DraftSent: "told as the application's submission",
    registration.ApplicationDiscarded: "the person did it, or was reminded and let it pass",
    registration.ApplicationEdited: "the person sees it on their own page, and staff in its history",
    registration.DocumentUploaded: "the person sees it on their own page",
    registration.DocumentReplaced: "the person sees it on their own page",
    registration.DocumentAccepted: "the person sees it on their own page",
    registration.ParticipantDetailsCompleted: "the person has just done it",
    registration.AlumniMatched: "staff see it beside the application; the applicant knows",
    registration.PersonMerged: "staff decide it; who is written to where, ContactUpdated tells",
    registration.PersonSeparated: "staff decide it; who is written to where, ContactUpdated tells",
    registration.SeatReleased: "the promoted person is told",
    scheduling.ProgrammeDrafted: "nobody outside has seen it",
    scheduling.SessionPublished: "told with the programme",
    scheduling.ParticipantArrived: "told as enrolment",
    scheduling.AttendanceRecorded: "told with the result",
    scheduling.AttendanceLocked: "told with the result",
    certification.CompletionComputed: "the director has not approved it",
    certification.CompletionApproved: "told with the certificate",
    certification.CertificateIssueFailed: "staff correct it and try again",
    certification.CertificateApproved: "told when it is issued",
}


def test_every_public_fact_is_told_by_email_or_has_a_reason_not_to_be() -> None:
    rooms = (registration, scheduling, certification)
    public = {
        event
        for event in REGISTRY.values()
        if event.audience == "public" and event.__module__ in {room.__name__ for room in rooms}
    }
    rows = [row.event for row in STATUS_EMAILS]
    to_reviewers = {row.event for row in STATUS_EMAILS if row.recipient is Recipient.REVIEWER}
    assert {*rows, *TOLD_OTHERWISE} - to_reviewers == public
    assert {event.audience for event in to_reviewers} == {"internal"}
    assert len(rows) == len(set(rows))
    assert not set(rows) & set(TOLD_OTHERWISE)
    assert notifications.EmailAccepted not in rows


def test_a_template_has_the_name_of_its_fact() -> None:
    assert {row.event.name: row.template for row in STATUS_EMAILS}["registration.application.not_selected.v1"] == (
        "application-not-selected"
    )


def test_focal_points_experts_and_participants_are_told_what_concerns_them() -> None:
    others = {row.template: row.recipient for row in STATUS_EMAILS if row.recipient is not Recipient.APPLICANT}
    assert others == {
        "nomination-requested": Recipient.FOCAL_POINT,
        "call-sent": Recipient.INSTITUTION,
        "call-reminded": Recipient.INSTITUTION,
        "call-withdrawn": Recipient.INSTITUTION,
        "nomination-invited": Recipient.NOMINEE,
        "offer-reminded": Recipient.APPLICANT_AND_FOCAL_POINT,
        "replacement-requested": Recipient.FOCAL_POINT,
        "replacement-named": Recipient.REPLACEMENT,
        "programme-released": Recipient.PARTICIPANTS,
        "expert-assigned": Recipient.EXPERT,
        "application-started": Recipient.DRAFTER,
        "draft-resumed": Recipient.DRAFTER,
        "draft-reminded": Recipient.DRAFTER,
        **{row.template: Recipient.TRAVELLER for row in STATUS_EMAILS if row.template.startswith("travel-")},
        "review-assigned": Recipient.REVIEWER,
        "review-reopened": Recipient.REVIEWER,
    }


def standing(status: type[Event], event_id: str, nomination: tuple[type[Event], str] | None = None) -> Application:
    return dataclasses.replace(
        APPLICATION,
        status=Fact(name=status.name, event_id=event_id, sequence=9),
        nomination=Fact(name=nomination[0].name, event_id=nomination[1], sequence=8) if nomination else None,
    )


@pytest.mark.feature("D6")
@pytest.mark.parametrize(
    ("template", "application", "is_true"),
    [
        ("application-selected", standing(ApplicationSelected, "event-9"), True),
        ("application-selected", standing(ApplicationSelected, "a newer offer"), False),
        ("application-selected", standing(OfferConfirmed, "event-10"), False),
        ("application-selected", standing(registration.OfferExtended, "event-10"), False),
        ("offer-reminded", standing(registration.OfferReminded, "event-9"), True),
        ("offer-reminded", standing(OfferConfirmed, "event-10"), False),
        ("offer-reminded-institution", standing(registration.OfferReminded, "event-9"), True),
        ("offer-reminded-institution", standing(registration.OfferDeclined, "event-10"), False),
        ("offer-reminded", standing(registration.OfferExtended, "event-10"), False),
        ("offer-extended", standing(registration.OfferLapsed, "event-10"), False),
        ("application-returned", standing(ApplicationResubmitted, "event-10"), False),
        ("nomination-requested", standing(ApplicationResubmitted, "x", (NominationRequested, "event-9")), True),
        ("nomination-requested", standing(ApplicationResubmitted, "x", (NominationReceived, "event-10")), False),
        ("nomination-requested", standing(ApplicationWithdrawn, "x", (NominationRequested, "event-9")), False),
        ("application-waitlisted", standing(ApplicationWithdrawn, "x"), True),
    ],
)
def test_an_email_that_asks_for_something_is_true_until_something_newer_is_known(
    template: str, application: Application, is_true: bool
) -> None:
    assert is_still_true(email(template, "event-9"), application) is is_true


@pytest.mark.feature("A3", "D6")
@pytest.mark.parametrize(
    ("template", "latest", "person_id", "is_true"),
    [
        ("call-sent", CallSent, FOCAL_POINT.person_id, True),
        ("call-sent", CallReminded, FOCAL_POINT.person_id, True),
        ("call-reminded", CallAcknowledged, FOCAL_POINT.person_id, True),
        ("call-sent", CallSent, "the focal point who came after", False),
        ("call-reminded", CallDeclined, FOCAL_POINT.person_id, False),
        ("call-reminded", CallUnanswered, FOCAL_POINT.person_id, False),
        ("call-reminded", NominationInvited, "", False),
    ],
)
def test_an_institution_is_not_written_to_after_it_has_answered_or_its_focal_point_has_left(
    template: str, latest: type[Event], person_id: str, is_true: bool
) -> None:
    asked = Asked(id="call-1", person_id=person_id, latest=Fact(name=latest.name, event_id="x", sequence=3))
    assert is_still_true(email(template, recipient_id=FOCAL_POINT.person_id), None, asked) is is_true


def test_a_nomination_that_was_taken_back_invites_nobody() -> None:
    invited, withdrawn = (
        Asked(id="nomination-1", person_id=QUISPE.person_id, latest=Fact(name=kind.name, event_id="x", sequence=3))
        for kind in (NominationInvited, NominationWithdrawn)
    )
    told = email("nomination-invited")
    assert [is_still_true(told, None, asked) for asked in (invited, withdrawn)] == [True, False]


@pytest.mark.feature("A8", "D6")
@pytest.mark.parametrize(("done", "is_true"), [((), True), (("review-1",), True), (("review-1", "review-2"), False)])
def test_a_reviewer_is_asked_as_long_as_one_review_is_to_be_given(done: tuple[str, ...], is_true: bool) -> None:
    asked = email("review-assigned", review_ids=("review-1", "review-2"))
    known = [Review(id=one, done=one in done) for one in asked.review_ids]
    assert is_still_true(asked, None, reviews=known) is is_true
    assert is_still_true(asked, None)


@pytest.mark.feature("A17", "D6")
@pytest.mark.parametrize(
    ("template", "latest", "is_true"),
    [
        ("travel-itinerary-proposed", registration.TravelItineraryProposed, True),
        ("travel-itinerary-proposed", registration.TravelItineraryAccepted, False),
        ("travel-itinerary-proposed", registration.TravelCancelled, False),
        ("travel-ticketed", registration.TravelCompleted, True),
    ],
)
def test_nobody_is_asked_about_an_itinerary_that_is_answered_or_cancelled(
    template: str, latest: type[Event], is_true: bool
) -> None:
    asked = Asked(id="travel-1", person_id=QUISPE.person_id, latest=Fact(name=latest.name, event_id="x", sequence=3))
    assert is_still_true(email(template), APPLICATION, asked) is is_true
