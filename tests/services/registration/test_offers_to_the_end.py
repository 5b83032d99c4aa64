"""Offers with their parts, reminders and extensions, and seats that an institution fills again, on a real database."""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.form import NOMINATED_WITH
from shared.contracts.registration import (
    ApplicationPromoted,
    ApplicationSelected,
    ApplicationStarted,
    OfferConfirmed,
    OfferExtended,
    OfferLapsed,
    OfferPartiallyAccepted,
    OfferReminded,
    ReplacementDeclined,
    ReplacementLapsed,
    ReplacementNamed,
    ReplacementRequested,
    ReplacementSeated,
)
from shared.storage import now
from tests.services.registration.conftest import form
from tests.services.registration.invented import PDF
from tests.services.registration.office import Office, change, refused, version_of

Json = dict[str, Any]
Published = Callable[..., tuple[str, list[str]]]

INES = {
    "given_names": "Inés",
    "first_surname": "Ríos",
    "email": "ines.rios@interior.gob.example",
    "position": "Inspectora",
}


def focal_point_of(office: Office, application_id: str) -> str:
    """Who speaks for the institution of an official."""
    return office.registry.applications.get(application_id).endorsement.focal_point_id


def days(office: Office, count: int) -> None:
    """Let the clock of commands and timers stand that many days later, and run every timer."""
    office.later = timedelta(days=count)
    office.tick()


@pytest.mark.feature("A13")
def test_who_does_not_answer_is_reminded_twice_and_then_the_offer_lapses(office: Office, published: Published) -> None:
    _, (rosa, joao) = published(["PE", "BR"])
    change(office, "confirm_offer", "applicant", joao)
    for day in (4, 5, 5, 6, 8, 8, 9, 12):
        days(office, day)
    assert [(event.subject, event.focal_point_id) for event in office.told(OfferReminded)] == [
        (rosa, focal_point_of(office, rosa)),
        (rosa, focal_point_of(office, rosa)),
    ]
    assert [event.subject for event in office.told(OfferLapsed)] == [rosa]


@pytest.mark.feature("A13")
def test_a_clock_that_was_down_for_days_reminds_once_and_not_of_what_is_over(
    office: Office, published: Published
) -> None:
    published(["PE", "BR"])
    days(office, 9)
    assert len(office.told(OfferReminded)) == 2
    days(office, 12)
    assert (len(office.told(OfferReminded)), len(office.told(OfferLapsed))) == (2, 2)


@pytest.mark.feature("A13")
def test_one_person_has_more_time_with_a_reason_and_is_reminded_by_the_new_deadline(
    office: Office, published: Published
) -> None:
    _, (rosa,) = published(["PE"])
    days(office, 5)
    later = now() + timedelta(days=20)
    asked = {"expires_at": later.isoformat(), "reason_code": "travel_papers", "note": "El pasaporte sale el viernes."}
    change(office, "extend_offer", "secretariat", rosa, **asked)
    assert [(event.offer_expires_at, event.reason_code) for event in office.told(OfferExtended)] == [
        (later, "travel_papers")
    ]
    days(office, 12)
    assert (len(office.told(OfferReminded)), office.told(OfferLapsed)) == (1, [])
    for day in (15, 16, 18):
        days(office, day)
    assert len(office.told(OfferReminded)) == 3
    sooner = {**asked, "expires_at": (now() + timedelta(days=19)).isoformat()}
    assert refused(lambda: change(office, "extend_offer", "secretariat", rosa, **sooner)) == ("invalid", 422)


@pytest.mark.feature("A14")
def test_a_seat_is_taken_without_the_ticket_and_staff_see_it_until_it_changes(
    office: Office, published: Published
) -> None:
    edition_id, (rosa,) = published(["PE"])
    change(office, "confirm_offer", "applicant", rosa, accepted_parts=["meals", "lodging"])
    change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["airfare", "lodging"])
    change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["lodging", "airfare"])
    told = office.told(OfferPartiallyAccepted)
    assert [(event.accepted_parts, event.refused_parts) for event in told] == [
        (["lodging", "meals"], ["airfare"]),
        (["lodging", "airfare"], ["meals"]),
    ]
    assert len(office.told(OfferConfirmed)) == 1
    (row,) = office.query("offers", "auditor", edition_id=edition_id)["rows"]
    taken = (row["offer"]["parts"], row["offer"]["accepted_parts"])
    assert taken == (["lodging", "meals", "airfare"], ["lodging", "airfare"])
    unknown = refused(lambda: change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["insurance"]))
    assert unknown == ("invalid", 422)
    office.later = timedelta(days=102)
    late = refused(lambda: change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["meals"]))
    assert late == ("parts-cutoff", 410)


@pytest.mark.feature("A14")
def test_other_terms_hold_for_the_offers_made_from_then_on(office: Office, published: Published) -> None:
    edition_id, (rosa, joao) = published(["PE", "BR"], seats=1)
    version = office.query("edition", "secretariat", edition_id=edition_id)["version"]
    terms = {"parts": ["insurance", "lodging"], "reminders": [1, 7], "parts_days": 5, "replacement_days": 3}
    office.command("set_offer_terms", "secretariat", edition_id=edition_id, version=version, **terms)
    change(office, "decline_offer", "applicant", rosa)
    (proposal,) = office.query("promotions", "secretariat", edition_id=edition_id)["proposals"]
    office.command("promote", "secretariat", proposal_id=proposal["proposal_id"])
    offers = {one: office.registry.applications.get(one).offer for one in (rosa, joao)}
    assert [offer and offer.parts for offer in offers.values()] == [
        ("lodging", "meals", "airfare"),
        ("lodging", "insurance"),
    ]
    again = {"edition_id": edition_id, "version": version + 3, **terms, "reminders": [2, 2]}
    version = office.query("edition", "secretariat", edition_id=edition_id)["version"]
    assert refused(lambda: office.command("set_offer_terms", "director", **again | {"version": version})) == (
        "invalid",
        422,
    )


@pytest.mark.feature("A11")
def test_a_freed_seat_is_shown_with_who_else_waits_and_what_speaks_against_them(
    office: Office, published: Published
) -> None:
    edition_id, (rosa, luis, ana, joao) = published(["PE", "BR", "BR", "UY"], seats=2, country_cap=1)
    change(office, "decline_offer", "applicant", rosa)
    (proposal,) = office.query("promotions", "auditor", edition_id=edition_id)["proposals"]
    assert (proposal["application_id"], proposal["reason"]) == (joao, "region")
    assert [(one["application_id"], one["reason"]) for one in proposal["others"]] == [(ana, "country-cap")]
    actions = office.query("next_actions", "secretariat", edition_id=edition_id)["actions"]
    assert ("secretariat", "promote", 1) in [(one["who"], one["what"], one["count"]) for one in actions]
    assert luis


@pytest.mark.feature("A11")
def test_fewer_seats_take_nobodys_seat_but_a_freed_one_goes_to_nobody(office: Office, published: Published) -> None:
    edition_id, (rosa, joao, ana) = published(["PE", "BR", "UY"], seats=2)
    of = office.query("edition", "secretariat", edition_id=edition_id)
    limits = {name: of[name] for name in ("country_cap", "country_caps", "countries")}

    def change_seats(seats: int) -> Json:
        version = office.query("edition", "secretariat", edition_id=edition_id)["version"]
        asked = {"edition_id": edition_id, "version": version, "seats": seats, **limits, "country_cap": 1}
        return office.command("change_seats", "secretariat", **asked)

    assert refused(lambda: change_seats(1)) == ("invalid", 422)
    change(office, "decline_offer", "applicant", rosa)
    assert [one["application_id"] for one in proposals(office, edition_id)] == [ana]
    change_seats(1)
    assert proposals(office, edition_id) == []
    assert office.query("my_application", "applicant", joao, application_id=joao)["status"] == "selected"


def proposals(office: Office, edition_id: str) -> list[Json]:
    """The freed seats as staff see them."""
    found: list[Json] = office.query("promotions", "secretariat", edition_id=edition_id)["proposals"]
    return found


def withdrawn(office: Office, rosa: str, role: str = "applicant") -> str:
    """A confirmed official withdraws; the id of what their institution is asked."""
    change(office, "confirm_offer", "applicant", rosa)
    person = {"applicant": rosa, "focal_point": focal_point_of(office, rosa)}.get(role, "")
    asked = {"application_id": rosa, "version": version_of(office, rosa), "reason_code": "duty"}
    office.command("withdraw_application", role, person, **asked)
    return office.told(ReplacementRequested)[-1].replacement_id


@pytest.mark.feature("A15")
@pytest.mark.parametrize("role", ["applicant", "focal_point", "secretariat"])
def test_the_institution_of_whoever_withdraws_names_another_who_has_the_seat_before_the_waiting_list(
    office: Office, published: Published, role: str
) -> None:
    edition_id, (rosa, luis) = published(["PE", "PE"], seats=1)
    replacement_id = withdrawn(office, rosa, role)
    jorge = focal_point_of(office, rosa)
    asked = office.query("replacement", "focal_point", jorge, replacement_id=replacement_id)
    assert (asked["status"], asked["acts"]) == ("asked", ["name_replacement", "decline_replacement"])
    (seat,) = proposals(office, edition_id)
    assert (seat["status"], seat["application_id"], seat["replacement"]["status"]) == ("reserved", None, "asked")
    office.command("name_replacement", "focal_point", jorge, replacement_id=replacement_id, **INES)
    (named,) = office.told(ReplacementNamed)
    twice = {"replacement_id": replacement_id, **INES, "email": "otra@interior.gob.example"}
    assert refused(lambda: office.command("name_replacement", "focal_point", jorge, **twice)) == (
        "replacement-named",
        409,
    )
    nomination_id = named.nomination_id
    invitation = office.query("invitation", "applicant", nomination_id, nomination_id=nomination_id)
    assert (invitation["institution"], invitation["given_names"]) == ("Dirección de Extranjería", "Inés")
    sent = {name: value for name, value in form().items() if name not in NOMINATED_WITH}
    applied = office.command(
        "submit_nominated_application", "applicant", nomination_id, nomination_id=nomination_id, **sent
    )
    ines = applied["application_id"]
    (seat,) = proposals(office, edition_id)
    give = {"proposal_id": seat["proposal_id"]}
    assert refused(lambda: office.command("promote", "secretariat", **give)) == ("replacement-not-ready", 409)
    change(office, "start_review", "secretariat", ines)
    office.command("promote", "secretariat", **give)
    assert [event.application_id for event in office.told(ReplacementSeated)] == [ines]
    assert [event.subject for event in office.told(ApplicationSelected)] == [rosa, ines]
    assert office.told(ApplicationPromoted) == []
    change(office, "confirm_offer", "applicant", ines)
    assert office.query("edition", "auditor", edition_id=edition_id)["seats_taken"] == 1
    assert office.query("my_application", "applicant", luis, application_id=luis)["status"] == "waitlisted"


@pytest.mark.feature("A6", "A15")
def test_whoever_is_named_for_a_seat_may_save_what_they_write_and_come_back_to_it_until_their_time_is_over(
    office: Office, published: Published
) -> None:
    edition_id, (rosa, _) = published(["PE", "PE"], seats=1)
    asked = {"replacement_id": withdrawn(office, rosa)}
    office.command("name_replacement", "focal_point", focal_point_of(office, rosa), **asked, **INES)
    (named,) = office.told(ReplacementNamed)
    own = {"nomination_id": named.nomination_id}
    words = {name: value for name, value in form().items() if name not in (*NOMINATED_WITH, "letter")}

    def start(**typed: str) -> Json:
        return office.command("start_nominated_application", "applicant", named.nomination_id, **own, **typed)

    begun = start(given_names="Inés")
    assert start(given_names="Otra") == begun
    invited = office.query("invitation", "applicant", named.nomination_id, **own)
    assert invited["draft"] == begun
    (started,) = office.told(ApplicationStarted)
    assert started.closes_at == invited["edition"]["application_closes_at"] == named.apply_until
    draft = {"draft_id": begun["draft_id"]}
    office.command("save_draft", "applicant", begun["draft_id"], **draft, version=1, **words)
    seen = office.query("my_draft", "applicant", begun["draft_id"], **draft)
    assert (seen["nominated"]["institution"], seen["lacking"]) == ("Dirección de Extranjería", [])
    office.later = timedelta(days=30)
    late = refused(lambda: office.command("save_draft", "applicant", begun["draft_id"], **draft, version=2, **words))
    assert late == ("replacement-over", 410)

    office.later = timedelta(hours=1)
    note = {"filename": "nota.pdf", "content_base64": base64.b64encode(PDF).decode()}
    office.command("attach_document", "applicant", begun["draft_id"], **draft, kind="letter", file=note)
    sent = office.command("send_draft", "applicant", begun["draft_id"], **draft, version=3)
    change(office, "start_review", "secretariat", sent["application_id"])
    (seat,) = proposals(office, edition_id)
    office.command("promote", "secretariat", proposal_id=seat["proposal_id"])
    assert office.query("my_draft", "applicant", begun["draft_id"], **draft)["application_id"] == sent["application_id"]
    assert office.query("invitation", "applicant", named.nomination_id, **own)["applied"]


@pytest.mark.feature("A15")
@pytest.mark.parametrize("silence", ["declines", "says nothing", "names somebody who does not apply", "not eligible"])
def test_a_seat_that_the_institution_does_not_fill_goes_to_the_waiting_list_once(
    office: Office, published: Published, silence: str
) -> None:
    edition_id, (rosa, luis) = published(["PE", "PE"], seats=1)
    asked = {"replacement_id": withdrawn(office, rosa)}
    jorge = focal_point_of(office, rosa)
    if silence == "declines":
        office.command("decline_replacement", "focal_point", jorge, **asked, reason_code="no_candidate")
        assert [event.reason_code for event in office.told(ReplacementDeclined)] == ["no_candidate"]
    if silence in ("names somebody who does not apply", "not eligible"):
        office.command("name_replacement", "focal_point", jorge, **asked, **INES)
    if silence == "not eligible":
        nomination_id = office.told(ReplacementNamed)[0].nomination_id
        sent = {name: value for name, value in form().items() if name not in NOMINATED_WITH}
        submit = {"nomination_id": nomination_id, **sent}
        ines = office.command("submit_nominated_application", "applicant", nomination_id, **submit)["application_id"]
        change(office, "mark_ineligible", "secretariat", ines, reason_code="experience")
    days(office, 7)
    (seat,) = proposals(office, edition_id)
    assert (seat["status"], seat["application_id"], seat["reason"]) == ("open", luis, "same-country")
    assert len(office.told(ReplacementLapsed)) == (0 if silence == "declines" else 1)
    late = refused(lambda: office.command("name_replacement", "focal_point", jorge, **asked, **INES))
    assert late == ("replacement-over", 410)
    office.command("promote", "director", proposal_id=seat["proposal_id"])
    assert proposals(office, edition_id) == []
    assert [event.subject for event in office.told(ApplicationPromoted)] == [luis]


@pytest.mark.feature("A15")
def test_after_the_last_day_for_promotions_no_institution_is_asked(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    change(office, "confirm_offer", "applicant", rosa)
    office.later = timedelta(days=112)
    change(office, "withdraw_application", "applicant", rosa, reason_code="duty")
    assert office.told(ReplacementRequested) == []


@pytest.mark.feature("A15")
def test_only_the_institution_that_is_asked_answers(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    asked = {"replacement_id": withdrawn(office, rosa)}
    assert refused(lambda: office.query("replacement", "focal_point", "somebody", **asked)) == ("not-allowed", 403)
    named = {**asked, **INES}
    assert refused(lambda: office.command("name_replacement", "focal_point", "somebody", **named)) == (
        "not-allowed",
        403,
    )


@pytest.mark.feature("A18")
def test_a_letter_is_made_once_for_what_it_says_and_anew_when_that_changes(
    office: Office, published: Published
) -> None:
    edition_id, (rosa,) = published(["PE"])
    own = {"application_id": rosa}
    assert refused(lambda: office.command("make_visa_letter", "applicant", rosa, **own)) == ("not-confirmed", 409)
    change(office, "confirm_offer", "applicant", rosa, accepted_parts=["lodging"])
    first = office.command("make_visa_letter", "applicant", rosa, **own)["letter"]
    assert office.command("make_visa_letter", "secretariat", **own)["letter"] == first
    stored = office.query("visa_letter_pdf", "applicant", rosa, **own)
    content = base64.b64decode(stored["content_base64"])
    assert (hashlib.sha256(content).hexdigest(), stored["filename"]) == (first["pdf_sha256"], "CIMI-44-0001-V1.pdf")
    checked = office.query("check_visa_letter", "public", verify_id=first["verify_id"])
    assert (checked["name"], checked["standing"]) == ("Rosa María Quispe Ñahui", "valid")

    change(office, "change_offer_parts", "applicant", rosa, accepted_parts=["lodging", "airfare"])
    assert office.query("check_visa_letter", "public", verify_id=first["verify_id"])["standing"] == "outdated"
    second = office.command("make_visa_letter", "applicant", rosa, **own)["letter"]
    assert (second["number"], second["standing"]) == ("CIMI-44-0001-V2", "valid")
    checked = office.query("check_visa_letter", "public", verify_id=first["verify_id"])
    assert (checked["standing"], checked["replaced_by"]) == ("replaced", "CIMI-44-0001-V2")
    assert office.query("my_application", "applicant", rosa, **own)["visa_letter"] == second

    change(office, "withdraw_application", "applicant", rosa, reason_code="duty")
    assert office.query("check_visa_letter", "public", verify_id=second["verify_id"])["standing"] == "void"
    assert refused(lambda: office.query("visa_letter_pdf", "applicant", rosa, **own)) == ("not-confirmed", 409)
    made = [
        step.note for step in office.registry.applications.get(rosa).timeline if step.reason_code == "visa-letter-made"
    ]
    assert made == ["CIMI-44-0001-V1", "CIMI-44-0001-V2"]
    unknown = refused(lambda: office.query("check_visa_letter", "public", verify_id="NOSUCHCODE"))
    assert unknown == ("not-found", 404)
    assert edition_id
