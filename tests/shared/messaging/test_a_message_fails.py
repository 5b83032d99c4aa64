"""What becomes of a message that cannot be handled: it comes back later, or is parked; it never blocks and is never lost."""

import gzip
import os

import pytest

from shared.contracts.envelope import CONTENT_TYPE, encode, properties
from shared.contracts.refusal import Refusal
from shared.storage.parked import Parked
from tests.shared.messaging.conftest import Ledger, eventually
from tests.shared.messaging.ledger import FAILING, REFUSED, TOO_EARLY
from tests.shared.messaging.test_a_fact_travels import posted

GOOD = encode(posted("poison", 1))


@pytest.mark.parametrize(
    ("reason", "body", "sent_as"),
    [
        ("not-json", b"{not json", {"content_type": CONTENT_TYPE}),
        ("content-type", b"\x80\x04N.", {"content_type": "application/x-python-serialize"}),
        ("content-type", GOOD, {"content_type": "text/plain"}),
        (
            "compressed",
            gzip.compress(GOOD),
            {"content_type": CONTENT_TYPE, "application_headers": {"compression": "gzip"}},
        ),
        ("not-cloudevent", b"[1, 2]", {"content_type": CONTENT_TYPE}),
        ("unknown-event", GOOD.replace(b"posted.v1", b"posted.v7"), {"content_type": CONTENT_TYPE}),
        ("invalid", GOOD.replace(b'"amount":1', b'"amount":"one"'), {"content_type": CONTENT_TYPE}),
        ("invalid", GOOD.replace(b',"amount":1', b""), {"content_type": CONTENT_TYPE}),
        ("too-large", b"x" * 300_000, {"content_type": CONTENT_TYPE}),
        ("not-json", b"{", {"content_type": CONTENT_TYPE, "application_headers": {"a\0b": "x"}}),
        ("not-json", b"{", {"content_type": CONTENT_TYPE, "application_headers": {"cloudEvents:type": "\ud800"}}),
        ("not-json", b"{", {"content_type": CONTENT_TYPE, "application_headers": {"x-death": "often"}}),
        ("not-json", b"{", {"content_type": CONTENT_TYPE, "application_headers": {"x-delivery-count": "often"}}),
        (
            "too-old",
            encode(posted("poison", 1) | {"time": "2025-01-01T12:00:00+00:00"}),
            {"content_type": CONTENT_TYPE},
        ),
        ("crash-loop", GOOD, {"content_type": CONTENT_TYPE, "application_headers": {"x-delivery-count": 10}}),
    ],
)
@pytest.mark.feature("E6")
def test_poison_is_parked_byte_for_byte_and_the_next_message_is_handled(
    ledger: Ledger, reason: str, body: bytes, sent_as: dict[str, object]
) -> None:
    ledger.start("host")

    ledger.send(body, **sent_as)
    good = posted("rent", 7)
    ledger.send(encode(good), **properties(good))

    eventually(lambda: ledger.booked() == [7])
    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], parked["body"], parked["status"]) == (reason, body, "open")


@pytest.mark.feature("E6")
def test_a_message_too_large_for_a_row_is_parked_byte_for_byte(ledger: Ledger) -> None:
    ledger.start("host")
    body = os.urandom(17 * 1024 * 1024)

    ledger.send(body, content_type=CONTENT_TYPE)

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert Parked(ledger.database).get(parked["_id"]).body == body


def test_what_comes_too_early_for_hours_is_parked(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", TOO_EARLY)
    sent_as = properties(message)
    sent_as["application_headers"]["x-death"] = [{"reason": "rejected", "count": 240, "queue": "ledger.again.3"}]

    ledger.send(encode(message), **sent_as)

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], parked["attempts"]) == ("not-yet", 241)


def test_what_comes_too_early_comes_back(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", TOO_EARLY)

    ledger.send(encode(message), **properties(message))

    eventually(lambda: ledger.booked() == [TOO_EARLY])
    assert ((ledger.folder / "rent").read_text(), ledger.rows("parked")) == ("xxx", [])


def test_having_come_too_early_is_not_held_against_a_message_that_meets_a_bug(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", FAILING)
    sent_as = properties(message)
    sent_as["application_headers"]["x-death"] = [{"reason": "rejected", "count": 100, "queue": "ledger.again.3"}]

    ledger.send(encode(message), **sent_as)

    eventually(lambda: (ledger.folder / "rent").exists() and len((ledger.folder / "rent").read_text()) >= 3)
    assert ledger.rows("parked") == []
    (ledger.folder / "mended").touch()
    eventually(lambda: ledger.booked() == [FAILING])


def test_a_refused_event_is_parked_at_once(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", REFUSED)

    ledger.send(encode(message), **properties(message))

    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["reason"], parked["consumer"], parked["attempts"]) == ("no-such-amount", "ledger.book", 1)


@pytest.mark.feature("E6")
def test_a_bug_is_tried_eight_times_then_parked_then_replayed_once_when_mended(ledger: Ledger) -> None:
    ledger.start("host")
    message = posted("rent", FAILING)
    ledger.send(encode(message), **properties(message))
    (parked,) = eventually(lambda: ledger.rows("parked"))
    assert (parked["attempts"], parked["reason"], ledger.booked()) == (8, "RuntimeError", [])

    with pytest.raises(Refusal, match="went wrong"):
        ledger.operate("replay_parked", {"message_id": parked["_id"]})
    assert ledger.rows("parked")[0]["status"] == "open"
    (ledger.folder / "mended").touch()
    assert ledger.operate("replay_parked", {"message_id": parked["_id"]}) == {"ran": ["ledger.book"]}
    with pytest.raises(Refusal, match="already"):
        ledger.operate("replay_parked", {"message_id": parked["_id"]})

    assert ledger.booked() == [FAILING]
    assert ledger.rows("parked")[0]["status"] == "replayed"
