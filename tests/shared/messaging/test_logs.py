"""Lines say what happened and to whom it belongs, and repeat nothing that somebody wrote."""

import json
import logging

import pytest
from marshmallow import ValidationError

from shared.contracts.envelope import encode, properties
from shared.contracts.event import InvalidEvent
from shared.contracts.refusal import Refusal
from shared.messaging import logs
from tests.shared.messaging.conftest import Ledger, eventually
from tests.shared.messaging.ledger import FAILING
from tests.shared.messaging.test_a_fact_travels import posted

SOMEBODY = "Saturnino Huayllas"
SHOWN = logs._Lines(json_ensure_ascii=False)


def line(logger: str, message: object, *values: object, error: BaseException | None = None) -> dict[str, object]:
    told = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(logger, logging.ERROR, __file__, 1, message, values, told)
    return json.loads(SHOWN.format(record))


def failed() -> Exception:
    try:
        try:
            raise ValidationError({"given_names": [f"{SOMEBODY} is too long."], SOMEBODY: ["Unknown field."]})
        except ValidationError as error:
            raise InvalidEvent(f"does not fit: {error.messages}") from error
    except InvalidEvent as error:
        return error


@pytest.mark.feature("G1")
def test_an_exception_is_told_by_class_code_fields_and_place() -> None:
    told = line("shared.messaging.delivery", "failed on %s", "ledger.entry.posted.v1", error=failed())

    here = "tests/shared/messaging/test_logs.py"
    places = [one.pop("at") for one in told["error"]]
    assert told["message"] == "failed on ledger.entry.posted.v1"
    assert told["error"] == [
        {"type": "shared.contracts.event.InvalidEvent"},
        {"type": "marshmallow.exceptions.ValidationError", "fields": ["given_names"]},
    ]
    assert [[place.rpartition(":")[0] for place in one] for one in places] == [[here], [here]]


@pytest.mark.feature("G1")
def test_what_is_kept_with_a_parked_message_is_as_discreet() -> None:
    kept = logs.scrubbed(failed())

    assert SOMEBODY not in kept
    assert [text.partition("  ")[0] for text in kept.splitlines() if not text.startswith(" ")] == [
        "InvalidEvent",
        "because of ValidationError in given_names",
    ]


def test_an_exception_among_the_values_of_a_message_is_told_by_its_class_and_code() -> None:
    refused = Refusal("not-found", f"There is no {SOMEBODY}.")
    gone = ConnectionRefusedError(111, f"{SOMEBODY} hung up")

    assert line("shared.messaging.relay", "after %s", gone)["message"] == "after ConnectionRefusedError(111)"
    assert line("services.notifications.sender", "after %s", refused)["message"] == "after Refusal(not-found)"
    assert line("gunicorn.error", ValueError(SOMEBODY))["message"] == "ValueError"


@pytest.mark.feature("G1")
@pytest.mark.parametrize(
    ("message", "values", "told"),
    [
        ("Booting worker with pid: %s", (4711,), "Booting worker with pid: 4711"),
        ("Error handling request %s", (f"/es/my/{SOMEBODY}",), "Error handling request …"),
        ("%(who)s came", ({"who": SOMEBODY},), "… came"),
        ("%d people", (SOMEBODY,), "%d people"),
        (f"Invalid request from ip=10.0.0.7: {SOMEBODY}", (), "Invalid request from ip…"),
        ("Socket error processing request.", (), "Socket error processing request."),
    ],
)
def test_a_librarys_message_keeps_its_own_words_and_its_numbers(
    message: str, values: tuple[object, ...], told: str
) -> None:
    assert line("gunicorn.error", message, *values)["message"] == told


def test_lines_carry_the_ids_of_what_is_going_on_and_only_then() -> None:
    with logs.about(correlation_id="chain-1", event_id=""), logs.about(consumer="ledger.book"):
        inside = line("shared.messaging.delivery", "handled before")
    outside = line("shared.messaging.delivery", "handled before")

    assert {name: inside.get(name) for name in ("correlation_id", "event_id", "consumer")} == {
        "correlation_id": "chain-1",
        "event_id": None,
        "consumer": "ledger.book",
    }
    assert set(outside) == {"time", "level", "process", "logger", "message"}


@pytest.mark.feature("G2")
def test_a_handler_that_fails_is_logged_with_its_chain_its_event_and_its_place(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", FAILING)

    ledger.send(encode(message), **properties(message))

    written = ledger.folder / "host.log"
    told = json.loads(eventually(lambda: [one for one in written.read_text().splitlines() if "RuntimeError" in one])[0])
    ids = {name: told[name] for name in ("process", "correlation_id", "event_id", "consumer", "message")}
    assert ids == {
        "process": "ledger",
        "correlation_id": "c",
        "event_id": message["id"],
        "consumer": "ledger.book",
        "message": "failed on ledger.entry.posted.v1",
    }
    assert told["error"][0]["at"][-1].startswith("tests/shared/messaging/ledger.py:")
    assert "a bug" not in written.read_text()
