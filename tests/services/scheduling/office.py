"""The scheduling office for tests: invented editions, experts and participants, and the service without its process."""

import itertools
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from services.scheduling import schemas
from services.scheduling.model.attendance import MarkStatus
from services.scheduling.model.expert import Expert
from services.scheduling.model.modules import MODULES
from services.scheduling.model.session import Session
from services.scheduling.repository import Course
from services.scheduling.use_cases import attendance, experts, programme, roster
from shared.contracts.envelope import Actor, Cause
from shared.contracts.registration import EditionOpened, OfferConfirmed
from shared.storage import Database
from shared.storage.outbox import Outbox

Result = TypeVar("Result")

EDITION = "edition-44"
BUENOS_AIRES = "America/Argentina/Buenos_Aires"
AT = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
EVERY_MODULE = tuple(module.number for module in MODULES)

ROSA, YOLANDA, JEAN = "application-rosa", "application-yolanda", "application-jean"
NOEMI, OSVALDO = "expert-noemi", "expert-osvaldo"


def opened(edition_id: str = EDITION, *, starts_on: date = date(2027, 3, 1)) -> EditionOpened:
    return EditionOpened(
        edition_id=edition_id,
        ordinal=44,
        year=2027,
        city="Mar del Plata",
        timezone=BUENOS_AIRES,
        starts_on=starts_on,
        ends_on=date(2027, 3, 15),
        seats=30,
        countries=["AR", "HT", "PE"],
        languages=["es", "en", "pt", "fr"],
    )


def confirmed(application_id: str, edition_id: str = EDITION) -> OfferConfirmed:
    return OfferConfirmed(
        application_id=application_id,
        person_id=application_id.replace("application", "person"),
        edition_id=edition_id,
        country="PE",
        offer_id=application_id.replace("application", "offer"),
    )


def cause(at: datetime = AT) -> Cause:
    actor = Actor(kind="staff", id="inés", role="secretariat")
    return Cause(correlation_id="chain-1", causation_id="click-1", actor=actor, at=at)


def session(number: int = 1, *, starts_at: datetime = datetime(2027, 3, 1, 12, tzinfo=UTC), **changed: Any) -> Session:
    """An hour and a half of module I on the first day, unless said otherwise."""
    standing: dict[str, Any] = {
        "id": f"session-{number}",
        "edition_id": EDITION,
        "day_no": 1,
        "slot_no": number,
        "module_no": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=90),
        "timezone": BUENOS_AIRES,
    }
    return Session(**(standing | changed))


def expert(expert_id: str = NOEMI, *, modules: Sequence[int] = EVERY_MODULE) -> Expert:
    return Expert(
        id=expert_id,
        name="Noemí Ferreyra Quispe",
        email=f"{expert_id}@universidad.example",
        language="es",
        country="AR",
        modules=tuple(modules),
    )


class Office:
    """What the entrypoints do, on a real database: a transaction around one use case, and a look at the outbox."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.course = Course(database)
        self.outbox = Outbox(database)
        self.course.create_indexes()
        self.outbox.create_indexes()
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        return f"id-{next(self._numbers):04}"

    def act(self, work: Callable[[], Result], at: datetime = AT) -> Result:
        return self.database.transact(work, cause=cause(at))

    def hear_opened(self, event: EditionOpened | None = None) -> None:
        told = event or opened()
        self.act(lambda: programme.draft_for_edition(told, at=AT, new_id=self.new_id, course=self.course))

    def add_experts(self, count: int = 20) -> None:
        for number in range(count):
            first = number % 6
            self.add_expert(f"experta{number}@universidad.example", [first + 1, (first + 1) % 6 + 1])

    def add_expert(self, email: str, modules: list[int]) -> str:
        asked = {"name": "Noemí Ferreyra Quispe", "email": email, "language": "es", "country": "AR", "modules": modules}
        added = self.act(
            lambda: experts.add(schemas.AddExpert().load(asked), expert_id=self.new_id(), course=self.course)
        )
        return str(added["expert_id"])

    def assign(self, session_id: str, expert_id: str, version: int | None = None) -> dict[str, Any]:
        standing = self.course.sessions.get(session_id)
        asked = {"session_id": session_id, "version": version or standing.version, "expert_id": expert_id}
        return self.act(lambda: experts.assign(asked, cause(), course=self.course))

    def assign_all(self, edition_id: str = EDITION) -> dict[str, Any]:
        return self.act(lambda: experts.assign_all(edition_id, cause(), course=self.course))

    def draft_again(self, **asked: Any) -> dict[str, Any]:
        loaded = schemas.DraftProgramme().load({"edition_id": EDITION} | asked)
        return self.act(lambda: programme.draft_again(loaded, at=AT, new_id=self.new_id, course=self.course))

    def show(self, edition_id: str = EDITION) -> dict[str, Any]:
        return programme.show(edition_id, course=self.course)

    def release(self, version: int | None = None) -> dict[str, Any]:
        asked = {"edition_id": EDITION, "version": version or self.show()["version"]}
        return self.act(lambda: programme.release(asked, at=AT, course=self.course))

    def released(self) -> "Office":
        """An office with the programme released and three people on the roster."""
        self.hear_opened()
        self.add_experts()
        self.assign_all()
        self.release()
        for application_id in (ROSA, YOLANDA, JEAN):
            self.join(application_id)
        return self

    def join(self, application_id: str, sequence: int = 5) -> None:
        self.act(lambda: roster.join(confirmed(application_id), sequence=sequence, course=self.course))

    def sessions(self, edition_id: str = EDITION) -> list[Session]:
        return self.course.sessions_of(edition_id)

    def mark(
        self,
        session_id: str,
        marks: dict[str, MarkStatus],
        *,
        version: int | None = None,
        minutes: int | None = None,
    ) -> dict[str, Any]:
        """Mark participants; `minutes` are those of everybody who was there in part."""
        lines = [
            {"application_id": key, "status": status, "minutes": minutes if status is MarkStatus.PARTIAL else None}
            for key, status in marks.items()
        ]
        asked = {
            "session_id": session_id,
            "version": version or self.course.sessions.get(session_id).version,
            "marks": lines,
        }
        return self.act(lambda: attendance.take(asked, course=self.course))

    def lock(self, session_id: str) -> dict[str, Any]:
        asked = {"session_id": session_id, "version": self.course.sessions.get(session_id).version}
        return self.act(lambda: attendance.lock(asked, course=self.course))

    def events(self, name: str) -> list[dict[str, Any]]:
        """The data of the events of that name, in the order in which they were stored."""
        rows = self.outbox.rows.find({"name": f"scheduling.{name}.v1"}, sort=[("_id", 1)])
        return [json.loads(row["body"])["data"] for row in rows]
