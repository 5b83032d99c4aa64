"""The service as the gateway finds it, on a real database, without the network between: one call, one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import pytest

from services.registration.pdf import Typesetter
from services.registration.repository import Registry
from services.registration.service import RegistrationService
from shared.contracts.envelope import Actor, decode
from shared.contracts.event import Event
from shared.contracts.refusal import Refusal
from shared.storage import Database, new_id, now
from tests.services.registration.invented import by

PRESS = Typesetter()

Json = dict[str, Any]
Told = TypeVar("Told", bound=Event)


@dataclass
class Office:
    """`later` moves the clock of commands and timers."""

    database: Database
    registry: Registry
    later: timedelta = timedelta()

    @classmethod
    def opened(cls, database: Database) -> "Office":
        """With its indexes, as at the start of the service."""
        registry = Registry(database)
        registry.create_indexes()
        return cls(database, registry)

    def command(self, name: str, role: str, person: str = "", /, **body: Any) -> Json:
        """Have something done."""
        asked = self._entrypoint(name, role)._schema().load(body)
        cause = replace(by(role, person, at=now() + self.later), correlation_id=new_id())
        return cast(Json, self.database.transact(lambda: self._method(name)(self._service, asked, cause), cause=cause))

    def query(self, name: str, role: str, person: str = "", /, **body: Any) -> Json:
        """Ask something."""
        asked = self._entrypoint(name, role)._schema().load(body)
        return cast(Json, self._method(name)(self._service, asked, by(role, person).actor))

    def hear(self, name: str, event: Event) -> None:
        """Have an event heard."""
        cause = replace(by("system", at=now() + self.later), actor=Actor(kind="system", id="relay", role="system"))
        self.database.transact(lambda: self._method(name)(self._service, event, cause), cause=cause)

    def tick(self) -> None:
        """Let every timer run once."""
        cause = by("system", at=now() + self.later)
        timers = (
            "close_windows",
            "compare_people",
            "lapse_uncorrected",
            "expire_nominations",
            "remind_offers",
            "lapse_offers",
            "release_reserved_seats",
            "close_waiting_lists",
        )
        for name in (*timers, "chase_calls", "look_after_drafts", "remind_of_details", "check_eligibility"):
            timer = self._method(name)
            self.database.transact(lambda timer=timer: timer(self._service, cause), cause=cause)

    def told(self, *kinds: type[Told], after: int = 0) -> list[Told]:
        """The events in the outbox, in order; of some classes, if any are named."""
        rows = self.database.collection("outbox").find({}, sort=[("_id", 1)])
        events = [decode(row["body"].encode()).event for row in rows][after:]
        return [cast(Told, event) for event in events if not kinds or isinstance(event, kinds)]

    @property
    def _service(self) -> Any:
        return SimpleNamespace(registry=self.registry, press=PRESS, public_url="https://cimi.example.org")

    @staticmethod
    def _method(name: str) -> Callable[..., Any]:
        return cast(Callable[..., Any], getattr(RegistrationService, name).entered)

    @staticmethod
    def _entrypoint(name: str, role: str) -> Any:
        (entrypoint,) = getattr(RegistrationService, name).nameko_entrypoints
        if role not in entrypoint._by:
            raise Refusal("not-allowed", f"{role} may not {name}", status=403)
        return entrypoint


def refused(attempt: Callable[[], Any]) -> tuple[str, int]:
    """The code and status with which an attempt is refused."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.code, refusal.value.status


def version_of(office: Office, application_id: str) -> int:
    """The version of an application as it is now."""
    return office.registry.applications.get(application_id).version


def change(office: Office, name: str, role: str, application_id: str, **more: Any) -> Json:
    """Change an application as somebody who has just looked at it; an applicant acts for themselves."""
    person = application_id if role == "applicant" else ""
    version = version_of(office, application_id)
    return office.command(name, role, person, application_id=application_id, version=version, **more)
