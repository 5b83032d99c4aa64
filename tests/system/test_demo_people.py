"""The invented people of the demo: always the same, plausible, and between them they tell every story."""

import base64
import csv
import io
import unicodedata
from collections import Counter
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path

import pypdf
import pytest

from deploy.demo import invent
from deploy.demo.cast import COUNTRIES, DATA, applicants, experts, institutions
from deploy.demo.dates import calendar


@pytest.mark.parametrize("name", ["applications.csv", "experts.csv"])
def test_inventing_again_gives_the_same_people(name: str, tmp_path: Path) -> None:
    people = {
        "applications.csv": [asdict(one) for one in invent.applicants()],
        "experts.csv": [asdict(one) for one in invent.experts()],
    }
    invent.write(tmp_path / name, people[name])
    assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_120_applications_come_from_the_20_countries() -> None:
    assert Counter(one.country for one in applicants()) == dict.fromkeys(COUNTRIES, 6)


def test_the_applications_tell_every_story() -> None:
    told = Counter(one.story for one in applicants() if one.story)
    assert told == {
        "difficult-name": 2,
        "late": 4,
        "namesake": 1,
        "no-experience": 3,
        "no-letter": 6,
        "other-ministry": 2,
        "same-person-again": 3,
    }


def test_a_second_application_has_the_address_of_the_first_in_other_letters() -> None:
    written = Counter(one.email.casefold() for one in applicants())
    again = {one.email.casefold() for one in applicants() if one.story == "same-person-again"}
    assert {address for address, times in written.items() if times > 1} == again
    assert len({one.email for one in applicants()}) == 120


def test_a_namesake_is_somebody_else_of_the_same_name() -> None:
    (namesake,) = (one for one in applicants() if one.story == "namesake")
    (other,) = (one for one in applicants() if one != namesake and one.name == namesake.name)
    assert (other.country, other.sex) == (namesake.country, namesake.sex)
    assert other.email != namesake.email
    assert other.institution != namesake.institution


def test_every_address_is_one_that_cannot_exist() -> None:
    people = applicants()
    addresses = [one.email for one in people] + [one.focal_point_email for one in people]
    addresses += [one.email for one in experts()]
    assert all(address.endswith(".example") and address.isascii() for address in addresses)


def test_an_institution_has_one_focal_point() -> None:
    contacts = {(one.country, one.institution, one.focal_point_name, one.focal_point_email) for one in applicants()}
    assert len(contacts) == 60


def test_institutions_nominate_take_note_decline_or_say_nothing() -> None:
    kept = institutions(applicants())
    assert Counter(one.answer for one in kept) == {"nominated": 20, "acknowledged": 20, "declined": 10, "silent": 10}
    nominated = [one for one in applicants() if one.nominated]
    nominating = [one for one in kept if any(one.has(official) for official in nominated)]
    assert ({one.answer for one in nominating}, len(nominating), len(nominated)) == ({"nominated"}, 20, 34)


def test_brazil_and_haiti_are_written_to_in_their_languages() -> None:
    languages = {code: {one.language for one in applicants() if one.country == code} for code in ("BR", "HT", "UY")}
    assert languages == {"BR": {"pt"}, "HT": {"fr"}, "UY": {"es"}}


def test_the_difficult_names_are_in_latin_letters_with_every_kind_of_mark() -> None:
    names = "".join(
        f"{one.given_names} {one.first_surname} {one.second_surname}"
        for one in applicants()
        if one.story == "difficult-name"
    )
    assert all(mark in names for mark in ("'", "ñ", "ü", "ë", "g\N{COMBINING TILDE}", "Ỹ"))
    assert all("LATIN" in unicodedata.name(letter) for letter in names if letter.isalpha())


def test_every_module_has_experts_to_choose_from() -> None:
    taught = Counter(module for one in experts() for module in one.form()["modules"])
    assert (len(experts()), set(taught), min(taught.values()) >= 6) == (20, {1, 2, 3, 4, 5, 6}, True)


def test_the_form_is_what_the_call_asks_for_and_nothing_of_the_story() -> None:
    with (DATA / "applications.csv").open(encoding="utf-8", newline="") as file:
        columns = set(next(csv.reader(file)))
    form = next(one for one in applicants() if one.story == "no-letter").form()
    assert set(form) == columns - {"row", "story", "endorsement"}
    assert form["letter"] is None


def test_a_letter_is_a_pdf_that_can_be_read() -> None:
    applicant = applicants()[0]
    pdf = pypdf.PdfReader(io.BytesIO(base64.b64decode(applicant.attached()["content_base64"])), strict=True)
    said = f"Nota verbal 001: {applicant.institution} - {applicant.position}"
    assert [page.extract_text() for page in pdf.pages] == [said]


def test_the_48th_edition_runs_over_the_holidays_of_march_2027() -> None:
    dates = calendar(ordinals=set(), now=datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    assert (dates.ordinal, dates.year) == (48, 2027)
    assert (dates.carnival_monday, dates.starts_on, dates.ends_on) == (
        date(2027, 2, 8),
        date(2027, 3, 15),
        date(2027, 4, 1),
    )
    assert dates.passed_over == (date(2027, 3, 24), date(2027, 3, 25), date(2027, 3, 26))
    assert dates.opens_at < datetime(2026, 11, 23, 15, 30, tzinfo=UTC) < dates.closes_at
    assert dates.closes_at.date() < dates.endorsement_due_on < dates.promotion_cutoff < dates.starts_on


def test_a_second_demo_plays_the_next_edition() -> None:
    dates = calendar(ordinals={47, 48}, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert (dates.ordinal, dates.year, dates.starts_on) == (49, 2028, date(2028, 3, 13))


def test_an_edition_that_leaves_no_time_for_its_call_moves_to_the_next_year() -> None:
    dates = calendar(ordinals=set(), now=datetime(2027, 2, 1, tzinfo=UTC))
    assert (dates.ordinal, dates.year) == (48, 2028)
