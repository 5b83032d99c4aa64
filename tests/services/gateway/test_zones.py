"""A deadline on the clocks of the edition and of the reader."""

import pytest
from flask import Flask

from services.gateway.web.call_texts import filled_in
from services.gateway.web.words import field_sentence
from services.gateway.web.zones import deadline, elsewhere

EVENING = "2027-01-16T02:59:00+00:00"
BUENOS_AIRES = "America/Argentina/Buenos_Aires"


@pytest.mark.feature("B8")
def test_a_deadline_is_told_in_the_editions_zone_and_in_the_readers(app: Flask) -> None:
    with app.test_request_context("/es/"):
        assert deadline(EVENING, BUENOS_AIRES, "Mar del Plata", "PE") == (
            "15 ene 2027, 23:59 (Mar del Plata, GMT-03:00) = 15 ene 2027, 21:59 (Perú, GMT-05:00)"
        )


@pytest.mark.feature("B8")
@pytest.mark.parametrize("country", ["UY", "AR", "BR"])
def test_a_reader_with_the_same_clock_reads_it_once(app: Flask, country: str) -> None:
    with app.test_request_context("/es/"):
        assert deadline(EVENING, BUENOS_AIRES, "Mar del Plata", country) == (
            "15 ene 2027, 23:59 (Mar del Plata, GMT-03:00)"
        )


@pytest.mark.feature("B8")
def test_countries_are_told_together_when_their_clocks_agree(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert elsewhere(EVENING, BUENOS_AIRES, ["AR", "PE", "HT", "BO", "MX"]) == [
            ("15 Jan 2027, 20:59 (GMT-06:00)", ["Mexico"]),
            ("15 Jan 2027, 21:59 (GMT-05:00)", ["Haiti", "Peru"]),
            ("15 Jan 2027, 22:59 (GMT-04:00)", ["Bolivia"]),
        ]


@pytest.mark.feature("A1")
def test_a_text_is_filled_in_with_the_editions_own_dates_in_its_language(app: Flask) -> None:
    edition = {
        "ordinal": 44,
        "year": 2027,
        "city": "Mar del Plata",
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-15",
        "application_closes_at": EVENING,
        "timezone": BUENOS_AIRES,
        "seats": 30,
    }
    with app.test_request_context("/es/"):
        assert filled_in("{number}e cours, du {first_day}, {seats} places {x}", edition, "fr") == (
            "44e cours, du lundi 1 mars 2027, 30 places {x}"
        )


@pytest.mark.feature("A10")
def test_what_stands_in_the_way_of_a_lower_limit_is_told_with_the_countries_names(app: Flask) -> None:
    with app.test_request_context("/es/"):
        assert field_sentence("Seats on offer or confirmed: BR 3, PE 3. The limit cannot be lower.") == (
            "Plazas ofrecidas o confirmadas: Brasil 3, Perú 3. El límite no puede ser menor."
        )
