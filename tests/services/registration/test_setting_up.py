"""Setting an edition up: like last year's, with its seats and texts, until nothing is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from services.registration.model import cloning, complaints, quotas, readiness, settings
from services.registration.model.edition import EditionStatus
from services.registration.model.quotas import Limits
from services.registration.model.readiness import Gap
from services.registration.model.standing_texts import STANDING_TEXTS
from services.registration.model.states import Status
from services.registration.model.texts import CallText, Texts
from services.registration.schemas.editions import ChangeDates, CreateEdition
from services.registration.use_cases import editions, setting_up
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionSeatsChanged
from tests.services.registration.conftest import call
from tests.services.registration.invented import AT, DATES, DAY, TEXTS, application, by, edition
from tests.services.registration.memory import MemoryRegistry

SECRETARIAT = by("secretariat")
LIMITS = Limits(
    seats=30, country_cap=3, country_caps={}, institution_cap=None, countries=("AR", "BO", "BR", "PE", "UY")
)


@pytest.mark.feature("A1")
def test_the_next_edition_has_every_date_on_the_same_day_of_the_week() -> None:
    proposed = cloning.proposal(edition(country_caps={"AR": 2}), taken={44, 46})
    assert {name: proposed[name] for name in ("ordinal", "year", "city", "seats", "country_caps", "documents")} == {
        "ordinal": 47,
        "year": 2028,
        "city": "Mar del Plata",
        "seats": 30,
        "country_caps": {"AR": 2},
        "documents": ["letter"],
    }
    for name in DATES.__dataclass_fields__:
        if name != "offer_days":
            assert (name, proposed[name].weekday()) == (name, getattr(DATES, name).weekday())
    assert (proposed["starts_on"], proposed["ends_on"]) == (date(2028, 3, 6), date(2028, 3, 20))
    assert proposed["offer_days"] == 10


@pytest.mark.parametrize(
    ("day", "year", "found"),
    [
        (date(2027, 3, 1), 2028, date(2028, 3, 6)),
        (date(2028, 3, 6), 2029, date(2029, 3, 5)),
        (date(2027, 3, 29), 2028, date(2028, 3, 27)),
        (date(2028, 2, 29), 2029, date(2029, 2, 27)),
    ],
    ids=["first Monday", "first Monday again", "no fifth Monday", "no fifth Tuesday"],
)
def test_the_first_monday_of_march_stays_the_first_monday_of_march(day: date, year: int, found: date) -> None:
    assert cloning.same_weekday(day, year) == found


def test_a_moved_time_keeps_its_hour_where_the_course_is_whatever_the_clocks_do() -> None:
    """Asunción had summer time until 26 March 2023, and until 24 March 2024."""
    closes_at = datetime(2023, 3, 24, 2, 59, tzinfo=UTC)  # Thursday the 23rd, 23:59
    like = edition(
        timezone="America/Asuncion",
        year=2023,
        dates=replace(DATES, application_closes_at=closes_at, starts_on=date(2023, 5, 1)),
    )
    moved = cloning.moved(like, 2024)["application_closes_at"]
    assert f"{moved:%A %Y-%m-%d %H:%M %z}" == "Thursday 2024-03-28 23:59 -0400"


@pytest.mark.feature("A1")
def test_what_is_missing_before_the_call_can_open_is_listed_in_the_order_of_the_work() -> None:
    bare = edition(
        EditionStatus.DRAFT, countries=(), seats=0, documents=(), dates=replace(DATES, ends_on=DATES.starts_on)
    )
    only_spanish = Texts(id="edition-44", languages={"es": replace(STANDING_TEXTS["es"], notice="")})
    assert readiness.gaps(bare, only_spanish, at=AT) == [
        Gap(what="dates"),
        Gap(what="countries"),
        Gap(what="seats"),
        Gap(what="documents"),
        Gap(what="notice", language="es"),
        *(
            Gap(what=part, language=language)
            for language in ("en", "pt", "fr")
            for part in ("title", "description", "offered", "notice")
        ),
    ]
    assert readiness.gaps(edition(EditionStatus.DRAFT), TEXTS, at=AT) == []
    assert readiness.gaps(edition(EditionStatus.DRAFT), TEXTS, at=AT + 31 * DAY) == [Gap(what="dates")]


@pytest.mark.feature("A1")
def test_an_edition_with_something_missing_does_not_open() -> None:
    without_french = Texts(id="edition-44", languages={**STANDING_TEXTS, "fr": CallText(title="Cours")})
    with pytest.raises(Refusal) as refusal:
        readiness.open_call(edition(EditionStatus.DRAFT), without_french, cause=SECRETARIAT)
    assert (refusal.value.code, refusal.value.message) == (
        "edition-not-ready",
        "Before edition 44 can open, it needs: description (fr), offered (fr), notice (fr).",
    )


def test_the_standing_texts_are_complete_and_their_placeholders_known() -> None:
    assert TEXTS.lacking() == []
    assert [text.complaints() for text in STANDING_TEXTS.values()] == [{}] * 4


def test_a_text_with_an_unknown_placeholder_is_not_taken() -> None:
    with pytest.raises(Refusal) as refusal:
        TEXTS.change("es", CallText(title="Edición {numero}", description="{city}"), cause=SECRETARIAT)
    assert refusal.value.fields == {"title": complaints.UNKNOWN_PLACEHOLDER}


@pytest.mark.feature("A10")
def test_a_single_country_may_have_a_limit_of_its_own() -> None:
    one = edition(country_caps={"AR": 1, "HT": 5})
    assert [one.cap_of(country) for country in ("AR", "HT", "PE")] == [1, 5, 3]


@pytest.mark.feature("A10")
def test_other_seats_are_told_to_everybody() -> None:
    limits = replace(LIMITS, seats=25, country_caps={"AR": 2})
    changed, event = quotas.change(edition(), limits, live={"PE": 3}, held={}, cause=SECRETARIAT)
    assert (changed.seats, changed.country_caps, changed.timeline[-1].reason_code) == (25, {"AR": 2}, "seats-changed")
    assert event == EditionSeatsChanged(
        edition_id="edition-44",
        seats=25,
        country_cap=3,
        country_caps={"AR": 2},
        countries=["AR", "BO", "BR", "PE", "UY"],
    )


@pytest.mark.feature("A10")
@pytest.mark.parametrize(
    ("limits", "fields"),
    [
        ({"seats": 5}, {"seats": "6 seats are on offer or confirmed, so there cannot be fewer."}),
        (
            {"country_cap": 2},
            {"country_cap": "Seats on offer or confirmed: BR 3, PE 3. The limit cannot be lower."},
        ),
        (
            {"country_cap": 2, "country_caps": {"PE": 3}},
            {"country_cap": "Seats on offer or confirmed: BR 3. The limit cannot be lower."},
        ),
        (
            {"country_caps": {"PE": 1}},
            {"country_caps": "Seats on offer or confirmed: PE 3. The limit cannot be lower."},
        ),
        (
            {"countries": ("AR", "BO", "BR", "PE")},
            {"countries": "Applications have come from UY 1. These stay invited."},
        ),
        ({"country_caps": {"HT": 1}}, {"country_caps": complaints.CAP_WITHOUT_INVITATION}),
    ],
    ids=["all seats", "limit of all", "limit of all but one", "own limit", "a country", "an uninvited one"],
)
def test_a_limit_below_what_is_selected_is_refused_with_what_stands_in_the_way(
    limits: dict[str, Any], fields: dict[str, str]
) -> None:
    decided = edition(EditionStatus.DECIDED, taken={"PE": 3, "BR": 3})
    with pytest.raises(Refusal) as refusal:
        quotas.change(decided, replace(LIMITS, **limits), live={"PE": 3, "UY": 1}, held={}, cause=SECRETARIAT)
    assert refusal.value.fields == fields


def test_dates_are_changed_before_the_call_opens_and_then_no_more() -> None:
    changed = settings.change(
        edition(EditionStatus.DRAFT), cause=SECRETARIAT, dates={"offer_days": 7}, city="Buenos Aires"
    )
    assert (changed.dates, changed.city) == (replace(DATES, offer_days=7), "Buenos Aires")
    with pytest.raises(Refusal) as refusal:
        settings.change(edition(), cause=SECRETARIAT, dates={"offer_days": 7})
    assert refusal.value.code == "wrong-status"


def test_changed_dates_in_the_wrong_order_are_named() -> None:
    with pytest.raises(Refusal) as refusal:
        settings.change(edition(EditionStatus.DRAFT), cause=SECRETARIAT, dates={"ends_on": date(2027, 2, 1)})
    assert refusal.value.fields == {"ends_on": complaints.ENDS_BEFORE_START}


def test_a_change_of_dates_holds_only_what_was_sent() -> None:
    sent = {"edition_id": "edition-44", "version": 2, "city": "Buenos Aires"}
    assert ChangeDates().load(sent) == sent


@pytest.fixture
def memory() -> MemoryRegistry:
    return MemoryRegistry()


def created(memory: MemoryRegistry, **changes: Any) -> dict[str, Any]:
    """A new edition, around AT."""
    asked = CreateEdition().load(call(AT, **changes))
    return editions.create(asked, SECRETARIAT, registry=memory.registry, new_id=memory.new_id)


def progress(memory: MemoryRegistry, edition_id: str) -> dict[str, Any]:
    return setting_up.progress({"edition_id": edition_id}, SECRETARIAT.actor, registry=memory.registry, at=AT)


@pytest.mark.feature("A1")
def test_a_new_edition_begins_with_the_texts_of_the_course_and_one_like_another_with_its_texts(
    memory: MemoryRegistry,
) -> None:
    first = created(memory)
    assert memory.texts.of(first["edition_id"]).languages == STANDING_TEXTS
    written = {"title": "Curso {number}", "description": "Otra", "offered": "Todo", "notice": "Nota"}
    asked = {"edition_id": first["edition_id"], "version": 1, "language": "es", **written}
    setting_up.change_texts(asked, SECRETARIAT, registry=memory.registry)
    second = created(memory, ordinal=45, texts_of=first["edition_id"])
    assert memory.texts.of(second["edition_id"]).languages == {**STANDING_TEXTS, "es": CallText(**written)}


@pytest.mark.feature("A1")
def test_an_edition_opens_once_its_texts_are_there(memory: MemoryRegistry) -> None:
    made = created(memory)
    edition_id = made["edition_id"]
    empty = {"edition_id": edition_id, "language": "pt", "title": "", "description": "", "offered": "", "notice": ""}
    setting_up.change_texts(empty | {"version": 1}, SECRETARIAT, registry=memory.registry)
    assert progress(memory, edition_id)["missing"] == [
        {"what": part, "language": "pt"} for part in ("title", "description", "offered", "notice")
    ]
    opening = {"edition_id": edition_id, "version": made["version"]}
    with pytest.raises(Refusal) as refusal:
        editions.open_call(opening, SECRETARIAT, registry=memory.registry)
    assert refusal.value.code == "edition-not-ready"
    written = dict.fromkeys(("title", "description", "offered", "notice"), "Curso")
    setting_up.change_texts(empty | written | {"version": 2}, SECRETARIAT, registry=memory.registry)
    assert progress(memory, edition_id)["missing"] == []
    assert editions.open_call(opening, SECRETARIAT, registry=memory.registry)["status"] == "open"


def test_the_progress_says_who_changed_what_the_latest_first(memory: MemoryRegistry) -> None:
    edition_id = created(memory)["edition_id"]
    asked = {"edition_id": edition_id, "version": 1, "city": "Buenos Aires"}
    setting_up.change_dates(asked, by("director", at=AT + DAY), registry=memory.registry)
    changes = progress(memory, edition_id)["changes"]
    assert [(one["actor"], one["what"], one["about"]) for one in changes] == [
        ("elena.rojas", "dates-changed", "draft"),
        ("ines.paz", "", "draft"),
    ]


@pytest.mark.feature("A10")
def test_a_country_whose_officials_have_applied_stays_invited(memory: MemoryRegistry) -> None:
    memory.editions.add(edition())
    memory.applications.add(application(count=1, country="PE"))
    memory.applications.add(application(Status.WITHDRAWN, 2, country="UY"))
    asked = {"edition_id": "edition-44", "version": 1, "seats": 30, "country_cap": 3, "country_caps": {}}
    asked |= {"institution_cap": None}
    with pytest.raises(Refusal) as refusal:
        setting_up.change_seats(asked | {"countries": ["AR", "UY"]}, SECRETARIAT, registry=memory.registry)
    assert refusal.value.fields == {"countries": "Applications have come from PE 1. These stay invited."}
    changed = setting_up.change_seats(asked | {"countries": ["PE", "AR"]}, SECRETARIAT, registry=memory.registry)
    assert changed["countries"] == ["AR", "PE"]


@pytest.mark.feature("A1")
def test_the_public_reads_a_call_once_it_is_open_and_never_the_notice_to_governments(memory: MemoryRegistry) -> None:
    made = created(memory)
    asked = {"edition_id": made["edition_id"], "language": "pt"}
    with pytest.raises(Refusal) as refusal:
        setting_up.call_text(asked, registry=memory.registry)
    assert refusal.value.status == 404
    opening = {"edition_id": made["edition_id"], "version": made["version"]}
    editions.open_call(opening, SECRETARIAT, registry=memory.registry)
    text = STANDING_TEXTS["pt"]
    assert setting_up.call_text(asked, registry=memory.registry) == {
        "title": text.title,
        "description": text.description,
        "offered": text.offered,
    }
