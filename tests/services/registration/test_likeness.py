"""Which names are taken for one person's: the region's own ways of writing them."""

from dataclasses import replace

import pytest

from services.registration.model import likeness, names
from services.registration.model.likeness import Likeness, Profile, Verdict

ROSA = Profile(
    application_id="application-1",
    person_id="person-1",
    given_names="Rosa María",
    surnames="Quispe Ñahui",
    birthday="04-17",
    sex="F",
    country="PE",
)
SAME = {"country": Verdict.SAME, "sex": Verdict.SAME}


def called(given_names: str, surnames: str) -> Profile:
    """Somebody of that name."""
    return replace(ROSA, given_names=given_names, surnames=surnames)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("ROSA MARÍA QUISPE ÑAHUI", ("rosa", "maria", "quispe", "nahui")),
        ("Chiara D'Alessandro", ("chiara", "dalessandro")),
        ("Chiara D’Alessandro", ("chiara", "dalessandro")),
        ("Juan de la Cruz", ("juan", "cruz")),
        ("João dos Santos e Silva", ("joao", "santos", "silva")),
        ("Jean-Baptiste Saint-Fleur", ("jean", "baptiste", "saint", "fleur")),
        ("Ma. Ángeles Peña", ("maria", "angeles", "pena")),
        ("De la", ("de", "la")),
    ],
)
def test_a_name_is_compared_by_its_words(written: str, words: tuple[str, ...]) -> None:
    assert names.words(written) == words


@pytest.mark.parametrize(
    ("one", "other"),
    [("gonzalez", "gonsales"), ("vargas", "bargas"), ("chavez", "chaves"), ("quispe", "kispe")],
)
def test_what_sounds_alike_is_found_under_one_key(one: str, other: str) -> None:
    assert names.sound(one) == names.sound(other)


@pytest.mark.feature("A19")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("Rosa María", "Quispe Ñahui"), ("ROSA MARIA", "QUISPE NAHUI"), id="capitals without accents"),
        pytest.param(("Chiara", "D'Alessandro"), ("Chiara", "D’ALESSANDRO"), id="another apostrophe"),
        pytest.param(("Chiara", "D'Alessandro"), ("Chiara", "Dalessandro"), id="no apostrophe"),
        pytest.param(("Juan", "de la Cruz Mamani"), ("Juan", "Cruz Mamani"), id="particles left out"),
        pytest.param(("Nadège", "Saint-Fleur"), ("Nadege", "Saint Fleur"), id="hyphen left out"),
        pytest.param(("Rosa María", "Quispe Ñahui"), ("Rosa María", "Quispe"), id="second surname left out"),
        pytest.param(("Rosa María", "Quispe Ñahui"), ("Rosa María", "Ñahui Quispe"), id="surnames the other way round"),
        pytest.param(("João", "da Silva Souza"), ("João", "Souza Silva"), id="a Brazilian's surnames in Spanish order"),
        pytest.param(("Jean-Baptiste", "Toussaint"), ("TOUSSAINT", "Jean Baptiste"), id="a Haitian's surname first"),
        pytest.param(("Rosa María", "Quispe Ñahui"), ("Rosa", "Quispe Ñahui"), id="one given name"),
        pytest.param(("Hugo", "González"), ("Ugo", "Gonsales"), id="as it is heard"),
        pytest.param(("Hugo", "Huenchumilla"), ("Hugo", "Huenchumlila"), id="two letters swapped"),
    ],
)
def test_one_person_is_suspected_and_found(one: tuple[str, str], other: tuple[str, str]) -> None:
    first, second = called(*one), called(*other)
    assert likeness.compare(first, second).suspected
    assert set(first.keys) & set(second.keys)


@pytest.mark.feature("A19")
@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(("Ana", "Quispe Mamani"), ("Juana", "Quispe Mamani"), id="sisters"),
        pytest.param(("Juan", "Pérez Gómez"), ("Juan", "Pérez Rodríguez"), id="another second surname"),
        pytest.param(("Jean", "Pierre"), ("Jean", "Joseph"), id="one word in common"),
        pytest.param(("Wara", "Condori"), ("Nahuel", "Catrileo"), id="nothing in common"),
    ],
)
def test_two_people_are_not_suspected(one: tuple[str, str], other: tuple[str, str]) -> None:
    unknown = replace(called(*one), birthday="")
    assert not likeness.compare(unknown, called(*other)).suspected


def test_a_birthday_tells_people_of_one_name_apart() -> None:
    assert [
        likeness.compare(ROSA, replace(ROSA, birthday=birthday)) for birthday in ("04-17", "", "07-17", "11-30")
    ] == [
        Likeness(confidence=confidence, grounds={"name": Verdict.SAME, "birthday": said, **SAME})
        for confidence, said in (
            (100, Verdict.SAME),
            (90, Verdict.UNKNOWN),
            (80, Verdict.SIMILAR),
            (65, Verdict.DIFFERENT),
        )
    ]


def test_a_birthday_with_day_and_month_the_other_way_round_may_be_a_slip() -> None:
    swapped = likeness.compare(replace(ROSA, birthday="04-07"), replace(ROSA, birthday="07-04"))
    assert swapped.grounds["birthday"] is Verdict.SIMILAR


@pytest.mark.feature("A19")
def test_two_people_of_the_same_name_and_birthday_are_suspected_for_a_person_to_tell_apart() -> None:
    assert likeness.compare(ROSA, replace(ROSA, application_id="application-2", person_id="person-2")) == Likeness(
        confidence=100, grounds={"name": Verdict.SAME, "birthday": Verdict.SAME, **SAME}
    )


def test_who_works_for_another_country_needs_more_to_be_suspected() -> None:
    elsewhere = replace(ROSA, country="BO")
    assert [likeness.compare(one, elsewhere).confidence for one in (ROSA, replace(ROSA, birthday=""))] == [100, 75]
