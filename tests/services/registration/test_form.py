"""What an official may write in the form, and what the letter may be."""

from dataclasses import replace
from hashlib import sha256

import pytest

from services.registration.model import complaints, file, letter
from services.registration.model.letter import Letter
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import PDF, ROSA

INVITED = ("PE", "BR", "HT")


def test_a_name_keeps_both_surnames_and_is_what_is_printed() -> None:
    assert ROSA.name_on_certificate == "Rosa María Quispe Ñahui"
    assert replace(ROSA, second_surname="").name == "Rosa María Quispe"
    assert replace(ROSA, certificate_name="Rosa M. Quispe").name_on_certificate == "Rosa M. Quispe"


@pytest.mark.parametrize(
    "name", ["Lucía Ñáñez d'Ávila", "Đặng Thị Hồng", "Marie-Ange Désir", "Guðrún Þórsdóttir", "Łucja Š."]
)
def test_every_latin_name_can_be_printed(name: str) -> None:
    replace(ROSA, certificate_name=name).refuse_mistakes(INVITED)


@pytest.mark.parametrize("name", ["Мария Иванова", "山田花子", "Rosa <b>", "Rosa 4", "Rosa 🙂"])
def test_a_name_that_cannot_be_printed_is_named(name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        replace(ROSA, certificate_name=name).refuse_mistakes(INVITED)
    assert refusal.value.fields == {"certificate_name": complaints.NOT_LATIN}


def test_a_country_that_is_not_invited_is_named() -> None:
    with pytest.raises(Refusal) as refusal:
        replace(ROSA, country="UY").refuse_mistakes(INVITED)
    assert (refusal.value.code, refusal.value.status, refusal.value.fields) == (
        "invalid",
        422,
        {"country": complaints.COUNTRY_NOT_INVITED},
    )


def test_nobody_endorses_themselves() -> None:
    with pytest.raises(Refusal) as refusal:
        replace(ROSA, focal_point_email=ROSA.email.upper()).refuse_mistakes(INVITED)
    assert refusal.value.fields == {"focal_point_email": complaints.SAME_PERSON}


def test_a_focal_point_has_a_name_and_an_address() -> None:
    with pytest.raises(Refusal) as nameless:
        replace(ROSA, focal_point_name="").refuse_mistakes(INVITED)
    with pytest.raises(Refusal) as addressless:
        replace(ROSA, focal_point_email="").refuse_mistakes(INVITED)
    assert (nameless.value.fields, addressless.value.fields) == (
        {"focal_point_name": complaints.REQUIRED},
        {"focal_point_email": complaints.REQUIRED},
    )


def test_what_is_left_out_is_listed() -> None:
    assert ROSA.missing() == ()
    assert replace(ROSA, motivation="", focal_point_email="").missing() == ("motivation", "focal_point")


def test_an_institution_is_the_same_however_its_capitals_and_spaces_are_written() -> None:
    sloppy = replace(ROSA, institution=" DIRECCIÓN  de extranjería")
    assert sloppy.institution_id == ROSA.institution_id
    assert replace(ROSA, country="BR").institution_id != ROSA.institution_id


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
    ],
)
def test_the_first_bytes_say_what_a_letter_is(content: bytes, content_type: str) -> None:
    received = letter.receive(letter_id="letter-1", filename="nota.exe", content=content)
    assert received == Letter(
        id="letter-1",
        filename="nota.exe",
        content_type=content_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
    )


@pytest.mark.parametrize("content", [b"MZ\x90", b"<html>", b" %PDF-1.7", b"PK\x03\x04"])
def test_what_is_no_letter_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        letter.receive(letter_id="letter-1", filename="nota.pdf", content=content)
    assert (refusal.value.code, refusal.value.status) == ("file-type", 422)


def test_a_letter_above_five_megabytes_is_refused() -> None:
    largest = PDF.ljust(file.LARGEST, b" ")
    assert letter.receive(letter_id="letter-1", filename="nota.pdf", content=largest).size == file.LARGEST
    with pytest.raises(Refusal) as refusal:
        letter.receive(letter_id="letter-1", filename="nota.pdf", content=largest + b" ")
    assert (refusal.value.code, refusal.value.status) == ("file-too-large", 413)
