"""What is refused before anything happens, field by field."""

from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from services.registration.model import complaints
from services.registration.schemas.applications import (
    GiveUp,
    MarkIneligible,
    ResubmitApplication,
    SubmitApplication,
    TakeBack,
)
from services.registration.schemas.editions import CreateEdition
from shared.storage import now
from tests.services.registration.conftest import call, form

Json = dict[str, Any]


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
        ("field_of_work", "cooking", complaints.NOT_LISTED),
        ("languages_spoken", "es", complaints.NOT_LISTED),
        ("attended_before", "yes", complaints.NOT_LISTED),
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
    ("schema", "code"),
    [
        (MarkIneligible, "Rosa Quispe no aprobó el examen médico"),
        (MarkIneligible, "personal"),
        (GiveUp, "Tengo un turno con mi médico"),
        (GiveUp, "conduct"),
        (TakeBack, "La vi en el casino"),
        (TakeBack, "edition-cancelled"),
        (TakeBack, ""),
        (TakeBack, {"$gt": ""}),
    ],
)
def test_a_reason_that_is_published_is_one_of_its_list(schema: type[Schema], code: Any) -> None:
    with pytest.raises(ValidationError) as refusal:
        schema().load({"application_id": "application-1", "version": 2, "reason_code": code})
    assert refusal.value.messages == {"reason_code": [complaints.NOT_LISTED]}


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("timezone", "Mars/Olympus", complaints.UNKNOWN_TIMEZONE),
        ("city", "curso@migraciones.example", complaints.NOT_TEXT),
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
