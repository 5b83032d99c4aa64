"""How an application is found: by words without accents, by marks, and in which order it stands."""

from dataclasses import replace

import pytest

from services.registration.model.application import Application
from services.registration.model.listing import Wanted, listed, wanted
from services.registration.model.states import EndorsementStatus, Status
from tests.services.registration.invented import LETTER, ROSA, application


def named(given_names: str, first_surname: str, second_surname: str = "", **more: str) -> Application:
    form = replace(ROSA, given_names=given_names, first_surname=first_surname, second_surname=second_surname, **more)
    return replace(application(), form=form)


def test_words_are_kept_without_accents_and_capitals_and_a_number_also_by_its_end() -> None:
    rosa = replace(ROSA, institution="Dirección", email="r.quispe@interior.example")
    assert listed(replace(application(count=7), form=rosa)).words == (
        "0007",
        "44",
        "7",
        "cimi",
        "cimi-44-0007",
        "direccion",
        "example",
        "interior",
        "maria",
        "nahui",
        "quispe",
        "r.quispe@interior.example",
        "rosa",
    )


@pytest.mark.parametrize("typed", ["O'Higgins", "o’higgins", "HIGGINS", "Ñuflo-Ríos", "rios", "nuflo"])
def test_a_name_with_an_apostrophe_or_a_hyphen_is_found_however_it_is_typed(typed: str) -> None:
    words = listed(named("Ambrosio", "O’Higgins", "Ñuflo-Ríos")).words
    assert wanted("edition-44", {}, typed).words[0] in words


def test_marks_say_every_filter_that_fits() -> None:
    form = replace(ROSA, motivation="", sex="", attended_before=True)
    one = replace(application(endorsement=EndorsementStatus.REQUESTED), form=form, documents=())
    assert listed(one).marks == (
        "*",
        "live",
        f"institution={ROSA.institution_id}",
        "missing=any",
        "missing=letter",
        "missing=motivation",
        "alumnus=yes",
        "waiting_on=secretariat",
        "endorsement=requested",
        "eligibility=pass",
        "status=submitted",
        "country=PE",
        "ministry_kind=interior",
        "sex=unsaid",
    )
    complete = application(Status.RETURNED, letter=LETTER)
    assert "waiting_on=applicant" in listed(complete).marks
    assert not [mark for mark in listed(complete).marks if mark.startswith("missing=")]


def test_lists_stand_by_surname_and_two_of_a_name_by_their_number() -> None:
    ana, other = named("Ana", "Álvarez", "Ruiz"), named("Ana", "alvarez", "RUIZ")
    assert listed(ana).name == "alvarez ruiz ana|CIMI-44-0001"
    assert listed(replace(other, number="CIMI-44-0002")).name > listed(ana).name


def test_what_fewest_have_is_looked_up_first() -> None:
    asked = {"sex": "F", "status": "submitted", "missing": "any", "country": ""}
    assert wanted("edition-44", asked, "ana  Quispe") == Wanted(
        edition_id="edition-44", marks=("missing=any", "status=submitted", "sex=F"), words=("quispe", "ana")
    )
    assert wanted("edition-44", {}, "") == Wanted(edition_id="edition-44", marks=("*",))
