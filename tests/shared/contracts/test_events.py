"""An event says what happened in the same words to everybody, today and in years."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone

import pytest

from deploy import contracts
from shared.contracts.envelope import UnreadableMessage, decode
from shared.contracts.event import Event, InvalidEvent
from shared.contracts.registration import ApplicationSelected

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


@pytest.mark.feature("E11")
def test_public_events_carry_no_personal_fields() -> None:
    personal = {"email", "full_name", "name", "given_names", "first_surname", "phone", "passport", "address"}

    assert public_fields(personal) == set()


@pytest.mark.feature("E11")
def test_public_events_carry_nothing_that_somebody_wrote_in_their_own_words() -> None:
    assert public_fields({"reason", "note", "text", "message"}) == set()


def public_fields(named: set[str]) -> set[tuple[str, str]]:
    """Each public event that has a field of one of these names, with that name."""
    return {
        (event.name, field)
        for event in contracts.events()
        if event.audience == "public"
        for field in named & set(event.__annotations__)
    }


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
