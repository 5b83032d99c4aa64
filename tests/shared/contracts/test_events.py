"""An event says what happened in the same words to everybody, today and in years."""

import base64
import dataclasses
import typing
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import pytest

from deploy import contracts
from deploy.examples import filled
from deploy.published import kinds
from shared.contracts.envelope import UnreadableMessage, decode
from shared.contracts.event import REGISTRY, Event, InvalidEvent
from shared.contracts.registration import ApplicationSelected, OfferDeclined

SELECTED = ApplicationSelected(
    application_id="a1",
    person_id="p1",
    edition_id="e48",
    country="PE",
    offer_id="o1",
    offer_expires_at=datetime(2027, 1, 15, 18, 0, tzinfo=timezone(timedelta(hours=-3))),
)


def test_what_is_written_is_what_is_read() -> None:
    assert ApplicationSelected.from_data(SELECTED.to_data()) == SELECTED


def test_an_unknown_field_is_ignored_when_reading() -> None:
    assert ApplicationSelected.from_data(SELECTED.to_data() | {"seat": "12"}) == SELECTED


def test_a_missing_field_is_refused_when_reading() -> None:
    data = SELECTED.to_data()
    del data["country"]

    with pytest.raises(InvalidEvent, match="country"):
        ApplicationSelected.from_data(data)


def test_a_time_without_an_offset_is_refused() -> None:
    naive = SELECTED.to_data() | {"offer_expires_at": "2027-01-15T18:00:00"}

    with pytest.raises(InvalidEvent, match="offer_expires_at"):
        ApplicationSelected.from_data(naive)


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        SELECTED.country = "BO"  # type: ignore[misc]  # on purpose


def test_a_name_belongs_to_one_event() -> None:
    with pytest.raises(TypeError, match="declared twice"):

        class Again(Event, name="registration.application.selected.v1"):
            application_id: str


PUBLIC = [event for event in contracts.events() if event.audience == "public"]
PRIVATE = {
    "a name": "Ana Villalba Ortega",
    "an address": "Avenida Colón 1234, 3.º B",
    "an email address": "ana.villalba@migraciones.example",
    "a telephone number": "+595 21 555 0123",
    "a document": base64.b64encode(b"%PDF-1.7 a letter of nomination, signed and stamped, and so on").decode(),
    "a sentence": "She has to look after her father.",
}
WHERE_THE_COURSE_IS_HELD = {
    ("registration.edition.opened.v1", "city"),
    ("scheduling.session.published.v1", "room"),
}


def texts(event: type[Event]) -> list[str]:
    """The fields that hold texts: one, many, or as keys."""
    hints = typing.get_type_hints(event)
    return [name for name in event.__annotations__ if str in (hints[name], *typing.get_args(hints[name]))]


def carries(event: type[Event], field: str, text: str) -> bool:
    """Whether the event can be published with this text in the field."""
    example = filled(event)
    held = {list: [text], dict: {text: 1}}.get(type(getattr(example, field)), text)
    try:
        dataclasses.replace(example, **{field: held}).to_data()
    except InvalidEvent:
        return False
    return True


@pytest.mark.feature("E11")
@pytest.mark.parametrize("private", PRIVATE)
def test_no_field_of_a_public_event_can_carry_what_is_private(private: str) -> None:
    can = {(event.name, field) for event in PUBLIC for field in texts(event) if carries(event, field, PRIVATE[private])}

    assert can - WHERE_THE_COURSE_IS_HELD == set()


@pytest.mark.feature("E11")
def test_where_the_course_is_held_is_no_place_for_an_email_address() -> None:
    for name, field in WHERE_THE_COURSE_IS_HELD:
        assert carries(REGISTRY[name], field, "Aula Magna")
        assert not carries(REGISTRY[name], field, PRIVATE["an email address"])


@pytest.mark.feature("E11")
def test_every_text_of_a_public_event_is_said_to_be_something() -> None:
    assert [(event.name, field) for event in PUBLIC for field in texts(event) if field not in kinds(event)] == []


@pytest.mark.feature("E11")
def test_public_events_carry_no_personal_fields() -> None:
    personal = {"email", "full_name", "name", "given_names", "first_surname", "phone", "passport", "address"}
    words = {"reason", "note", "text", "message"}

    assert [event.name for event in PUBLIC if (personal | words) & set(event.__annotations__)] == []


def test_a_text_of_another_shape_is_refused_by_the_publisher_and_read_by_everybody() -> None:
    data = SELECTED.to_data() | {"country": "Perú"}

    with pytest.raises(InvalidEvent, match="country"):
        dataclasses.replace(SELECTED, country="Perú").to_data()
    with pytest.raises(InvalidEvent, match="country"):
        dataclasses.replace(SELECTED, country="PE\n").to_data()
    assert ApplicationSelected.from_data(data).country == "Perú"


def test_a_code_that_is_not_listed_is_refused_by_the_publisher_and_read_by_everybody() -> None:
    gone = OfferDeclined(application_id="a1", person_id="p1", edition_id="e48", offer_id="o1", reason_code="bored")

    with pytest.raises(InvalidEvent, match="reason_code"):
        gone.to_data()
    assert OfferDeclined.from_data(dataclasses.asdict(gone)) == gone


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"", "not-json"), (b"\xff\xfe", "not-json"), (b"[" * 100_000, "not-json"), (b"{}", "not-cloudevent")],
)
def test_bytes_that_are_no_event_are_named_as_such(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadableMessage) as unreadable:
        decode(body)

    assert unreadable.value.reason == reason


def test_times_are_kept_in_utc_precision() -> None:
    assert ApplicationSelected.from_data(SELECTED.to_data()).offer_expires_at.astimezone(UTC).hour == 21
