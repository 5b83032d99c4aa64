"""The call to governments, through the service's commands: institutions kept, called, reminded, answering by link."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model import complaints
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationSubmitted,
    CallAcknowledged,
    CallDeclined,
    CallReminded,
    CallSent,
    CallUnanswered,
    CallWithdrawn,
    ContactUpdated,
    InstitutionUpdated,
    NominationInvited,
    NominationRanked,
    NominationReceived,
    NominationRequested,
    NominationWithdrawn,
)
from shared.storage import now
from tests.services.registration.conftest import form
from tests.services.registration.governments import (
    BRAZIL,
    LABOUR,
    LUIS,
    MARIA,
    MIGRATIONS,
    NOTE,
    OWN_WORDS,
    answer,
    focal_point_of,
)
from tests.services.registration.invented import PDF
from tests.services.registration.office import Office, refused

Json = dict[str, Any]
SetUp = Callable[..., Json]
Called = Callable[..., tuple[Json, list[str]]]


def board(office: Office, edition: Json, country: str) -> Json:
    rows: list[Json] = office.query("calls", "auditor", edition_id=edition["edition_id"], country=country)["rows"]
    return rows[0]


@pytest.mark.feature("A3")
def test_an_institution_is_kept_once_and_found_however_it_is_written(office: Office) -> None:
    kept = office.command("add_institution", "secretariat", **MIGRATIONS)
    again = refused(
        lambda: office.command("add_institution", "director", **MIGRATIONS | {"name": "DIRECCION de extranjeria"})
    )
    assert again == ("institution-known", 409)
    for asked in (
        {"q": "extranjeria"},
        {"q": "EXTRANJERÍA direc"},
        {"country": "PE"},
        {"q": "Jorge.Salas@RREE.gob.example"},
    ):
        found = office.query("institutions", "auditor", **asked)
        assert [row["institution_id"] for row in found["rows"]] == [kept["institution_id"]]
    for asked in ({"q": "trabajo"}, {"country": "BR"}, {"q": "nobody@rree.gob.example"}):
        assert office.query("institutions", "auditor", **asked) == {"rows": [], "next": None}
    assert [event.called for event in office.told(InstitutionUpdated)] == ["Dirección de Extranjería"]


def test_institutions_come_a_page_at_a_time(office: Office) -> None:
    for one in (MIGRATIONS, LABOUR, BRAZIL):
        office.command("add_institution", "secretariat", **one)
    first = office.query("institutions", "auditor", limit=2)
    second = office.query("institutions", "auditor", limit=2, after=first["next"])
    assert [row["name"] for row in (*first["rows"], *second["rows"])] == [
        "Ministério da Justiça",
        "Dirección de Extranjería",
        "Ministerio de Trabajo",
    ]


def test_two_secretaries_who_correct_the_same_institution_do_not_overwrite_each_other(office: Office) -> None:
    kept = office.command("add_institution", "secretariat", **MIGRATIONS)
    of = {"institution_id": kept["institution_id"], "version": kept["version"], "ministry_kind": "interior"}
    corrected = office.command("correct_institution", "secretariat", **of, name="Dirección General de Extranjería")
    assert corrected["name"] == "Dirección General de Extranjería"
    late = refused(lambda: office.command("correct_institution", "director", **of, name="Extranjería"))
    assert late == ("stale", 409)


@pytest.mark.feature("A3")
def test_the_plan_says_what_sending_would_do_and_sending_twice_sends_nothing_twice(
    office: Office, set_up: SetUp
) -> None:
    edition = set_up(countries=["BR", "PE", "UY"])
    of = {"edition_id": edition["edition_id"]}
    ids = [office.command("add_institution", "secretariat", **one)["institution_id"] for one in (MIGRATIONS, BRAZIL)]
    plan = office.query("call_plan", "auditor", **of)
    assert [(line["name"], line["outcome"]) for line in plan["lines"]] == [
        ("Ministério da Justiça", "send"),
        ("Dirección de Extranjería", "send"),
    ]
    assert (plan["without_institution"], plan["may_be_sent"], plan["quota"], plan["chasers"]) == (
        ["UY"],
        True,
        5,
        [14, 3],
    )
    assert office.told(CallSent) == []

    sent = office.command("send_call", "secretariat", **of, institution_ids=[ids[0], ids[0]])
    both = office.command("send_call", "director", **of, institution_ids=ids)
    again = office.command("send_call", "secretariat", **of, institution_ids=ids)
    assert [sent, both, again] == [
        {"sent": 1, "sent_before": 0},
        {"sent": 1, "sent_before": 1},
        {"sent": 0, "sent_before": 2},
    ]
    assert [event.country for event in office.told(CallSent)] == ["PE", "BR"]
    lines = office.query("call_plan", "auditor", **of)["lines"]
    assert [line["outcome"] for line in lines] == ["sent-before", "sent-before"]


def test_a_country_that_is_not_invited_and_an_edition_that_is_not_open_are_not_called(
    office: Office, set_up: SetUp
) -> None:
    edition = set_up(countries=["BR"])
    peru = office.command("add_institution", "secretariat", **MIGRATIONS)["institution_id"]
    send = {"edition_id": edition["edition_id"], "institution_ids": [peru]}
    assert refused(lambda: office.command("send_call", "secretariat", **send)) == ("country-not-invited", 409)
    brazil = office.command("add_institution", "secretariat", **BRAZIL)["institution_id"]
    office.command("close_applications", "director", edition_id=edition["edition_id"], version=edition["version"])
    late = refused(lambda: office.command("send_call", "secretariat", **send | {"institution_ids": [brazil]}))
    assert late == ("call-over", 409)
    assert office.told(CallSent) == []


@pytest.mark.feature("A4")
def test_an_institution_acknowledges_nominates_and_the_official_applies_endorsed(
    office: Office, called: Called
) -> None:
    edition, (call_id,) = called(MIGRATIONS)
    assert answer(office, "acknowledge_call", call_id)["status"] == "acknowledged"
    assert refused(lambda: answer(office, "acknowledge_call", call_id)) == ("call-answered", 409)
    seen = answer(office, "nominate", call_id, **MARIA)
    assert (seen["status"], seen["used"], seen["left"]) == ("nominated", 1, 4)
    assert [(one["rank"], one["name"], one["applied"]) for one in seen["nominees"]] == [
        (1, "María Condori Apaza", False)
    ]
    (invited,) = office.told(NominationInvited)
    of = {"nomination_id": invited.nomination_id}

    found = office.query("invitation", "applicant", invited.nomination_id, **of)
    assert {key: found[key] for key in ("country", "institution", "ministry_kind", "email", "position", "applied")} == {
        "country": "PE",
        "institution": "Dirección de Extranjería",
        "ministry_kind": "interior",
        "email": "maria.condori@interior.gob.example",
        "position": "Inspectora",
        "applied": False,
    }
    sent = office.command("submit_nominated_application", "applicant", invited.nomination_id, **of, **OWN_WORDS)
    application = office.query("application", "auditor", application_id=sent["application_id"])
    assert (application["endorsement"]["status"], application["email"], application["country"]) == (
        "endorsed",
        "maria.condori@interior.gob.example",
        "PE",
    )
    assert application["eligibility"]["outcome"] == "pass"
    assert len(office.told(NominationReceived)) == 1
    assert office.told(NominationRequested) == []
    ranks = [(event.rank, event.application_id) for event in office.told(NominationRanked)]
    assert ranks == [(1, None), (1, sent["application_id"])]

    used_up = refused(
        lambda: office.command("submit_nominated_application", "applicant", invited.nomination_id, **of, **OWN_WORDS)
    )
    assert used_up == ("nomination-used", 410)
    forged = refused(lambda: office.query("invitation", "applicant", "somebody", **of))
    assert forged == ("not-allowed", 403)
    row = board(office, edition, "PE")
    assert (row["state"], row["nominated"], row["applied"], row["waiting_since"]) == ("nominated", 1, 1, None)


@pytest.mark.feature("A4")
def test_nominations_are_ranked_up_to_the_quota_of_the_whole_country(office: Office, called: Called) -> None:
    edition, (migrations, labour) = called(MIGRATIONS, LABOUR)
    version = office.registry.editions.get(edition["edition_id"]).version
    terms = {"edition_id": edition["edition_id"], "version": version, "chasers": [3, 14]}
    assert office.command("set_call_terms", "director", **terms, quota=2)["chasers"] == [14, 3]
    answer(office, "nominate", migrations, **MARIA)
    twice = refused(lambda: answer(office, "nominate", labour, **MARIA))
    assert twice == ("invalid", 422)
    first, second = answer(office, "nominate", migrations, **LUIS)["nominees"]
    assert (first["name"], second["name"]) == ("María Condori Apaza", "Luis Rojas Apaza")
    third = MARIA | {"email": "tercero@trabajo.gob.example"}
    assert refused(lambda: answer(office, "nominate", labour, **third)) == ("quota-used", 409)

    before = len(office.told(NominationRanked))
    ranked = answer(office, "rank_nomination", migrations, nomination_id=second["nomination_id"], rank=1)
    assert [one["name"] for one in ranked["nominees"]] == ["Luis Rojas Apaza", "María Condori Apaza"]
    events = office.told(NominationRanked)[before:]
    assert [(event.nomination_id, event.rank) for event in events] == [
        (second["nomination_id"], 1),
        (first["nomination_id"], 2),
    ]

    lowered = office.command("set_call_terms", "director", **terms | {"version": version + 1}, quota=1)
    (peru,) = [row for row in lowered["rows"] if row["country"] == "PE"]
    assert (peru["nominated"], peru["quota"], peru["over_quota"]) == (2, 1, 1)
    left = answer(office, "withdraw_nomination", migrations, nomination_id=second["nomination_id"])
    assert [(one["rank"], one["name"]) for one in left["nominees"]] == [(1, "María Condori Apaza")]
    assert "nominate" not in left["acts"]
    assert [event.nomination_id for event in office.told(NominationWithdrawn)] == [second["nomination_id"]]
    gone = refused(
        lambda: office.query("invitation", "applicant", second["nomination_id"], nomination_id=second["nomination_id"])
    )
    assert gone == ("nomination-withdrawn", 410)
    assert answer(office, "withdraw_nomination", migrations, nomination_id=first["nomination_id"])["status"] == (
        "acknowledged"
    )


@pytest.mark.parametrize(
    ("email", "complaint"),
    [
        ("Jorge.Salas@rree.gob.example", complaints.FOCAL_POINT_NOMINATED),
        ("rosa.quispe1@interior.gob.example", complaints.ALREADY_APPLIED),
    ],
)
def test_who_cannot_be_nominated_is_told_beside_the_address(
    office: Office, called: Called, email: str, complaint: str
) -> None:
    edition, (call_id,) = called(MIGRATIONS)
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    with pytest.raises(Refusal) as refusal:
        answer(office, "nominate", call_id, **MARIA | {"email": email})
    assert refusal.value.fields == {"email": complaint}


@pytest.mark.feature("A3")
def test_reminders_go_out_on_their_days_once_and_never_after_an_answer(office: Office, called: Called) -> None:
    edition, (peru, brazil) = called(MIGRATIONS, BRAZIL)

    def on_day(days: int) -> list[str]:
        before = len(office.told())
        office.later = timedelta(days=days)
        office.tick()
        office.tick()
        told = office.told(after=before)
        return [event.country for event in told if isinstance(event, CallReminded | CallUnanswered)]

    assert on_day(15) == []
    assert board(office, edition, "PE")["next_chaser_on"] is not None
    assert on_day(16) == ["BR", "PE"]
    answer(office, "decline_call", peru, reason_code="no_candidate")
    assert on_day(26) == []
    assert on_day(29) == ["BR"]
    assert [event.country for event in office.told(CallUnanswered)] == []
    assert (on_day(31), on_day(42)) == ([], ["BR"])
    assert [event.call_id for event in office.told(CallUnanswered)] == [brazil]
    assert [event.reason_code for event in office.told(CallDeclined)] == ["no_candidate"]
    late = refused(lambda: answer(office, "acknowledge_call", brazil))
    assert late == ("nominating-over", 410)
    version = office.registry.editions.get(edition["edition_id"]).version
    longer = {"phase": "nomination", "closes_at": (now() + timedelta(days=50)).isoformat(), "reason_code": "other"}
    office.command("extend_window", "director", edition_id=edition["edition_id"], version=version, **longer)
    assert answer(office, "acknowledge_call", brazil)["status"] == "acknowledged"
    assert (on_day(47), on_day(52)) == ([], ["BR"])


def test_whoever_has_not_answered_when_the_selection_is_published_is_not_waited_for(
    office: Office, called: Called
) -> None:
    edition, (peru, brazil) = called(MIGRATIONS, BRAZIL)
    answer(office, "decline_call", peru, reason_code="budget")
    about = {"edition_id": edition["edition_id"]}
    office.command("close_applications", "secretariat", **about, version=edition["version"])
    office.command("propose_selection", "secretariat", **about)
    version = office.query("selection", "director", **about)["edition_version"]
    office.command("publish_selection", "director", **about, version=version)
    assert [event.call_id for event in office.told(CallUnanswered)] == [brazil]
    assert board(office, edition, "BR")["state"] == "silent"


def test_a_reminder_sent_by_hand_takes_the_place_of_the_clocks(office: Office, called: Called) -> None:
    _, (call_id,) = called(MIGRATIONS)
    office.later = timedelta(days=16)
    reminded = office.command("remind_call", "secretariat", call_id=call_id)
    assert len(reminded["reminded_at"]) == 1
    office.tick()
    assert len(office.told(CallReminded)) == 1
    answer(office, "nominate", call_id, **MARIA)
    answered = refused(lambda: office.command("remind_call", "director", call_id=call_id))
    assert answered == ("call-answered", 409)


@pytest.mark.feature("A3")
def test_a_focal_point_who_left_is_replaced_and_the_new_one_is_asked_what_was_open(
    office: Office, called: Called
) -> None:
    edition, (call_id,) = called(MIGRATIONS)
    sent = office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    jorge = focal_point_of(office, call_id)
    kept = office.query("institutions", "secretariat")["rows"][0]
    appoint = {
        "institution_id": kept["institution_id"],
        "version": kept["version"],
        "focal_point_name": "Elsa Ramos",
        "focal_point_email": "elsa.ramos@rree.gob.example",
    }
    office.command("appoint_focal_point", "secretariat", **appoint)
    elsa = focal_point_of(office, call_id)

    assert [event.focal_point_id for event in office.told(CallSent)] == [jorge, elsa]
    assert [event.focal_point_id for event in office.told(NominationRequested)] == [jorge, elsa]
    old = refused(lambda: office.query("call", "focal_point", jorge, call_id=call_id))
    assert old == ("focal-point-replaced", 410)
    word = {"application_id": sent["application_id"], "answer": "endorsed"}
    assert refused(lambda: office.command("answer_nomination", "focal_point", jorge, **word)) == ("not-allowed", 403)
    seen = office.query("call", "focal_point", elsa, call_id=call_id)
    assert [one["application_id"] for one in seen["waiting"]] == [sent["application_id"]]
    office.command("answer_nomination", "focal_point", elsa, **word)
    history = office.query("institution", "auditor", institution_id=kept["institution_id"])["terms"]
    assert [(term["name"], term["until"] is None) for term in history] == [("Elsa Ramos", True), ("Jorge Salas", False)]


def test_correcting_how_a_focal_point_is_called_asks_nobody_again(office: Office, called: Called) -> None:
    called(MIGRATIONS)
    kept = office.query("institutions", "secretariat")["rows"][0]
    named = {name: MIGRATIONS[name] for name in ("focal_point_email", "focal_point_language")}
    of = {"institution_id": kept["institution_id"], "version": kept["version"]}
    office.command("appoint_focal_point", "secretariat", **of, **named, focal_point_name="Jorge Salas Paredes")
    assert len(office.told(CallSent)) == 1
    assert [event.full_name for event in office.told(ContactUpdated)] == ["Jorge Salas", "Jorge Salas Paredes"]


def test_a_focal_point_of_two_institutions_answers_each_and_finds_the_other(office: Office, called: Called) -> None:
    jorge = {name: MIGRATIONS[name] for name in ("focal_point_name", "focal_point_email", "focal_point_language")}
    edition, (migrations, labour) = called(MIGRATIONS, LABOUR | jorge)
    assert focal_point_of(office, migrations) == focal_point_of(office, labour)
    office.command("submit_application", "public", edition_id=edition["edition_id"], **form())
    pages = [
        office.query("call", "focal_point", focal_point_of(office, one), call_id=one) for one in (migrations, labour)
    ]
    assert [[other["institution"] for other in page["others"]] for page in pages] == [
        ["Ministerio de Trabajo"],
        ["Dirección de Extranjería"],
    ]
    assert [len(page["waiting"]) for page in pages] == [1, 0]
    answer(office, "decline_call", labour, reason_code="not_competent")
    assert office.query("call", "auditor", call_id=migrations)["status"] == "invited"


@pytest.mark.feature("A4")
def test_a_signed_letter_endorses_whom_it_names_and_completes_their_applications(
    office: Office, called: Called
) -> None:
    edition, (call_id,) = called(MIGRATIONS)
    own = office.command("submit_application", "public", edition_id=edition["edition_id"], **form(letter=None))[
        "application_id"
    ]
    answer(office, "nominate", call_id, **MARIA)
    nomination_id = office.told(NominationInvited)[0].nomination_id
    nominated = office.command(
        "submit_nominated_application", "applicant", nomination_id, nomination_id=nomination_id, **OWN_WORDS
    )
    assert nominated["missing"] == ["letter"]
    program = NOTE | {"content_base64": base64.b64encode(b"MZ no letter").decode()}
    assert refused(lambda: answer(office, "send_call_letter", call_id, letter=program)) == ("file-type", 422)
    strange = refused(lambda: answer(office, "send_call_letter", call_id, letter=NOTE, application_ids=["other"]))
    assert strange == ("already-answered", 409)

    seen = answer(office, "send_call_letter", call_id, letter=NOTE, application_ids=[own])
    (letter,) = seen["letters"]
    assert (letter["filename"], seen["waiting"]) == ("nota verbal.pdf", [])
    for application_id in (own, nominated["application_id"]):
        one = office.query("application", "auditor", application_id=application_id)
        assert (one["missing"], one["endorsement"]["status"], one["endorsement"]["letter_id"]) == (
            [],
            "endorsed",
            letter["letter_id"],
        )
    assert [event.evidence_doc_id for event in office.told(NominationReceived)] == [None, letter["letter_id"]]
    stored = office.query("call_letter", "auditor", call_id=call_id, letter_id=letter["letter_id"])
    assert base64.b64decode(stored["content_base64"]) == PDF


@pytest.mark.feature("A4")
def test_staff_record_what_came_on_paper_and_say_from_which(office: Office, called: Called) -> None:
    _, (call_id,) = called(MIGRATIONS)
    office.later = timedelta(days=29)
    with pytest.raises(Refusal) as refusal:
        office.command("nominate", "secretariat", call_id=call_id, **MARIA)
    assert refusal.value.fields == {"evidence": complaints.EVIDENCE_NEEDED}
    seen = office.command("nominate", "secretariat", call_id=call_id, **MARIA, evidence="Nota 123/2026")
    last = seen["timeline"][-1]
    assert (last["to"], last["role"], last["reason_code"], last["note"]) == (
        "nominated",
        "secretariat",
        "on-paper",
        "Nota 123/2026",
    )
    assert refused(lambda: office.command("nominate", "director", call_id=call_id, **LUIS))[0] == "not-allowed"


def test_the_last_day_ends_where_the_course_takes_place(office: Office, called: Called) -> None:
    _, (call_id,) = called(
        MIGRATIONS, timezone="Pacific/Kiritimati", endorsement_due_on=(now() + timedelta(days=20)).date().isoformat()
    )
    call = office.query("call", "auditor", call_id=call_id)
    assert call["due_at"].isoformat().endswith("T23:59:59+14:00")
    assert call["due_at"].date() == call["due_on"]


HEAD = "country,institution,kind,focal_point,email,language\n"


@pytest.mark.feature("A3")
def test_a_file_says_line_by_line_what_it_would_do_and_then_does_it(office: Office) -> None:
    office.command("add_institution", "secretariat", **MIGRATIONS)
    office.command("add_institution", "secretariat", **LABOUR)
    csv = (
        HEAD
        + "pe,Dirección de Extranjería,interior,Jorge Salas,jorge.salas@rree.gob.example,es\n"
        + "PE,Ministerio de Trabajo,labour,Raúl Paz,raul.paz@trabajo.gob.example,\n"
        + '\nBR,"Ministério da Justiça, Brasília",government,Paulo Lima,paulo.lima@mj.gov.example,pt\n'
    )
    events = len(office.told())
    plan = office.query("institution_import", "secretariat", csv=csv)
    assert [(line["line"], line["name"], line["outcome"]) for line in plan["lines"]] == [
        (2, "Dirección de Extranjería", "unchanged"),
        (3, "Ministerio de Trabajo", "focal-point-replaced"),
        (5, "Ministério da Justiça, Brasília", "new"),
    ]
    assert (plan["wrong"], len(office.told())) == (0, events)
    assert office.command("import_institutions", "secretariat", csv=csv) == {"taken": 2, "unchanged": 1}
    again = office.query("institution_import", "secretariat", csv=csv)
    assert [line["outcome"] for line in again["lines"]] == ["unchanged"] * 3


def test_a_file_with_a_wrong_line_is_not_taken_at_all(office: Office) -> None:
    csv = (
        HEAD.replace(",", ";")
        + "PE;Ministerio de Trabajo;labour;Ana Soto;ana.soto@trabajo.gob.example;es\n"
        + "ES;;church;Ana;no address;es\n"
        + "PE;ministerio de  TRABAJO;labour;Eva Luz;eva.luz@trabajo.gob.example;es\n"
    )
    plan = office.query("institution_import", "director", csv=csv)
    assert [line["problems"] for line in plan["lines"]] == [
        {},
        {
            "country": complaints.UNKNOWN_COUNTRY,
            "name": complaints.REQUIRED,
            "ministry_kind": complaints.NOT_LISTED,
            "focal_point_email": complaints.NOT_AN_ADDRESS,
        },
        {"name": complaints.INSTITUTION_TWICE},
    ]
    assert refused(lambda: office.command("import_institutions", "director", csv=csv)) == ("import-wrong", 422)
    assert office.told() == []


@pytest.mark.parametrize(
    ("csv", "code"),
    [
        ("nombre,pais\n", "import-header"),
        (HEAD + "PE,Uno,interior,Ana,ana@x.example,es\n" * 501, "import-too-long"),
        (HEAD + 'PE,"' + "x" * 150_000, "import-unreadable"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_reason(office: Office, csv: str, code: str) -> None:
    assert refused(lambda: office.query("institution_import", "secretariat", csv=csv)) == (code, 422)


def test_what_institutions_say_is_told_without_a_name(office: Office, called: Called) -> None:
    _, (call_id,) = called(MIGRATIONS)
    answer(office, "acknowledge_call", call_id)
    answer(office, "nominate", call_id, **MARIA)
    rows = office.database.collection("outbox").find({"audience": "public"})
    bodies = " ".join(row["body"] for row in rows)
    assert [word for word in ("Salas", "Condori", "Extranjer", "gob.example") if word in bodies] == []
    assert len(office.told(CallAcknowledged)) == 1
    assert office.told(ApplicationSubmitted) == []


def test_a_cancelled_edition_asks_nothing_of_institutions_and_invites_nobody(office: Office, called: Called) -> None:
    edition, (peru, brazil) = called(MIGRATIONS, BRAZIL)
    answer(office, "nominate", peru, **MARIA)
    of = {"edition_id": edition["edition_id"]}
    version = office.query("edition", "director", **of)["version"]
    office.command("cancel_edition", "director", **of, version=version, reason="Sin presupuesto.")
    assert sorted(event.call_id for event in office.told(CallWithdrawn)) == sorted([peru, brazil])
    assert len(office.told(NominationWithdrawn)) == 1
    seen = office.query("call", "focal_point", focal_point_of(office, brazil), call_id=brazil)
    assert (seen["status"], seen["acts"]) == ("withdrawn", [])
    office.tick()
    assert office.told(CallReminded, CallUnanswered) == []


def test_staff_see_beside_an_application_where_its_institution_ranks_it(office: Office, called: Called) -> None:
    _, (call_id,) = called(MIGRATIONS)
    for one in (LUIS, MARIA):
        answer(office, "nominate", call_id, **one)
    nomination_id = office.told(NominationInvited)[1].nomination_id
    sent = office.command(
        "submit_nominated_application", "applicant", nomination_id, nomination_id=nomination_id, **OWN_WORDS
    )
    application = office.query("application", "auditor", application_id=sent["application_id"])
    assert application["nomination"] == {"call_id": call_id, "rank": 2, "of": 2}
