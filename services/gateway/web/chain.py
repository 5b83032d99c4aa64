"""What became of a request, or of everything about one application: asked of every service and of the audit."""

import re
from collections.abc import Iterable
from typing import Any

from services.gateway.model.chain import about, grow
from services.gateway.web.door import ask, door
from services.gateway.web.guard import may
from services.gateway.web.operations import SERVICES
from shared.contracts.refusal import Refusal

NUMBER = re.compile(r"[A-Z]+-\d+-\d+")
MOST_AT_ONCE = 500

Json = dict[str, Any]


class _Asked:
    """The answers of the services that answer; `silent` names the others."""

    def __init__(self) -> None:
        self.silent: set[str] = set()

    def of(self, service: str, query: str, **asked: Any) -> Json:
        try:
            return ask(service, query, **asked)
        except Refusal as refusal:
            if refusal.status < 500:
                raise
            self.silent.add(service)
            return {}

    def events(self, **chosen: list[str]) -> dict[str, Json]:
        """By id, the oldest first."""
        found = [
            row | {"publisher": service}
            for service in SERVICES
            for row in self.of(service, "told", **chosen).get("rows", [])
        ]
        return {row["event_id"]: row for row in sorted(found, key=lambda row: str(row["event_id"]))}

    def emails(self, **chosen: str) -> list[Json]:
        rows: list[Json] = self.of("notifications", "emails", limit=200, **chosen).get("rows", [])
        return rows

    def hearings(self, events: Iterable[Json]) -> dict[str, Json]:
        """Event id -> `{heard: [{service, consumer, at}], parked: [{service, id, consumer, reason, status}]}`."""
        asked = [{name: event[name] for name in ("event_id", "name", "publisher")} for event in events]
        found: dict[str, Json] = {event["event_id"]: {"heard": [], "parked": []} for event in asked}
        for service in SERVICES:
            answer = self.of(service, "hearings", events=asked) if asked else {}
            for kind in ("heard", "parked"):
                for row in answer.get(kind, []):
                    found[row["event_id"]][kind].append(row | {"service": service})
        return found


def chain_of(what: str) -> Json:
    """`{of, application_id, trees, audit, silent}` for an application's number, or for a correlation id.

    The audit's lines are there for those who may read it. Refuses with `not-found` when nothing is known of it.
    """
    asked = _Asked()
    application_id = ""
    if NUMBER.fullmatch(what.upper()):
        found = ask("registration", "application_of_number", number=what.upper())
        application_id = found["application_id"]
        events, emails = _of_application(application_id, asked)
    else:
        events = list(asked.events(correlation_ids=[what]).values())
        emails = asked.emails(correlation_id=what)
    lines = door().desk.audit.of_requests({what, *(event["correlation_id"] for event in events)})
    if not (events or emails or lines or asked.silent):
        raise Refusal("not-found", "Nothing is known under this number or id.", status=404)
    return {
        "of": what,
        "application_id": application_id,
        "trees": grow(events, emails, asked.hearings(events)),
        "audit": [_line(line) for line in lines] if may("read_audit") else [],
        "silent": sorted(asked.silent),
    }


def _of_application(application_id: str, asked: _Asked) -> tuple[list[Json], list[Json]]:
    """Its requests are found by the events about it and by its emails, and then each is looked at in full."""
    emails = asked.emails(application_id=application_id)
    events = asked.events(subjects=[application_id])
    events |= asked.events(correlation_ids=_chains([*events.values(), *emails]))
    certificates = {
        event["subject"]
        for event in events.values()
        if event["name"].startswith("certification.certificate.") and event["about"]["application_id"] == application_id
    }
    if certificates:
        later = asked.events(subjects=sorted(certificates))
        events |= later | asked.events(correlation_ids=_chains(later.values()))
    in_order = sorted(events.values(), key=lambda event: str(event["event_id"]))
    return about(application_id, in_order, emails)


def _chains(found: Iterable[Json]) -> list[str]:
    return sorted({one["correlation_id"] for one in found})[-MOST_AT_ONCE:]


def _line(line: Json) -> Json:
    shown = {name: line[name] for name in ("email", "role", "act", "outcome", "request_id")}
    return shown | {"at": line["at"].isoformat()}
