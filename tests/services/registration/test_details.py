"""What a stay needs: saved in parts, kept apart, told as flags alone, read by few, asked for until it is whole."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from services.registration.model import complaints, details
from services.registration.model.details import Details
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ParticipantDetailsCompleted, ParticipantDetailsReminded
from tests.services.registration.invented import AT, DATES, by, edition
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]

PASSPORT = {"number": "PE1234567", "country": "PE", "expires_on": date(2028, 6, 1), "visa_needed": True}
EMERGENCY = {"name": "Elsa Ñahui", "phone": "+51 1 555 0100", "relation": "madre"}
NEEDS = {"diet": "sin gluten", "accessibility": ""}
TRAVEL = {"arrives_on": date(2027, 2, 27), "leaves_on": date(2027, 3, 16)}
CERTIFICATE = {"certificate_name": "Rosa María Quispe Ñahui"}
PARTS: dict[str, Json] = {
    "passport": PASSPORT,
    "emergency": EMERGENCY,
    "needs": NEEDS,
    "travel": TRAVEL,
    "certificate": CERTIFICATE,
}


def asked() -> Details:
    """What is asked of Rosa."""
    return details.ask(
        details_id="details-1",
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        cause=by("applicant"),
    )


def saved(one: Details, part: str, **changes: Any) -> tuple[Details, *tuple[ParticipantDetailsCompleted, ...]]:
    """With one more part."""
    return one.save(part, {**PARTS[part], **changes}, edition=edition(), cause=by("applicant"))


@pytest.mark.feature("A16")
def test_parts_are_saved_in_any_order_and_the_last_one_tells_what_has_to_be_arranged() -> None:
    one = asked()
    for part in ("travel", "needs", "certificate", "emergency"):
        one, *events = saved(one, part)
        assert events == []
    assert one.missing == ("passport",)
    whole, *told = saved(one, "passport")
    assert told == [
        ParticipantDetailsCompleted(
            participant_id="details-1",
            application_id="application-1",
            person_id="person-1",
            edition_id="edition-44",
            needs_visa=True,
            needs_accessibility=False,
            needs_diet=True,
        )
    ]
    assert (whole.missing, whole.remind_at) == ((), None)


@pytest.mark.feature("A16")
def test_a_later_change_is_told_only_when_something_else_has_to_be_arranged() -> None:
    one = asked()
    for part in PARTS:
        one, *_ = saved(one, part)
    same, *nothing = saved(one, "emergency", phone="+51 1 555 0199")
    assert nothing == []
    _, *told = saved(same, "needs", diet="")
    assert [event.needs_diet for event in told] == [False]


@pytest.mark.feature("A16")
@pytest.mark.parametrize(("expires_on", "early"), [(date(2027, 9, 13), True), (date(2027, 9, 14), False)])
def test_a_passport_that_ends_within_six_months_after_the_course_is_a_warning(expires_on: date, early: bool) -> None:
    one, *_ = saved(asked(), "passport", expires_on=expires_on)
    assert one.passport_ends_early(edition()) == early


@pytest.mark.feature("A16")
def test_a_passport_that_ends_before_the_course_and_a_departure_before_the_arrival_are_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        saved(asked(), "passport", expires_on=DATES.ends_on)
    assert refusal.value.fields == {"expires_on": complaints.PASSPORT_EXPIRES}
    with pytest.raises(Refusal) as refusal:
        saved(asked(), "travel", leaves_on=date(2027, 2, 26))
    assert refusal.value.fields == {"leaves_on": complaints.LEAVES_BEFORE_ARRIVING}


@pytest.mark.feature("A16")
@pytest.mark.parametrize("role", ["director", "auditor", "travel_desk", "reviewer"])
def test_the_passport_is_read_by_the_secretariat_and_the_person_alone(role: str) -> None:
    one, *_ = saved(asked(), "passport")
    assert "passport" not in one.seen_by(role)
    assert "emergency" not in one.seen_by(role)
    assert one.seen_by("secretariat")["passport"] == one.seen_by("applicant")["passport"] == PASSPORT


@pytest.fixture
def confirmed(office: Office, published: Callable[..., tuple[str, list[str]]]) -> tuple[str, str]:
    """An edition, and an application whose seat has just been confirmed."""
    edition_id, (application_id,) = published(["PE"])
    change(office, "confirm_offer", "applicant", application_id)
    return edition_id, application_id


def save(office: Office, application_id: str, command: str, **said: Any) -> Json:
    """Save a part by one's link."""
    said = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return office.command(command, "applicant", application_id, application_id=application_id, **said)


@pytest.mark.feature("A16")
def test_only_the_flags_leave_the_collection(office: Office, confirmed: tuple[str, str]) -> None:
    edition_id, one = confirmed
    ends_on = office.registry.editions.get(edition_id).dates.ends_on
    reply = save(office, one, "save_passport", **PASSPORT | {"expires_on": ends_on + timedelta(days=30)})
    assert reply == {
        "application_id": one,
        "missing": ["emergency", "needs", "travel", "certificate"],
        "passport_ends_early": True,
    }
    save(office, one, "save_emergency", **EMERGENCY)
    save(office, one, "save_needs", **NEEDS)
    save(office, one, "save_travel", arrives_on=ends_on - timedelta(days=14), leaves_on=ends_on)
    save(office, one, "confirm_certificate_name", certificate_name="Rosa M. Quispe Ñahui")
    (event,) = office.told(ParticipantDetailsCompleted)
    assert (event.needs_visa, event.needs_accessibility, event.needs_diet) == (True, False, True)
    assert office.registry.applications.get(one).form.name_on_certificate == "Rosa M. Quispe Ñahui"

    assert "passport" not in office.query("participant_details", "director", application_id=one)
    assert office.query("participant_details", "secretariat", application_id=one)["passport"]["number"] == "PE1234567"
    (row,) = office.query("details_of_participants", "auditor", edition_id=edition_id)["participants"]
    assert (row["missing"], row["passport_ends_early"], row["needs_visa"]) == ([], True, True)
    assert refused(lambda: office.query("my_details", "applicant", "another", application_id=one)) == (
        "not-allowed",
        403,
    )


@pytest.mark.feature("A16")
def test_whoever_has_not_said_everything_is_reminded_weekly_until_they_give_the_seat_up(
    office: Office, confirmed: tuple[str, str]
) -> None:
    _, one = confirmed
    office.tick()
    assert office.told(ParticipantDetailsReminded) == []
    for days, reminders in ((4, 1), (5, 1), (12, 2)):
        office.later = timedelta(days=days)
        office.tick()
        assert len(office.told(ParticipantDetailsReminded)) == reminders
    change(office, "withdraw_application", "applicant", one)
    office.later = timedelta(days=20)
    office.tick()
    assert len(office.told(ParticipantDetailsReminded)) == 2
    kept = office.registry.details.of(one)
    assert kept is not None
    assert kept.remind_at is None


@pytest.mark.feature("A16")
def test_nothing_is_asked_before_the_seat_is_confirmed(
    office: Office, published: Callable[..., tuple[str, list[str]]]
) -> None:
    _, (one,) = published(["PE"])
    assert office.registry.applications.get(one).status is Status.SELECTED
    assert refused(lambda: save(office, one, "save_needs", **NEEDS)) == ("stay-not-asked", 409)


def test_reminders_begin_after_three_days() -> None:
    assert asked().remind_at == AT + timedelta(days=3)
