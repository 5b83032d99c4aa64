"""A chain as a tree: a request, the events it caused, who heard each, what that caused in turn, and the emails."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Json = dict[str, Any]


def about(subject: str, events: Iterable[Json], emails: Iterable[Json]) -> tuple[list[Json], list[Json]]:
    """The events and emails that have to do with one subject: they name it, led to one that does, or came of one."""
    events, emails = list(events), list(emails)
    by_id = {event["event_id"]: event for event in events}
    kept = {event["event_id"] for event in events if subject in event["about"].values()}
    kept |= {email["cause_event_id"] for email in emails if email["application_id"] == subject}
    leading = {cause for event_id in kept for cause in _causes(event_id, by_id)}
    for event in events:  # oldest first, so a cause stands before its effect
        if event["causation_id"] in kept:
            kept.add(event["event_id"])
    kept |= leading
    return (
        [event for event in events if event["event_id"] in kept],
        [email for email in emails if email["application_id"] in (subject, "") and email["cause_event_id"] in kept],
    )


def _causes(event_id: str, by_id: Mapping[str, Json]) -> Iterator[str]:
    """The events that led to an event."""
    while event_id in by_id:
        event_id = by_id[event_id]["causation_id"]
        yield event_id


def grow(events: Iterable[Json], emails: Iterable[Json], hearings: Mapping[str, Json]) -> list[Json]:
    """One tree for each request: `{correlation_id, command, actor_role, at, events}`, the oldest first.

    An event has `heard`, `parked` (from `hearings`, by event id), `emails` and `events`: those it caused. An email whose
    event is not there stands with its request, and so does an event whose cause is not.
    """
    nodes = {
        event["event_id"]: event | hearings.get(event["event_id"], {}) | {"events": [], "emails": []}
        for event in sorted(events, key=lambda event: str(event["event_id"]))
    }
    roots: dict[tuple[str, str], Json] = {}
    for node in nodes.values():
        parent = nodes.get(node["causation_id"]) or _request(roots, node["correlation_id"], node)
        parent["events"].append(node)
    for email in sorted(emails, key=lambda email: str(email["created_at"])):
        parent = nodes.get(email["cause_event_id"]) or _request(roots, email["correlation_id"], email)
        parent["emails"].append(email)
    return sorted(roots.values(), key=lambda root: str(root["at"]))


def _request(roots: dict[tuple[str, str], Json], correlation_id: str, first: Json) -> Json:
    """The request that `first` came of; made when it is the first that did."""
    cause = first.get("causation_id", "")
    return roots.setdefault(
        (correlation_id, cause),
        {
            "correlation_id": correlation_id,
            "command": first.get("command"),
            "actor_role": first.get("actor_role", ""),
            "at": first.get("at") or first.get("created_at"),
            "events": [],
            "emails": [],
        },
    )
