"""Registration as the gateway asks it, on a real database."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from marshmallow import ValidationError

from services.registration.model import complaints
from services.registration.model.letter import LARGEST
from services.registration.schemas.applications import ResubmitApplication, SubmitApplication
from services.registration.schemas.editions import CreateEdition
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationEnrolled,
    ApplicationFinished,
    ApplicationLapsed,
    ApplicationNotSelected,
    ApplicationPromoted,
    ApplicationResubmitted,
    ApplicationReviewStarted,
    ApplicationSelected,
    ApplicationSubmitted,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    ContactUpdated,
    EditionFinished,
    NominationExpired,
    NominationReceived,
    NominationRequested,
    OfferConfirmed,
    OfferDeclined,
    OfferLapsed,
    SeatReleased,
    SelectionPublished,
)
from shared.contracts.scheduling import ParticipantArrived, ProgrammeReleased
from shared.storage import now
from tests.services.registration.conftest import call, form
from tests.services.registration.invented import PDF, STAFF
from tests.services.registration.office import Office

Json = dict[str, Any]
SetUp = Callable[..., Json]
Published = Callable[..., tuple[str, list[str]]]
UnderReview = Callable[..., tuple[Json, list[str]]]


def refused(attempt: Callable[[], Any]) -> tuple[str, int]:
    """The code and status with which an attempt is refused."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.code, refusal.value.status


def version_of(office: Office, application_id: str) -> int:
    """The version of an application as it is now."""
    return office.registry.applications.get(application_id).version


def change(office: Office, name: str, role: str, application_id: str, **more: Any) -> Json:
    """Change an application as somebody who has just looked at it; an applicant acts for themselves."""
    person = application_id if role == "applicant" else ""
    version = version_of(office, application_id)
    return office.command(name, role, person, application_id=application_id, version=version, **more)


@pytest.mark.feature("A1")
def test_an_edition_needs_only_what_is_not_usual(office: Office) -> None:
    made = office.command("create_edition", "secretariat", **call(now()))
    assert {key: made[key] for key in ("status", "city", "timezone", "seats", "country_cap", "offer_days")} == {
        "status": "draft",
        "city": "Mar del Plata",
        "timezone": "America/Argentina/Buenos_Aires",
        "seats": 30,
        "country_cap": 3,
        "offer_days": 10,
    }
    assert (len(made["countries"]), made["counts"], made["version"]) == (20, {}, 1)
    assert office.query("edition", "director", edition_id=made["edition_id"]) == made
    assert office.query("editions", "director")["editions"] == [made]
    assert office.query("open_edition_now", "public") == {"edition": None}


def test_there_is_one_edition_of_each_ordinal(office: Office) -> None:
    office.command("create_edition", "secretariat", **call(now()))
    again = refused(lambda: office.command("create_edition", "secretariat", **call(now())))
    assert again == ("ordinal-taken", 409)


def test_dates_in_the_wrong_order_store_nothing(office: Office) -> None:
    wrong = call(now(), ends_on="2020-01-01")
    assert refused(lambda: office.command("create_edition", "secretariat", **wrong)) == ("invalid", 422)
    assert office.query("editions", "auditor") == {"editions": []}
    assert office.told() == []


def test_the_public_sees_the_open_edition_without_counts(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    found = office.query("open_edition_now", "public")["edition"]
    assert found == {key: value for key, value in edition.items() if key != "counts"} | {"acts": []}


@pytest.mark.feature("A6")
def test_applying_stores_the_application_the_people_and_the_letter_at_once(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    before = len(office.told())
    received = office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    application = office.registry.applications.get(received["application_id"])
    assert received == {
        "application_id": application.id,
        "number": "CIMI-44-0001",
        "version": 1,
        "status": "submitted",
        "missing": [],
    }
    assert [type(event) for event in office.told(after=before)] == [
        ContactUpdated,
        ContactUpdated,
        ApplicationSubmitted,
        NominationRequested,
    ]
    assert office.told(ContactUpdated) == [
        ContactUpdated(
            person_id=application.person_id,
            email="Rosa.Quispe1@interior.gob.example",
            language="es",
            full_name="Rosa María Quispe Ñahui",
        ),
        ContactUpdated(
            person_id=application.endorsement.focal_point_id,
            email="jorge.salas@rree.gob.example",
            language="es",
            full_name="Jorge Salas",
        ),
    ]
    letter = office.query("letter", "secretariat", application_id=application.id)
    assert base64.b64decode(letter["content_base64"]) == PDF
    assert office.query("edition", "auditor", edition_id=edition["edition_id"])["counts"] == {"submitted": 1}


def test_no_event_that_anybody_may_read_carries_a_name_or_an_address(office: Office, set_up: SetUp) -> None:
    office.command("submit_application", "public", edition_id=set_up()["edition_id"], **form())
    bodies = [row["body"] for row in office.database.collection("outbox").find({"audience": "public"})]
    assert bodies
    assert [body for body in bodies for word in ("Quispe", "Rosa", "Salas", "@") if word in body] == []


@pytest.mark.feature("A20")
def test_a_person_has_one_live_application_however_the_address_is_written(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    first = office.command("submit_application", "public", edition_id=edition_id, **form())
    events = len(office.told())
    shouted = form(email="ROSA.QUISPE1@INTERIOR.GOB.EXAMPLE", given_names="Otra")
    again = refused(lambda: office.command("submit_application", "public", edition_id=edition_id, **shouted))
    assert again == ("already-applied", 409)
    assert len(office.told()) == events
    change(office, "withdraw_application", "applicant", first["application_id"])
    second = office.command("submit_application", "public", edition_id=edition_id, **shouted)
    assert second["number"] == "CIMI-44-0002"


@pytest.mark.feature("A20")
def test_reopening_cannot_give_a_person_two_live_applications(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    first = office.command("submit_application", "public", edition_id=edition_id, **form())["application_id"]
    change(office, "mark_ineligible", "secretariat", first, reason_code="experience")
    office.command("submit_application", "public", edition_id=edition_id, **form())
    reopening = refused(lambda: change(office, "reopen_application", "director", first, reason="Error nuestro."))
    assert reopening == ("already-applied", 409)


def test_somebody_elses_form_does_not_rename_a_known_focal_point(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    office.command("submit_application", "public", edition_id=edition_id, **form(1))
    other = form(2, focal_point_name="Nadie", focal_point_email="Jorge.Salas@rree.gob.example")
    office.command("submit_application", "public", edition_id=edition_id, **other)
    assert [event.full_name for event in office.told(ContactUpdated)].count("Jorge Salas") == 1
    assert "Nadie" not in [event.full_name for event in office.told(ContactUpdated)]


@pytest.mark.feature("A2")
def test_a_late_application_leaves_nothing_behind(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    sent = {"edition_id": edition["edition_id"], **form()}
    office.later = timedelta(days=31)
    assert refused(lambda: office.command("submit_application", "public", **sent)) == ("window-closed", 409)
    office.later = timedelta()
    office.command("close_applications", "director", edition_id=edition["edition_id"], version=edition["version"])
    assert refused(lambda: office.command("submit_application", "public", **sent)) == ("window-closed", 409)
    assert office.told(ApplicationSubmitted, ContactUpdated) == []


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (base64.b64encode(b"MZ not a letter").decode(), ("file-type", 422)),
        (base64.b64encode(PDF.ljust(LARGEST + 1)).decode(), ("file-too-large", 413)),
        ("A" * 28_000_000, ("file-too-large", 413)),
        ("%%%%", ("invalid", 422)),
    ],
    ids=["program", "a byte too large", "20 MB", "not base64"],
)
def test_a_file_that_is_no_letter_leaves_nothing_behind(
    office: Office, set_up: SetUp, content: str, refusal: tuple[str, int]
) -> None:
    sent = form(letter={"filename": "nota.pdf", "content_type": "application/pdf", "content_base64": content})
    edition_id = set_up()["edition_id"]
    assert refused(lambda: office.command("submit_application", "public", edition_id=edition_id, **sent)) == refusal
    assert office.told(ApplicationSubmitted, ContactUpdated) == []


@pytest.mark.feature("A6")
def test_an_incomplete_application_is_sent_back_corrected_and_reviewed(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    received = office.command(
        "submit_application",
        "public",
        edition_id=edition_id,
        **form(letter=None, motivation="", focal_point_name="", focal_point_email=""),
    )
    application_id = received["application_id"]
    assert received["missing"] == ["letter", "motivation", "focal_point"]
    assert office.command("start_reviews", "secretariat", edition_id=edition_id) == {"started": 0}
    due_at = (now() + timedelta(days=3)).isoformat()
    change(office, "return_application", "secretariat", application_id, reason="Falta la carta.", due_at=due_at)
    mine = office.query("my_application", "applicant", application_id, application_id=application_id)
    assert (mine["returned_reason"], mine["waiting_on"], mine["acts"]) == (
        "Falta la carta.",
        "applicant",
        ["resubmit_application", "withdraw_application"],
    )
    corrections = form()
    del corrections["given_names"], corrections["email"]
    corrected = change(office, "resubmit_application", "applicant", application_id, **corrections)
    assert (corrected["status"], corrected["missing"]) == ("submitted", [])
    assert office.told(ApplicationResubmitted)[0].missing == []
    assert office.command("start_reviews", "secretariat", edition_id=edition_id) == {"started": 1}
    assert len(office.told(ApplicationReviewStarted)) == 1


def test_corrections_that_do_not_come_lapse(office: Office, set_up: SetUp) -> None:
    received = office.command("submit_application", "public", edition_id=set_up()["edition_id"], **form())
    due_at = (now() + timedelta(days=3)).isoformat()
    change(office, "return_application", "secretariat", received["application_id"], reason="Falta.", due_at=due_at)
    office.tick()
    assert office.told(ApplicationLapsed) == []
    office.later = timedelta(days=4)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(ApplicationLapsed)] == [received["application_id"]]


@pytest.mark.feature("A4")
def test_a_nomination_is_shown_to_and_answered_by_its_focal_point_alone(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    received = office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    application = office.registry.applications.get(received["application_id"])
    of = {"application_id": application.id}
    jorge = application.endorsement.focal_point_id
    seen = office.query("nomination", "focal_point", jorge, **of)
    assert {key: seen[key] for key in ("official_name", "country", "institution", "position", "status", "acts")} == {
        "official_name": "Rosa María Quispe Ñahui",
        "country": "PE",
        "institution": "Dirección de Extranjería",
        "position": "Analista",
        "status": "requested",
        "acts": ["answer_nomination", "withdraw_application"],
    }
    somebody = refused(lambda: office.query("nomination", "focal_point", "ana", **of))
    meddling = refused(lambda: office.command("answer_nomination", "focal_point", "ana", **of, answer="endorsed"))
    assert [somebody, meddling] == [("not-allowed", 403)] * 2
    answered = office.command("answer_nomination", "focal_point", jorge, **of, answer="endorsed")
    assert answered["status"] == "endorsed"
    again = refused(lambda: office.command("answer_nomination", "focal_point", jorge, **of, answer="refused"))
    assert again == ("already-answered", 409)
    assert len(office.told(NominationReceived)) == 1


@pytest.mark.feature("A4")
def test_an_institution_that_says_nothing_is_not_waited_for_for_ever(office: Office, set_up: SetUp) -> None:
    received = office.command("submit_application", "public", edition_id=set_up()["edition_id"], **form())
    office.tick()
    office.later = timedelta(days=42)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(NominationExpired)] == [received["application_id"]]
    change(
        office, "record_endorsement", "secretariat", received["application_id"], answer="endorsed", evidence="Nota 12"
    )
    assert len(office.told(NominationReceived)) == 1


def test_an_applicant_sees_and_changes_only_their_own(office: Office, published: Published) -> None:
    _, (mine, other) = published(["PE", "BR"])
    of = {"application_id": other, "version": version_of(office, other)}
    attempts = [
        lambda: office.query("my_application", "applicant", mine, application_id=other),
        lambda: office.command("confirm_offer", "applicant", mine, **of),
        lambda: office.command("decline_offer", "applicant", mine, **of),
        lambda: office.command("withdraw_application", "applicant", mine, **of),
        lambda: office.command("resubmit_application", "applicant", mine, **of),
    ]
    assert [refused(attempt) for attempt in attempts] == [("not-allowed", 403)] * 5


def test_what_is_only_proposed_is_hidden_from_the_applicant(office: Office, under_review: UnderReview) -> None:
    edition, (rosa,) = under_review(["PE"])
    before = office.query("my_application", "applicant", rosa, application_id=rosa)
    office.command("propose_selection", "secretariat", edition_id=edition["edition_id"])
    after = office.query("my_application", "applicant", rosa, application_id=rosa)
    assert {key for key in before if after[key] != before[key]} == {"version", "edition"}
    assert office.query("application", "auditor", application_id=rosa)["proposed_decision"] == "selected"


def test_a_stale_page_changes_nothing(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    stale = {"application_id": rosa, "version": version_of(office, rosa) - 1}
    assert refused(lambda: office.command("confirm_offer", "applicant", rosa, **stale)) == ("stale", 409)
    assert office.told(OfferConfirmed) == []


@pytest.mark.feature("A9")
def test_the_dry_run_is_what_publication_does_and_publishing_again_does_nothing(
    office: Office, under_review: UnderReview
) -> None:
    edition, ids = under_review(["PE", "PE", "PE", "BR", "UY"], seats=3, country_cap=2)
    of = {"edition_id": edition["edition_id"]}
    assert office.command("propose_selection", "secretariat", **of) == {
        "selected": 3,
        "waitlisted": 2,
        "not_selected": 0,
    }
    dry_run = office.query("selection", "director", **of)
    assert (dry_run["counts"], dry_run["problems"]) == (
        {"selected": 3, "waitlisted": 2, "not_selected": 0, "undecided": 0},
        [],
    )
    assert office.told(ApplicationSelected) == []
    request = {**of, "version": dry_run["edition_version"]}
    first = office.command("publish_selection", "director", **request)
    events = len(office.told())
    assert office.command("publish_selection", "director", **request) == first
    assert len(office.told()) == events
    assert {key: first[key] for key in ("selected", "waitlisted", "not_selected")} == {
        "selected": 3,
        "waitlisted": 2,
        "not_selected": 0,
    }
    chosen = {row["application_id"] for row in dry_run["rows"] if row["decision"] == "selected"}
    assert {event.subject for event in office.told(ApplicationSelected)} == chosen == {ids[0], ids[3], ids[4]}
    waiting = office.told(ApplicationWaitlisted)
    assert [(event.subject, event.country_position, event.region_position) for event in waiting] == [
        (ids[1], 1, 1),
        (ids[2], 2, 2),
    ]
    assert len(office.told(SelectionPublished)) == 1
    assert office.query("edition", "auditor", **of)["seats_taken"] == 3


def test_a_decision_by_hand_is_published_instead_of_the_rules(office: Office, under_review: UnderReview) -> None:
    edition, (rosa, joao) = under_review(["PE", "BR"])
    of = {"edition_id": edition["edition_id"]}
    office.command("propose_selection", "secretariat", **of)
    change(office, "decide", "director", joao, decision="not_selected")
    office.command(
        "publish_selection", "director", **of, version=office.query("selection", "director", **of)["edition_version"]
    )
    assert [event.subject for event in office.told(ApplicationSelected, ApplicationNotSelected)] == [rosa, joao]


@pytest.mark.feature("A12", "A13")
def test_a_declined_seat_goes_to_the_waiting_list_of_the_same_country(office: Office, published: Published) -> None:
    edition_id, (rosa, luis, joao, ana) = published(["PE", "PE", "BR", "BR"], seats=2)
    change(office, "decline_offer", "applicant", joao, reason_code="no-leave")
    assert office.told(SeatReleased) == [SeatReleased(edition_id=edition_id, country="BR", seats_left=1)]
    (proposal,) = office.query("promotions", "secretariat", edition_id=edition_id)["proposals"]
    assert (proposal["application_id"], proposal["country"], proposal["reason"]) == (ana, "BR", "same-country")
    office.command("promote", "secretariat", proposal_id=proposal["proposal_id"], version=proposal["version"])
    assert [event.subject for event in office.told(ApplicationPromoted)] == [ana]
    assert office.query("promotions", "secretariat", edition_id=edition_id) == {"proposals": []}
    again = refused(lambda: office.command("promote", "director", proposal_id=proposal["proposal_id"]))
    assert again == ("promotion-over", 409)
    assert [event.reason_code for event in office.told(OfferDeclined)] == ["no-leave"]
    assert {rosa, luis} & {event.subject for event in office.told(ApplicationPromoted)} == set()


@pytest.mark.feature("A13")
def test_offers_that_nobody_answers_lapse_and_free_their_seats(office: Office, published: Published) -> None:
    edition_id, (rosa, luis, joao) = published(["PE", "PE", "BR"], seats=2)
    change(office, "confirm_offer", "applicant", joao)
    office.later = timedelta(days=12)
    assert refused(lambda: change(office, "confirm_offer", "applicant", rosa)) == ("offer-expired", 410)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(OfferLapsed)] == [rosa]
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]
    assert proposal["application_id"] == luis
    assert office.query("edition", "auditor", edition_id=edition_id)["seats_taken"] == 1


def test_after_the_last_day_for_promotions_nobody_waits_any_longer(office: Office, published: Published) -> None:
    edition_id, (rosa, luis) = published(["PE", "PE"], seats=1, country_cap=1)
    change(office, "decline_offer", "applicant", rosa)
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]
    office.later = timedelta(days=112)
    late = refused(lambda: office.command("promote", "director", proposal_id=proposal["proposal_id"]))
    assert late == ("past-cutoff", 409)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(ApplicationNotSelected)] == [luis]
    assert office.query("promotions", "director", edition_id=edition_id) == {"proposals": []}


def test_the_course_from_the_released_programme_to_the_closing_day(office: Office, published: Published) -> None:
    edition_id, (rosa, joao, ana) = published(["PE", "BR", "UY"])
    for one in (rosa, joao, ana):
        change(office, "confirm_offer", "applicant", one)

    def edition() -> Json:
        return office.query("edition", "director", edition_id=edition_id)

    def move(name: str) -> Json:
        return office.command(name, "director", edition_id=edition_id, version=edition()["version"])

    assert refused(lambda: move("start_edition")) == ("programme-not-released", 409)
    days = [now().date()]
    released = ProgrammeReleased(edition_id=edition_id, programme_version=1, days=days, session_ids=[], minutes=0)
    office.hear("note_programme", released)
    office.hear("note_programme", released)
    assert move("start_edition")["status"] == "running"
    arrived = ParticipantArrived(application_id=rosa, edition_id=edition_id, on=days[0])
    office.hear("enrol", arrived)
    office.hear("enrol", arrived)
    change(office, "record_no_show", "secretariat", ana)
    finished = move("finish_edition")
    assert (finished["status"], finished["counts"]) == ("finished", {"finished": 1, "confirmed": 1, "no_show": 1})
    office.hear("enrol", ParticipantArrived(application_id=joao, edition_id=edition_id, on=days[0]))
    assert [event.subject for event in office.told(ApplicationEnrolled)] == [rosa, joao]
    assert [event.subject for event in office.told(ApplicationFinished)] == [rosa, joao]
    assert len(office.told(EditionFinished)) == 1
    seen = office.query("participants", "auditor", edition_id=edition_id)["participants"]
    assert [(one["application_id"], one["status"]) for one in seen] == [(rosa, "finished"), (joao, "finished")]


def test_an_arrival_of_somebody_who_has_withdrawn_is_not_believed(office: Office, published: Published) -> None:
    edition_id, (rosa,) = published(["PE"])
    change(office, "confirm_offer", "applicant", rosa)
    change(office, "withdraw_application", "secretariat", rosa, reason_code="health")
    assert office.told(ApplicationWithdrawn)[0].seat_released
    arrived = ParticipantArrived(application_id=rosa, edition_id=edition_id, on=now().date())
    assert refused(lambda: office.hear("enrol", arrived)) == ("wrong-status", 409)


def test_a_cancelled_edition_ends_every_live_application(office: Office, published: Published) -> None:
    edition_id, ids = published(["PE", "PE", "BR"], seats=2)
    version = office.query("edition", "director", edition_id=edition_id)["version"]
    cancelled = office.command("cancel_edition", "director", edition_id=edition_id, version=version, reason="Huelga")
    assert (cancelled["status"], cancelled["seats_taken"], cancelled["counts"]) == (
        "cancelled",
        0,
        {"withdrawn_by_course": 3},
    )
    assert [event.subject for event in office.told(ApplicationWithdrawnByCourse)] == ids


def test_the_timeline_says_who_did_what_and_why(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    change(office, "withdraw_by_course", "director", rosa, reason_code="visa")
    seen = office.query("application", "secretariat", application_id=rosa)
    steps = [(step["from"], step["to"], step["role"], step["reason_code"]) for step in seen["timeline"]]
    assert steps == [
        ("", "submitted", "public", ""),
        ("endorsement:not_requested", "endorsement:requested", "public", ""),
        ("endorsement:requested", "endorsement:endorsed", "focal_point", ""),
        ("submitted", "under_review", "secretariat", ""),
        ("proposed:nothing", "proposed:selected", "secretariat", "best-of-country"),
        ("under_review", "selected", "director", ""),
        ("selected", "withdrawn_by_course", "director", "visa"),
    ]
    assert seen["timeline"][-1]["actor"] == STAFF["director"]
    assert (seen["waiting_on"], seen["acts"]) == ("nobody", [])


def test_staff_find_applications_by_status_country_and_part_of_a_name(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    for count, country in enumerate(["PE", "BR", "PE"], start=1):
        office.command("submit_application", "public", edition_id=edition_id, **form(count, country=country))

    def numbers(**asked: Any) -> list[str]:
        rows = office.query("applications", "auditor", edition_id=edition_id, **asked)["rows"]
        return [row["number"] for row in rows]

    assert numbers(country="PE") == ["CIMI-44-0001", "CIMI-44-0003"]
    assert numbers(q="quispe2@") == ["CIMI-44-0002"]
    assert numbers(q="rosa .*") == []
    assert numbers(status="returned") == []
    page = office.query("applications", "auditor", edition_id=edition_id, limit=2)
    assert (page["next"], numbers(after=page["next"])) == ("CIMI-44-0002", ["CIMI-44-0003"])


def test_everybody_sees_what_waits_for_whom(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    office.command("submit_application", "public", edition_id=edition_id, **form(1))
    office.command("submit_application", "public", edition_id=edition_id, **form(2, letter=None))
    office.command("submit_application", "public", edition_id=edition_id, **form(3, years_experience=0))
    waiting = office.query("next_actions", "auditor", edition_id=edition_id)["actions"]
    assert [(one["who"], one["what"], one["count"]) for one in waiting] == [
        ("secretariat", "start-review", 1),
        ("secretariat", "return-incomplete", 1),
        ("secretariat", "decide-eligibility", 1),
        ("focal_point", "answer-nomination", 3),
    ]


# What the schemas refuse, field by field


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("email", "rosa", complaints.NOT_AN_ADDRESS),
        ("email", "a@b.example, evil@x.example", complaints.NOT_AN_ADDRESS),
        ("email", "rosa@ministério.example", complaints.NOT_AN_ADDRESS),
        ("email", "rosa@b.example\r\nBcc: evil@x.example", complaints.UNPRINTABLE),
        ("email", f"{'a' * 250}@b.example", complaints.TOO_LONG),
        ("given_names", "  ", complaints.REQUIRED),
        ("given_names", "Ro\x00sa", complaints.UNPRINTABLE),
        ("given_names", "Ro\u202esa", complaints.UNPRINTABLE),
        ("given_names", {"$gt": ""}, complaints.NOT_TEXT),
        ("position", "Jefa\nBcc", complaints.UNPRINTABLE),
        ("institution", "x" * 201, complaints.TOO_LONG),
        ("language", "de", complaints.NOT_LISTED),
        ("ministry_kind", "church", complaints.NOT_LISTED),
        ("years_experience", -1, complaints.NOT_A_NUMBER),
        ("years_experience", "6", complaints.NOT_A_NUMBER),
    ],
)
def test_bad_input_names_the_field(field: str, value: Any, complaint: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        SubmitApplication().load({"edition_id": "edition-44", **form(), field: value})
    assert refusal.value.messages == {field: [complaint]}


def test_what_nobody_asked_for_is_refused() -> None:
    with pytest.raises(ValidationError) as refusal:
        SubmitApplication().load({"edition_id": "edition-44", **form(), "status": "selected"})
    assert list(refusal.value.messages_dict) == ["status"]


def test_everything_that_is_required_is_named_at_once() -> None:
    with pytest.raises(ValidationError) as refusal:
        SubmitApplication().load({})
    assert refusal.value.messages == {
        field: [complaints.REQUIRED]
        for field in (
            "edition_id",
            "given_names",
            "first_surname",
            "email",
            "language",
            "country",
            "institution",
            "ministry_kind",
            "position",
            "years_experience",
        )
    }


def test_a_motivation_may_have_lines_and_a_name_is_kept_as_written() -> None:
    sent = form(motivation="Uno.\n\nDos.", given_names=" d'Ávila  O\u0308zil ")
    loaded = SubmitApplication().load({"edition_id": "edition-44", **sent})
    assert (loaded["motivation"], loaded["given_names"]) == ("Uno.\n\nDos.", "d'Ávila  Özil")


def test_corrections_hold_only_what_was_sent() -> None:
    sent = {"application_id": "application-1", "version": 2, "position": "Jefa"}
    assert ResubmitApplication().load(sent) == sent


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("timezone", "Mars/Olympus", complaints.UNKNOWN_TIMEZONE),
        ("starts_on", "8 de marzo", complaints.NOT_A_DATE),
        ("application_opens_at", "2027-01-01T10:00:00", complaints.NOT_A_TIME),
        ("countries", [], complaints.REQUIRED),
        ("seats", 0, complaints.NOT_A_NUMBER),
    ],
)
def test_a_bad_edition_names_the_field(field: str, value: Any, complaint: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        CreateEdition().load(call(now(), **{field: value}))
    assert refusal.value.messages == {field: [complaint]}


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(ValidationError) as refusal:
        CreateEdition().load(call(now(), countries=["PE", "XX"]))
    assert refusal.value.messages == {"countries": {1: [complaints.UNKNOWN_COUNTRY]}}
