"""A session's attendance sheet: who was there and for how long, until it is locked."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from shared.contracts.refusal import Refusal

MINUTES_LOST_BY_BEING_LATE = 15


class MarkStatus(StrEnum):
    """What a sheet says about one participant."""

    PRESENT = "present"
    LATE = "late"
    PARTIAL = "partial"
    EXCUSED = "excused"
    ABSENT = "absent"

    @property
    def seen(self) -> bool:
        """Whether the participant was in the room at all."""
        return self in (MarkStatus.PRESENT, MarkStatus.LATE, MarkStatus.PARTIAL)


class SheetStatus(StrEnum):
    """Open sheets may be changed; locked ones are final."""

    OPEN = "open"
    LOCKED = "locked"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One line of the sheet. Refusals of a bad one name it by its place in what was handed in."""

    application_id: str
    status: MarkStatus
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The marks of one session, one for each participant at most."""

    status: SheetStatus = SheetStatus.OPEN
    marks: tuple[Mark, ...] = ()

    def marked(self, marks: Iterable[Mark], *, roster: Iterable[str]) -> "Sheet":
        """Add marks, or put them in the place of earlier ones of the same participants."""
        if self.status is SheetStatus.LOCKED:
            raise Refusal("attendance-locked", "This attendance sheet is locked.")
        new = tuple(marks)
        _refuse_strangers(new, frozenset(roster))
        by_participant = {mark.application_id: mark for mark in (*self.marks, *new)}
        return replace(self, marks=tuple(by_participant.values()))

    def locked(self, *, roster: Iterable[str]) -> "Sheet":
        """Make the sheet final; everybody on the roster must be marked."""
        if self.status is SheetStatus.LOCKED:
            raise Refusal("attendance-locked", "This attendance sheet is locked.")
        unmarked = frozenset(roster) - {mark.application_id for mark in self.marks}
        if unmarked:
            raise Refusal("attendance-incomplete", f"{len(unmarked)} participants are not marked yet.")
        return replace(self, status=SheetStatus.LOCKED)

    def minutes_present(self) -> dict[str, int]:
        """The minutes of everybody who is marked; 0 for the absent and the excused."""
        return {mark.application_id: mark.minutes for mark in self.marks}


def mark(application_id: str, status: MarkStatus, *, minutes: int | None, length: int, place: int) -> Mark:
    """A mark for a session of that length in minutes; `place` tells a refusal which mark of the request is wrong."""
    return Mark(
        application_id=application_id, status=status, minutes=_counted(status, minutes, length=length, place=place)
    )


def _counted(status: MarkStatus, minutes: int | None, *, length: int, place: int) -> int:
    match status:
        case MarkStatus.PRESENT:
            return length
        case MarkStatus.EXCUSED | MarkStatus.ABSENT:
            return 0
        case MarkStatus.LATE if minutes is None:
            return max(length - MINUTES_LOST_BY_BEING_LATE, 0)
    if minutes is None or not 0 < minutes <= length:
        sentence = f"Give the minutes attended, from 1 to {length}."
        raise Refusal("invalid", sentence, status=422, fields={f"marks.{place}.minutes": sentence})
    return minutes


def _refuse_strangers(marks: tuple[Mark, ...], roster: frozenset[str]) -> None:
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for place, each in enumerate(marks):
        if each.application_id not in roster:
            wrong[f"marks.{place}.application_id"] = "This person is not on the roster."
        elif each.application_id in seen:
            wrong[f"marks.{place}.application_id"] = "This person is marked twice."
        seen.add(each.application_id)
    if wrong:
        raise Refusal("invalid", "Some marks cannot be taken.", status=422, fields=wrong)
