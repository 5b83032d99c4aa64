"""The doors of scheduling: what it hears, and what it refuses before anything happens."""

import pytest
from marshmallow import Schema, ValidationError

from services.scheduling import schemas
from services.scheduling.service import SchedulingService
from shared.contracts.canary import CANARIES
from shared.contracts.registration import (
    ApplicationLeftEarly,
    ApplicationNoShowRecorded,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    EditionCancelled,
    EditionOpened,
    OfferConfirmed,
)
from shared.messaging.entrypoints import subscriptions

EXPERT = {
    "name": "Osvaldo Íñiguez Peralta",
    "email": "osvaldo@universidad.example",
    "language": "es",
    "country": "AR",
    "modules": [1, 4],
}
MARKS = {"session_id": "session-1", "version": 3, "marks": [{"application_id": "application-rosa", "status": "late"}]}


def test_scheduling_hears_of_editions_and_of_everything_that_changes_a_seat() -> None:
    assert set(subscriptions(SchedulingService)) == {
        EditionOpened,
        EditionCancelled,
        OfferConfirmed,
        ApplicationWithdrawn,
        ApplicationWithdrawnByCourse,
        ApplicationNoShowRecorded,
        ApplicationLeftEarly,
        *CANARIES,
    }


@pytest.mark.parametrize(
    ("schema", "asked", "field"),
    [
        (schemas.AddExpert, EXPERT | {"name": "Osvaldo\r\nBcc: todos"}, "name"),
        (schemas.AddExpert, EXPERT | {"email": "osvaldo@"}, "email"),
        (schemas.AddExpert, EXPERT | {"language": "de"}, "language"),
        (schemas.AddExpert, EXPERT | {"country": "Argentina"}, "country"),
        (schemas.AddExpert, EXPERT | {"modules": []}, "modules"),
        (schemas.AddExpert, EXPERT | {"modules": [7]}, "modules"),
        (schemas.AddExpert, EXPERT | {"bookings": []}, "bookings"),
        (schemas.DraftProgramme, {"edition_id": "edition-44", "starts_on": "2027-02-30"}, "starts_on"),
        (schemas.DraftProgramme, {"edition_id": "edition-44", "working_days": 0}, "working_days"),
        (schemas.DraftProgramme, {"edition_id": {"$ne": ""}}, "edition_id"),
        (schemas.ReleaseProgramme, {"edition_id": "edition-44"}, "version"),
        (schemas.MarkAttendance, MARKS | {"marks": []}, "marks"),
        (schemas.MarkAttendance, MARKS | {"marks": [{"application_id": "application-rosa", "status": "ill"}]}, "marks"),
    ],
)
def test_bad_input_is_refused_by_the_name_of_its_field(
    schema: type[Schema], asked: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        schema().load(asked)

    assert list(refused.value.messages_dict) == [field]


def test_good_input_is_taken() -> None:
    assert schemas.AddExpert().load(EXPERT) == EXPERT
    assert schemas.DraftProgramme().load({"edition_id": "edition-44"}) == {
        "edition_id": "edition-44",
        "version": None,
        "starts_on": None,
        "working_days": None,
        "closing_days": None,
    }
