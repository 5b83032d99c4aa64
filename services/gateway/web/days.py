"""Days of a form as moments, where the course is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from shared.contracts.refusal import Refusal
from shared.storage import now

COURSE = ZoneInfo("America/Argentina/Buenos_Aires")


def first_moment(written: str, field: str) -> datetime | None:
    """When a day begins; None when none is named. Refuses what is no date."""
    if not written:
        return None
    try:
        return datetime.fromisoformat(written).replace(tzinfo=COURSE)
    except ValueError as error:
        raise Refusal("invalid", "Not a date.", status=422, fields={field: "Not a valid date."}) from error


def end_of(written: str, field: str) -> datetime | None:
    """When a day is over; None when none is named."""
    begins = first_moment(written, field)
    return begins + timedelta(days=1) if begins else None


def days_ago(count: int) -> str:
    """That day, as a form has it."""
    return f"{now().astimezone(COURSE) - timedelta(days=count):%Y-%m-%d}"
