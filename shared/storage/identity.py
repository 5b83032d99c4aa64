"""The clock and the ids; called by entrypoints alone, which pass what they read inwards."""

from datetime import UTC, datetime
from uuid import UUID

import uuid_utils


def now() -> datetime:
    """The time in UTC, in whole milliseconds: the precision that MongoDB keeps."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_id() -> str:
    """A new UUIDv7 (RFC 9562), as 36 characters; ids of one process sort by the order they were made in."""
    return str(uuid_utils.uuid7())


def first_id_at(moment: datetime) -> str:
    """The smallest id that can be made at `moment`: every id made before sorts before it."""
    return str(UUID(int=(int(moment.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62)))
