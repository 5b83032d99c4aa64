"""What cannot be handled is kept byte for byte, however large it is and whatever happens while it is written down."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pymongo.errors import WriteError

from shared.storage import Database
from shared.storage.parked import LARGEST_IN_ROW, Parked

LARGE = b"\x00not an event" + bytes(LARGEST_IN_ROW)


def park(parked: Parked, body: bytes) -> None:
    parked.park(
        "digest",
        event="",
        consumer="",
        reason="too-large",
        trace="",
        body=body,
        headers=[],
        attempts=1,
        signed_by=None,
        at=datetime(2027, 1, 15, 12, tzinfo=UTC),
    )


@pytest.mark.feature("E6")
def test_a_large_message_is_kept_whole_although_keeping_it_was_cut_off_before(
    database: Callable[[str], Database],
) -> None:
    registration = database("registration")
    files, parked = registration.collection("parked_bodies.files"), Parked(registration)
    files.database.create_collection(files.name, validator={"never": {"$exists": True}})
    with pytest.raises(WriteError):  # its chunks are written by then, and stay
        park(parked, LARGE)
    files.database.command("collMod", files.name, validator={})

    park(parked, LARGE)
    park(parked, LARGE)

    assert parked.get("digest").body == LARGE
    assert files.count_documents({}) == 1
