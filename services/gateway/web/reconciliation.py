"""Reconciliation: what a publisher says it has published, held against what each listener says it has heard.

The gateway asks, since services never ask each other. What a listener has neither handled nor parked is missing, and is
sent again to that listener's queue alone. What a listener has handled and its publisher knows nothing of (the publisher
was restored from an older backup) cannot be repaired by a machine: a person is told.
"""

import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from services.gateway.web.door import ask, tell
from services.gateway.web.operations import SERVICES, key_of_part
from shared.contracts.refusal import Refusal
from shared.storage import first_id_at, now

IN_FLIGHT = timedelta(minutes=1)
PAGE = 200
LONGEST_LOOK = 10.0

Json = dict[str, Any]


@dataclass
class Finding:
    """What was found so far.

    checked: events compared; waiting: those that are still in their outbox; missing: `{event_id, name, subject, at,
    publisher, listener}`; strays: `{event_id, name, at, publisher, listener}`, heard and unknown at their publisher;
    next: where to go on when there was no time for all, else None.
    """

    checked: int = 0
    waiting: int = 0
    missing: list[Json] = field(default_factory=list)
    strays: list[Json] = field(default_factory=list)
    next: str | None = None

    def as_json(self) -> Json:
        """For programs."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Period:
    """From `since` until before `until`; what is younger than a minute is on its way and left out."""

    since: datetime
    until: datetime

    @classmethod
    def of(cls, since: datetime, until: datetime | None) -> "Period":
        """As asked for, and not up to this moment."""
        settled = now() - IN_FLIGHT
        return cls(since=since.astimezone(UTC), until=min(until or settled, settled).astimezone(UTC))


def look(period: Period, after: str = "") -> Finding:
    """Compare for ten seconds at most; `after` is the `next` of the finding before. Changes nothing."""
    found, deadline = Finding(), time.monotonic() + LONGEST_LOOK
    step, place = _place(after)
    while step < 2 * len(SERVICES):
        service = SERVICES[step // 2]
        turn = _published if step % 2 == 0 else _heard
        place = turn(service, period, place, found)
        step += not place
        if time.monotonic() > deadline and step < 2 * len(SERVICES):
            found.next = f"{step}~{place}"
            break
    return found


def send_missing(found: Finding, key: str) -> int:
    """Have each publisher send what is missing to the queues where it is; the same again has no second effect."""
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in found.missing:
        ids[event["publisher"], event["listener"]].append(event["event_id"])
    sent = 0
    for (publisher, listener), missing in ids.items():
        for start in range(0, len(missing), PAGE):
            some = missing[start : start + PAGE]
            of_these = key_of_part(key, listener, *some)
            answer = tell(publisher, "send_again", of_these, ids=some, to=f"{listener}.inbox")
            sent += answer["count"]
    return sent


def _place(after: str) -> tuple[int, str]:
    step, _, place = after.partition("~")
    if not step:
        return 0, ""
    if not step.isdigit():
        wrong = {"after": "not a page"}
        raise Refusal("invalid", "This is not a page of the list.", status=422, fields=wrong)
    return int(step), place


def _published(publisher: str, period: Period, after: str, found: Finding) -> str:
    """Compare one page of what a service has published; answers where the next one begins, "" at the end."""
    page = ask(publisher, "published", after=after or first_id_at(period.since), limit=PAGE)
    end = first_id_at(period.until)
    rows = [row | {"publisher": publisher} for row in page["rows"] if row["event_id"] < end]
    sent = {row["event_id"]: row for row in rows if row["sent"]}
    found.checked += len(sent)
    found.waiting += len(rows) - len(sent)
    events = [{name: row[name] for name in ("event_id", "name", "publisher")} for row in sent.values()]
    for listener in SERVICES if events else ():
        for event_id in ask(listener, "unheard", events=events)["ids"]:
            shown = {name: sent[event_id][name] for name in ("event_id", "name", "subject", "at", "publisher")}
            found.missing.append(shown | {"listener": listener})
    return page["next"] if page["next"] and page["next"] < end else ""


def _heard(listener: str, period: Period, after: str, found: Finding) -> str:
    """Compare one page of what a service has heard, in the same way."""
    since, until = period.since.isoformat(), period.until.isoformat()
    page = ask(listener, "heard_between", since=since, until=until, after=after, limit=PAGE)
    heard = {(row["publisher"], row["event_id"]): row for row in page["rows"]}
    for publisher in {publisher for publisher, _ in heard}:
        ids = [event_id for name, event_id in heard if name == publisher]
        unknown = ask(publisher, "unknown", ids=ids)["ids"] if publisher in SERVICES else ids
        shown = ("event_id", "name", "at", "publisher")
        strays = [heard[publisher, event_id] for event_id in unknown]
        found.strays += [{name: row[name] for name in shown} | {"listener": listener} for row in strays]
    return page["next"] or ""
