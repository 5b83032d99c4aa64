"""An application's way from the form to the closing day, and who may take which step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.registration.model import (
    acts,
    applying,
    attending,
    complaints,
    editing,
    nominating,
    offering,
    papers,
    proposing,
    reviewing,
    visa_letter,
)
from services.registration.model.application import Application, Endorsement, Offer, Place, Return
from services.registration.model.cohort import Pin
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.states import EDGES, LIVE, SEATED, Decision, EndorsementStatus, OfferStatus, Status
from services.registration.model.timeline import Step
from services.registration.model.waiting import waiting_on
from services.registration.use_cases import nominations
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationPromoted,
    ApplicationResubmitted,
    ApplicationReturned,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    NominationExpired,
    NominationReceived,
    NominationRefused,
    NominationRequested,
    OfferConfirmed,
    OfferLapsed,
)
from tests.services.registration.invented import AT, DAY, LETTER, ROSA, application, by, edition
from tests.services.registration.memory import MemoryRegistry

OFFER = Offer(id="offer-9", expires_at=AT + 10 * DAY)


def code_of(attempt: Callable[[], Any]) -> str:
    """The code with which an attempt is refused."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.code


def test_applying_says_what_is_missing_and_leaves_a_first_step() -> None:
    received, event = applying.submit(
        application_id="application-1",
        edition=edition(),
        person_id="person-1",
        number=applying.number_of(edition(), 7),
        form=replace(ROSA, motivation=""),
        documents=(),
        cause=by("public"),
    )
    assert event == ApplicationSubmitted(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        number="CIMI-44-0007",
        country="PE",
        ministry_kind="interior",
        institution_id=ROSA.institution_id,
        missing=["letter", "motivation"],
    )
    assert received.timeline == (
        Step(
            at=AT,
            before="",
            after="submitted",
            actor="public",
            role="public",
            reason_code="",
            note="",
            version=0,
            correlation_id="correlation-1",
        ),
    )


def test_corrections_come_back_in_one_piece() -> None:
    returned, said_returned = reviewing.send_back(
        application(letter=None), reason="Falta la carta.", due_at=AT + DAY, cause=by("secretariat")
    )
    assert said_returned == ApplicationReturned(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        due_at=AT + DAY,
    )
    assert returned.returned == Return(reason="Falta la carta.", due_at=AT + DAY)
    corrected, said_resubmitted = applying.resubmit(
        returned, edition=edition(), form=replace(ROSA, position="Jefa"), letter=LETTER, cause=by("applicant")
    )
    assert said_resubmitted == ApplicationResubmitted(
        application_id="application-1", person_id="person-1", edition_id="edition-44", missing=[]
    )
    assert (corrected.status, corrected.form.position, corrected.letter, corrected.returned) == (
        Status.SUBMITTED,
        "Jefa",
        LETTER,
        None,
    )
    assert corrected.endorsed


def test_an_endorsement_does_not_survive_a_change_of_what_it_was_given_for() -> None:
    elsewhere = replace(ROSA, institution="Ministerio de Trabajo")
    corrected, _ = applying.resubmit(
        application(Status.RETURNED), edition=edition(), form=elsewhere, letter=None, cause=by("applicant")
    )
    assert corrected.endorsement.status is EndorsementStatus.NOT_REQUESTED


def test_the_address_of_a_sent_application_stays() -> None:
    with pytest.raises(Refusal) as refusal:
        applying.resubmit(
            application(Status.RETURNED),
            edition=edition(),
            form=replace(ROSA, email="otra@interior.gob.example"),
            letter=None,
            cause=by("applicant"),
        )
    assert refusal.value.fields == {"email": complaints.ADDRESS_FIXED}


def test_corrections_cannot_be_due_in_the_past() -> None:
    with pytest.raises(Refusal) as refusal:
        reviewing.send_back(application(), reason="Falta.", due_at=AT, cause=by("secretariat"))
    assert refusal.value.fields == {"due_at": complaints.IN_THE_PAST}


def test_an_incomplete_application_does_not_go_under_review() -> None:
    incomplete = application(letter=None)
    assert not reviewing.ready(incomplete)
    assert code_of(lambda: reviewing.start(incomplete, edition=edition(), cause=by("secretariat"))) == "incomplete"


def test_one_that_raises_doubts_needs_a_second_look_but_may_go_under_review() -> None:
    doubtful = application(years=0)
    assert not reviewing.ready(doubtful)
    assert reviewing.start(doubtful, edition=edition(), cause=by("secretariat"))[0].status is Status.UNDER_REVIEW


def test_what_is_proposed_is_noted_and_forgotten_when_the_application_leaves_review() -> None:
    noted = reviewing.propose(
        application(Status.UNDER_REVIEW), Decision.SELECTED, reason_code="by-hand", cause=by("director")
    )
    assert (noted.status, noted.proposed_decision, noted.decision_reason) == (
        Status.UNDER_REVIEW,
        Decision.SELECTED,
        "by-hand",
    )
    assert [(step.before, step.after) for step in noted.timeline] == [("proposed:nothing", "proposed:selected")]
    marked, _ = reviewing.mark_ineligible(noted, reason_code="experience", note="", cause=by("secretariat"))
    returned, _ = reviewing.send_back(noted, reason="Falta.", due_at=AT + DAY, cause=by("secretariat"))
    assert [marked.proposed_decision, returned.proposed_decision] == [None, None]


# Nominations


def asked_on(due_on: date) -> Application:
    """An application whose institution was asked."""
    one = application(endorsement=EndorsementStatus.REQUESTED)
    return replace(one, endorsement=replace(one.endorsement, due_on=due_on))


@pytest.mark.feature("A4")
def test_the_institution_is_asked_with_a_date() -> None:
    asking, event = nominating.request(
        application(endorsement=EndorsementStatus.NOT_REQUESTED),
        focal_point_id="jorge",
        edition=edition(),
        cause=by("public"),
    )
    assert asking.endorsement.status is EndorsementStatus.REQUESTED
    assert event == NominationRequested(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        institution_id=ROSA.institution_id,
        focal_point_id="jorge",
        country="PE",
        due_on=date(2027, 1, 15),
    )


def test_an_institution_asked_late_still_has_a_week() -> None:
    late = by("applicant", at=datetime(2027, 1, 20, 15, tzinfo=UTC))
    asking, event = nominating.request(application(), focal_point_id="jorge", edition=edition(), cause=late)
    assert (asking.endorsement.due_on, event.due_on) == (date(2027, 1, 27), date(2027, 1, 27))


@pytest.mark.feature("A4")
@pytest.mark.parametrize(("word", "event"), [("endorsed", NominationReceived), ("refused", NominationRefused)])
def test_the_focal_point_answers_once(word: str, event: type[NominationReceived]) -> None:
    answered, said = nominating.answer(
        asked_on(date(2027, 1, 15)), word=word, reason="", edition=edition(), cause=by("focal_point", "jorge")
    )
    assert said == event(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        institution_id=ROSA.institution_id,
        focal_point_id="jorge",
        country="PE",
    )
    assert (answered.timeline[-1].before, answered.timeline[-1].after) == (
        "endorsement:requested",
        f"endorsement:{word}",
    )
    again = code_of(
        lambda: nominating.answer(answered, word="refused", reason="", edition=edition(), cause=by("focal_point"))
    )
    assert again == "already-answered"


def test_an_answer_counts_until_the_end_of_the_last_day_in_mar_del_plata() -> None:
    one = asked_on(date(2027, 1, 15))
    last_minute = datetime(2027, 1, 16, 2, 59, tzinfo=UTC)
    assert not nominating.overdue(one, edition(), last_minute)
    late = by("focal_point", at=last_minute + DAY / 24)
    assert code_of(lambda: nominating.answer(one, word="endorsed", reason="", edition=edition(), cause=late)) == (
        "nomination-expired"
    )
    expired, event = nominating.expire(one, edition=edition(), cause=late)
    assert (expired.endorsement.status, event) == (
        EndorsementStatus.EXPIRED,
        NominationExpired(
            application_id="application-1",
            person_id="person-1",
            edition_id="edition-44",
            focal_point_id="jorge",
        ),
    )
    recorded, _ = nominating.record(expired, word="endorsed", evidence="Nota 12/2027", cause=by("secretariat"))
    assert (recorded.endorsed, recorded.endorsement.evidence) == (True, "Nota 12/2027")


def test_paper_overrules_a_refusal_but_never_repeats_an_answer() -> None:
    refused = application(endorsement=EndorsementStatus.REFUSED)
    recorded, _ = nominating.record(refused, word="endorsed", evidence="Nota 12", cause=by("secretariat"))
    assert recorded.endorsed
    again = code_of(lambda: nominating.record(recorded, word="endorsed", evidence="", cause=by("secretariat")))
    assert again == "already-answered"


@pytest.mark.feature("A4")
@pytest.mark.parametrize("word", ["endorsed", "refused"])
def test_no_word_on_paper_is_recorded_while_nobody_is_named_who_speaks_for_the_institution(word: str) -> None:
    unnamed = replace(application(), endorsement=Endorsement())
    memory = MemoryRegistry()
    kept = memory.applications.add(unnamed)
    asked = {"application_id": kept.id, "version": kept.version, "answer": word, "evidence": "Nota 12"}
    code = code_of(lambda: nominations.record(asked, by("secretariat"), registry=memory.registry))
    assert (code, memory.applications.get(kept.id)) == ("incomplete", kept)
    assert "record_endorsement" not in acts.on_application(unnamed, edition(), role="secretariat", at=AT)


# Offers


@pytest.mark.feature("A13")
def test_selecting_makes_one_offer_with_a_deadline() -> None:
    selected, event = offering.select(application(Status.UNDER_REVIEW), OFFER, cause=by("director"))
    assert (selected.status, selected.offer) == (Status.SELECTED, OFFER)
    assert event == ApplicationSelected(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        country="PE",
        offer_id="offer-9",
        offer_expires_at=AT + 10 * DAY,
    )


def test_promoting_leaves_the_waiting_list_and_makes_a_new_offer() -> None:
    promoted, event = offering.promote(application(Status.WAITLISTED), OFFER, cause=by("secretariat"))
    assert (promoted.status, promoted.offer, promoted.place) == (Status.SELECTED, OFFER, None)
    assert event == ApplicationPromoted(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        country="PE",
        offer_id="offer-9",
        offer_expires_at=AT + 10 * DAY,
    )


def test_the_waiting_list_tells_both_places() -> None:
    waiting, event = offering.waitlist(
        application(Status.UNDER_REVIEW), Place(country_position=2, region_position=5), cause=by("director")
    )
    assert waiting.place == Place(country_position=2, region_position=5)
    assert event == ApplicationWaitlisted(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        country="PE",
        country_position=2,
        region_position=5,
    )


@pytest.mark.feature("A13")
def test_confirming_takes_the_seat_until_the_last_second() -> None:
    one = application(Status.SELECTED)
    confirmed, event = offering.confirm(one, cause=by("applicant", at=AT + 10 * DAY))
    assert (confirmed.status, confirmed.offer and confirmed.offer.status) == (Status.CONFIRMED, OfferStatus.CONFIRMED)
    assert event == OfferConfirmed(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        country="PE",
        offer_id="offer-1",
    )
    late = by("applicant", at=AT + 10 * DAY + DAY / 86400)
    assert code_of(lambda: offering.confirm(one, cause=late)) == "offer-expired"


@pytest.mark.feature("A4")
@pytest.mark.parametrize("status", [one for one in EndorsementStatus if one is not EndorsementStatus.ENDORSED])
def test_a_seat_is_confirmed_only_with_the_institutions_endorsement(status: EndorsementStatus) -> None:
    one = application(Status.SELECTED, endorsement=status)
    assert code_of(lambda: offering.confirm(one, cause=by("applicant"))) == "not-endorsed"


def test_an_offer_lapses_only_after_its_deadline() -> None:
    one = application(Status.SELECTED)
    assert code_of(lambda: offering.lapse(one, cause=by("system", at=AT + 10 * DAY))) == "wrong-status"
    lapsed, event = offering.lapse(one, cause=by("system", at=AT + 11 * DAY))
    assert (lapsed.status, lapsed.offer and lapsed.offer.status) == (Status.LAPSED, OfferStatus.LAPSED)
    assert event == OfferLapsed(
        application_id="application-1", person_id="person-1", edition_id="edition-44", offer_id="offer-1"
    )


@pytest.mark.feature("A15")
@pytest.mark.parametrize(("status", "seat_released"), [(Status.CONFIRMED, True), (Status.WAITLISTED, False)])
def test_withdrawing_says_whether_a_seat_is_free(status: Status, seat_released: bool) -> None:
    withdrawn, event = offering.withdraw(application(status), reason_code="personal", cause=by("applicant"))
    assert (withdrawn.status, withdrawn.place) == (Status.WITHDRAWN, None)
    assert event == ApplicationWithdrawn(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        reason_code="personal",
        seat_released=seat_released,
    )


def test_a_seat_on_offer_is_declined_rather_than_withdrawn() -> None:
    one = application(Status.SELECTED)
    assert code_of(lambda: offering.withdraw(one, reason_code="", cause=by("applicant"))) == "wrong-status"


def test_a_cancelled_edition_ends_whatever_is_live() -> None:
    ended = [offering.call_off(application(status), reason_code="x", cause=by("director")) for status in sorted(LIVE)]
    assert {one.status for one, _ in ended} == {Status.WITHDRAWN_BY_COURSE}
    assert {type(event) for _, event in ended} == {ApplicationWithdrawnByCourse}


# Whose turn it is, and what may be done

DECIDED = edition(EditionStatus.DECIDED)
RUNNING = edition(EditionStatus.RUNNING)


def _edit(one: Application, of: Edition) -> Any:
    """Either of those who may, and each only what they may always."""
    form = replace(one.form, phone="+51 1 555 0100")
    return editing.edit(one, form, edition=of, cause=by("secretariat"))


ATTEMPTS: dict[str, Callable[[Application, Edition], Any]] = {
    "resubmit_application": lambda one, of: applying.resubmit(
        one, edition=of, form=one.form, letter=None, cause=by("applicant")
    ),
    "edit_application": _edit,
    "accept_document": lambda one, of: papers.accept(one, LETTER.id, cause=by("secretariat")),
    "reject_document": lambda one, of: papers.reject(
        one, LETTER.id, reason_code="illegible", note="", cause=by("secretariat")
    ),
    "return_application": lambda one, of: reviewing.send_back(one, reason="", due_at=AT + DAY, cause=by("secretariat")),
    "start_review": lambda one, of: reviewing.start(one, edition=of, cause=by("secretariat")),
    "mark_ineligible": lambda one, of: reviewing.mark_ineligible(one, reason_code="", note="", cause=by("secretariat")),
    "reopen_application": lambda one, of: reviewing.reopen(one, reason="", edition=of, cause=by("director")),
    "answer_nomination": lambda one, of: nominating.answer(
        one, word="endorsed", reason="", edition=of, cause=by("focal_point")
    ),
    "record_endorsement": lambda one, of: nominating.record(
        one,
        word="refused" if one.endorsed else "endorsed",
        evidence="",
        cause=by("secretariat"),
    ),
    "pin": lambda one, of: proposing.pin(
        one, Pin.IN, reason="Preside.", others=[], edition=of, cause=by("secretariat")
    ),
    "confirm_offer": lambda one, of: offering.confirm(one, cause=by("applicant")),
    "change_offer_parts": lambda one, of: offering.change_parts(
        one, accepted_parts=["lodging"], edition=of, cause=by("applicant")
    ),
    "make_visa_letter": visa_letter.say,
    "extend_offer": lambda one, of: offering.extend(
        one, expires_at=AT + 11 * DAY, reason_code="other", note="", edition=of, cause=by("secretariat")
    ),
    "decline_offer": lambda one, of: offering.decline(one, reason_code="", cause=by("applicant")),
    "withdraw_application": lambda one, of: offering.withdraw(one, reason_code="", cause=by("applicant")),
    "withdraw_by_course": lambda one, of: offering.take_back(one, reason_code="", cause=by("director")),
    "record_no_show": lambda one, of: attending.record_no_show(one, edition=of, cause=by("secretariat")),
    "record_left_early": lambda one, of: attending.leave_early(one, cause=by("secretariat")),
}


@pytest.mark.parametrize("of", [edition(), DECIDED, RUNNING], ids=lambda of: str(of.status))
@pytest.mark.parametrize("endorsement", list(EndorsementStatus))
@pytest.mark.parametrize("status", list(Status))
def test_what_is_offered_for_an_application_is_what_is_allowed(
    status: Status, endorsement: EndorsementStatus, of: Edition
) -> None:
    one = application(status, endorsement=endorsement)
    roles = ("applicant", "focal_point", "secretariat", "director")
    offered = {command for role in roles for command in acts.on_application(one, of, role=role, at=AT)}
    allowed = set()
    for command, attempt in ATTEMPTS.items():
        try:
            attempt(one, of)
        except Refusal:
            continue
        allowed.add(command)
    assert offered - {"decide"} == allowed


def test_an_auditor_may_do_nothing() -> None:
    assert [
        act for status in Status for act in acts.on_application(application(status), DECIDED, role="auditor", at=AT)
    ] == []


def test_a_late_decision_is_the_directors_alone() -> None:
    one = application(Status.UNDER_REVIEW)
    selecting = edition(EditionStatus.SELECTING)
    may = [
        (role, str(of.status))
        for of in (edition(), selecting, DECIDED)
        for role in ("secretariat", "director", "applicant")
        if "decide" in acts.on_application(one, of, role=role, at=AT)
    ]
    assert may == [("secretariat", "selecting"), ("director", "selecting"), ("director", "decided")]


def test_somebody_must_act_next_on_every_live_application_that_is_not_settled() -> None:
    turns = {status: waiting_on(application(status)) for status in Status}
    assert {status: who for status, who in turns.items() if who != "nobody"} == {
        Status.SUBMITTED: "secretariat",
        Status.RETURNED: "applicant",
        Status.UNDER_REVIEW: "secretariat",
        Status.SELECTED: "applicant",
    }


@pytest.mark.parametrize(
    ("one", "who"),
    [
        (application(Status.UNDER_REVIEW, endorsement=EndorsementStatus.REQUESTED), "focal_point"),
        (application(Status.UNDER_REVIEW, endorsement=EndorsementStatus.EXPIRED), "secretariat"),
        (application(Status.UNDER_REVIEW, proposed_decision=Decision.WAITLISTED), "director"),
        (application(Status.SELECTED, endorsement=EndorsementStatus.REQUESTED), "focal_point"),
        (application(Status.SELECTED, endorsement=EndorsementStatus.REFUSED), "secretariat"),
    ],
)
def test_the_turn_depends_on_the_institution_and_on_the_proposal(one: Application, who: str) -> None:
    assert waiting_on(one) == who


def test_no_way_leads_out_of_an_end_except_by_reopening() -> None:
    ends = [status for status in Status if status not in LIVE]
    assert {status: set(EDGES[status]) for status in ends if status in EDGES} == {
        Status.INELIGIBLE: {Status.UNDER_REVIEW},
        Status.NOT_SELECTED: {Status.UNDER_REVIEW},
    }
    assert {status for status in LIVE if status in SEATED} == {Status.SELECTED, Status.CONFIRMED, Status.ENROLLED}
