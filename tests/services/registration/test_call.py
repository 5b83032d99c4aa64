"""The call: an edition, the applications that arrive, and the institutions that endorse them, on a real database."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.file import LARGEST
from shared.contracts.registration import (
    ApplicationLapsed,
    ApplicationResubmitted,
    ApplicationReviewStarted,
    ApplicationSentAgain,
    ApplicationSubmitted,
    ContactUpdated,
    EligibilityEvaluated,
    NominationExpired,
    NominationReceived,
    NominationRequested,
)
from shared.storage import now
from tests.services.registration.conftest import call, form
from tests.services.registration.invented import PDF, by
from tests.services.registration.office import Office, change, refused, version_of

Json = dict[str, Any]
SetUp = Callable[..., Json]
Published = Callable[..., tuple[str, list[str]]]


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
    assert office.query("edition", "director", edition_id=made["edition_id"]) == made | {"missing": []}
    in_short = {name: value for name, value in made.items() if name != "counts"}
    assert office.query("editions", "director")["editions"] == [in_short]
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
        EligibilityEvaluated,
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
    kept = application.documents[0].latest.file
    letter = office.query("document", "secretariat", application_id=application.id, document_id=kept.id)
    assert base64.b64decode(letter["content_base64"]) == PDF
    assert office.query("edition", "auditor", edition_id=edition["edition_id"])["counts"] == {"submitted": 1}


def test_no_event_that_anybody_may_read_carries_a_name_or_an_address(office: Office, set_up: SetUp) -> None:
    office.command("submit_application", "public", edition_id=set_up()["edition_id"], **form())
    bodies = [row["body"] for row in office.database.collection("outbox").find({"audience": "public"})]
    assert bodies
    assert [body for body in bodies for word in ("Quispe", "Rosa", "Salas", "@") if word in body] == []


def test_what_staff_write_stays_with_the_application_and_reaches_no_event(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    (returned, ended) = (
        office.command("submit_application", "public", edition_id=edition["edition_id"], **form(count))
        for count in (1, 2)
    )
    due_at = (now() + timedelta(days=3)).isoformat()
    change(office, "return_application", "secretariat", returned["application_id"], reason="SECRETO uno", due_at=due_at)
    change(office, "mark_ineligible", "secretariat", ended["application_id"], reason_code="other", note="SECRETO dos")
    change(office, "reopen_application", "director", ended["application_id"], reason="SECRETO tres")
    office.command(
        "cancel_edition",
        "director",
        edition_id=edition["edition_id"],
        version=office.query("edition", "director", edition_id=edition["edition_id"])["version"],
        reason="SECRETO cuatro",
    )
    notes = [
        step["note"]
        for one in (returned, ended)
        for step in office.query("application", "auditor", application_id=one["application_id"])["timeline"]
        if step["note"]
    ]
    assert notes == ["SECRETO uno", "SECRETO dos", "SECRETO tres"]
    bodies = [row["body"] for row in office.database.collection("outbox").find({})]
    assert [body for body in bodies if "SECRETO" in body] == []


def test_a_form_that_anybody_may_send_does_not_rename_a_known_person(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    office.command("submit_application", "public", edition_id=edition_id, **form())
    known = office.told(ContactUpdated)
    aimed_at = {"given_names": "Ladrona", "language": "en"}
    at_jorge = form(email="Jorge.Salas@RREE.gob.example", focal_point_email="ana.soto@rree.gob.example", **aimed_at)
    jorge = office.command("submit_application", "public", edition_id=edition_id, **at_jorge)
    application = office.registry.applications.get(jorge["application_id"])
    assert [event.email for event in office.told(ContactUpdated)] == [
        *(event.email for event in known),
        "ana.soto@rree.gob.example",
    ]
    due_at = (now() + timedelta(days=3)).isoformat()
    change(office, "return_application", "secretariat", application.id, reason="¿Es usted?", due_at=due_at)
    change(office, "resubmit_application", "applicant", application.id, position="Jefe")
    person = office.registry.people.get(application.person_id)
    assert (person.full_name, person.language) == ("Jorge Salas", "es")
    assert (application.form.given_names, application.form.language) == ("Ladrona", "en")


def test_who_comes_by_the_link_corrects_how_they_are_addressed(office: Office, set_up: SetUp) -> None:
    sent = office.command("submit_application", "public", edition_id=set_up()["edition_id"], **form())
    due_at = (now() + timedelta(days=3)).isoformat()

    def correct(**corrections: Any) -> list[tuple[str, str]]:
        before = len(office.told())
        change(office, "return_application", "secretariat", sent["application_id"], reason="Falta.", due_at=due_at)
        change(office, "resubmit_application", "applicant", sent["application_id"], **corrections)
        return [(told.full_name, told.language) for told in office.told(ContactUpdated, after=before)]

    assert correct(position="Jefa") == []
    assert correct(language="fr") == [("Rosa María Quispe Ñahui", "fr")]
    assert correct(given_names="Rosa") == [("Rosa Quispe Ñahui", "fr")]


@pytest.mark.feature("A20")
def test_a_person_has_one_live_application_however_the_address_is_written(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    first = office.command("submit_application", "public", edition_id=edition_id, **form())
    events = len(office.told())
    shouted = form(email="ROSA.QUISPE1@INTERIOR.GOB.EXAMPLE", given_names="Otra")
    again = office.command("submit_application", "public", edition_id=edition_id, **shouted)
    assert again == {"missing": []}
    assert [type(event) for event in office.told(after=events)] == [ApplicationSentAgain]
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


def test_a_nomination_whose_edition_is_not_there_does_not_hold_the_others_up(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    lost, kept = (
        office.command("submit_application", "public", edition_id=edition_id, **form(count))["application_id"]
        for count in (1, 2)
    )

    def lose() -> None:
        one = office.registry.applications.get(lost)
        office.registry.applications.save(replace(one, edition_id="no-such-edition"))

    office.database.transact(lose, cause=by("director"))
    office.later = timedelta(days=42)
    office.tick()
    assert [event.subject for event in office.told(NominationExpired)] == [kept]


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


@pytest.mark.feature("G7")
def test_everybodys_address_is_told_anew_a_page_at_a_time_with_a_later_number(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    before = len(office.told())
    known = office.told(ContactUpdated)

    first = office.command("restate_contacts", "secretariat", limit=1)
    second = office.command("restate_contacts", "director", limit=1, after=first["next"])
    third = office.command("restate_contacts", "director", limit=1, after=second["next"])

    assert [page["restated"] for page in (first, second, third)] == [1, 1, 0]
    assert third["next"] is None
    assert sorted(office.told(after=before), key=str) == sorted(known, key=str)
    rows = office.database.collection("outbox").find({"audience": "internal"}, sort=[("_id", 1)])
    assert [row["sequence"] for row in rows] == [1, 1, 2, 2]
