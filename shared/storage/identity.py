"""The clock and the ids; called by entrypoints alone, which pass what they read inwards."""

from datetime import UTC, datetime

import uuid_utils


def now() -> datetime:
    """The time in UTC, in whole milliseconds: the precision that MongoDB keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A new UUIDv7 (RFC 9562), as 36 characters; ids of one process sort by the order they were made in."""
    return str(uuid_utils.uuid7())
