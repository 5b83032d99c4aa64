"""What each word of the command line does: ask, print, and answer an exit code."""

import argparse
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from services.gateway.console.office import Json, Office, Refused
from services.gateway.console.tables import as_json, table, tree

SERVICES = ("registration", "scheduling", "certification", "notifications")
RECONCILIATION = "/messages/reconciliation"
WITH_CONTACTS = ("registration", "scheduling")
WELL, NEEDS_A_PERSON = 0, 1
BETWEEN_LOOKS = 2.0


def state(office: Office, asked: argparse.Namespace) -> int:
    """What waits and what is parked."""
    services = office.get("/messages")["services"]
    rows = [
        {"service": name, "waiting": "away", "oldest": "", "parked": ""}
        if told.get("unavailable")
        else {
            "service": name,
            "waiting": told["outbox"]["pending"],
            "oldest": told["outbox"]["oldest_at"],
            "parked": told["parked_open"],
        }
        for name, told in services.items()
    ]
    _print(asked, services, table(rows, ("service", "waiting", "oldest", "parked"), empty=""))
    troubled = any(told.get("unavailable") or told["parked_open"] for told in services.values())
    return NEEDS_A_PERSON if troubled else WELL


def list_parked(office: Office, asked: argparse.Namespace) -> int:
    """Those of one service that fit, or all open ones counted by error."""
    if asked.service:
        rows = list(_parked(office, asked))
        columns = ("id", "event", "reason", "attempts", "first_at", "proposed_reason")
        hint = "" if asked.status != "open" else " There is nothing to do."
        _print(asked, rows, table(rows, columns, empty=f"Nothing is parked here.{hint}"))
        return NEEDS_A_PERSON if rows and asked.status == "open" else WELL
    answer = office.get("/messages/parked/reasons")
    kinds = [row for row in answer["rows"] if asked.reason in ("", row["reason"]) and asked.event in ("", row["event"])]
    said = table(kinds, ("service", "reason", "event", "count", "first_at"), empty="Nothing is parked. That is well.")
    _print(asked, answer, "\n".join([said, *(f"{service} does not answer" for service in answer["silent"])]))
    return NEEDS_A_PERSON if kinds or answer["silent"] else WELL


def show_parked(office: Office, asked: argparse.Namespace) -> int:
    """One message."""
    message = office.get(_path(asked))
    facts = [f"{name.replace('_', ' '):16} {value}" for name, value in message.items() if name != "trace"]
    _print(asked, message, "\n".join([*facts, "", message["trace"]]))
    return WELL


def replay(office: Office, asked: argparse.Namespace) -> int:
    """Handle one."""
    done = office.post(f"{_path(asked)}/replay")
    _print(asked, done, f"Handled by {', '.join(done['ran']) or 'nobody: it had been handled before'}.")
    return WELL


def replay_all(office: Office, asked: argparse.Namespace) -> int:
    """Handle all of a kind; what fails again stays parked."""
    asked.status = "open"
    rows = list(_parked(office, asked))
    if not asked.yes:
        said = table(
            rows, ("id", "event", "reason", "first_at"), empty="Nothing is parked here. There is nothing to do."
        )
        _print(asked, {"would_replay": len(rows)}, f"{said}\n{len(rows)} would be replayed; --yes does it.")
        return NEEDS_A_PERSON if rows else WELL
    counted = {"replayed": 0, "failed": 0}
    failures = []
    for row in rows:
        try:
            office.post(f"/messages/parked/{asked.service}/{row['id']}/replay")
            counted["replayed"] += 1
        except Refused as refused:
            if "(unavailable)" in str(refused):
                raise
            counted["failed"] += 1
            failures.append({"id": row["id"], "why": str(refused)})
    said = f"{counted['replayed']} were handled, {counted['failed']} failed again and stay parked."
    _print(
        asked, counted | {"failures": failures}, said + "".join(f"\n  {one['id']}: {one['why']}" for one in failures)
    )
    return NEEDS_A_PERSON if counted["failed"] else WELL


def propose_discard(office: Office, asked: argparse.Namespace) -> int:
    """The first of two people."""
    done = office.post(f"{_path(asked)}/discard-proposal", {"reason": asked.reason})
    _print(
        asked,
        done,
        f"Proposed. Another person, a director, confirms it: cimi parked confirm {asked.service} {asked.id}",
    )
    return WELL


def confirm_discard(office: Office, asked: argparse.Namespace) -> int:
    """The second."""
    _print(asked, office.post(f"{_path(asked)}/discard"), "Discarded.")
    return WELL


def reconcile(office: Office, asked: argparse.Namespace) -> int:
    """Compare; with --repair send what is missing again and look until all of it is heard."""
    asked.until = asked.until or datetime.now(UTC) - timedelta(minutes=1)
    asked.since = asked.since or asked.until - timedelta(days=2)
    first = last = _compare(office, asked, repair=asked.repair)
    deadline = time.monotonic() + asked.patience
    while first["sent"] and (last is first or last["missing"] or last["waiting"]) and time.monotonic() < deadline:
        time.sleep(BETWEEN_LOOKS)  # the events are on their way, and nobody tells us when they arrive
        last = _compare(office, asked, repair=False)
    answer = last | {"sent": first["sent"], "was_missing": len(first["missing"])}
    _print(asked, answer, _reconciled(first, last))
    return NEEDS_A_PERSON if last["missing"] or last["waiting"] or last["strays"] else WELL


def send_again(office: Office, asked: argparse.Namespace) -> int:
    """To everybody, or to one queue."""
    chosen: Json = {
        "service": asked.service,
        "event_names": asked.events,
        "ids": getattr(asked, "ids", []),
        "subject": getattr(asked, "subject", ""),
        **{name: getattr(asked, name).isoformat() for name in ("since", "until") if getattr(asked, name)},
    }
    chosen = {name: value for name, value in chosen.items() if value}
    if asked.yes:
        sent = office.post("/messages/sending-again", chosen | {"to": getattr(asked, "to", "")})["services"]
        _print(asked, sent, f"{sum(sent.values())} events are being sent again.")
        return WELL
    query = {name: ",".join(value) if isinstance(value, list) else value for name, value in chosen.items()}
    found = office.get("/messages/sendable", **query)["services"]
    rows = [
        {"service": service, "event": name, "count": count}
        for service, events in found.items()
        for name, count in events.items()
    ]
    said = table(rows, ("service", "event", "count"), empty="No event fits: choose an earlier day or fewer conditions.")
    _print(asked, found, f"{said}\n{sum(row['count'] for row in rows)} would be sent; --yes does it.")
    return WELL


def contacts(office: Office, asked: argparse.Namespace) -> int:
    """Tell all addresses anew, a hundred at a time."""
    if not asked.yes:
        _print(asked, {}, "All names and addresses would be told to the register of emails anew; --yes does it.")
        return WELL
    count = 0
    for service in WITH_CONTACTS:
        after: str | None = ""
        while after is not None:
            told = office.post(f"/messages/contacts/{service}", {"after": after})
            count, after = count + told["restated"], told["next"]
    _print(asked, {"restated": count}, f"{count} addresses are being told anew.")
    return WELL


def chain(office: Office, asked: argparse.Namespace) -> int:
    """One chain, or all of an application."""
    answer = office.get("/messages/chain", of=asked.of)
    _print(asked, answer, tree(answer) or "No event was told: the request was refused, or only looked at something.")
    return NEEDS_A_PERSON if answer["silent"] else WELL


def _parked(office: Office, asked: argparse.Namespace) -> Iterator[Json]:
    filters = {name: getattr(asked, name) for name in ("service", "status", "reason", "event")}
    after: str | None = ""
    while after is not None:
        page = office.get("/messages/parked", **filters, after=after)
        yield from page["rows"]
        after = page["next"]


def _compare(office: Office, asked: argparse.Namespace, *, repair: bool) -> Json:
    """All pages of the comparison as one."""
    period = {"since": asked.since.isoformat(), "until": asked.until.isoformat()}
    found: Json = {"checked": 0, "waiting": 0, "missing": [], "strays": [], "sent": 0}
    after: str | None = ""
    while after is not None:
        asking = period | {"after": after}
        page = office.post(RECONCILIATION, asking) if repair else office.get(RECONCILIATION, **asking)
        for name in found.keys() & page.keys():
            found[name] += page[name]
        after = page["next"]
    return found


def _reconciled(first: Json, last: Json) -> str:
    columns = ("name", "event_id", "publisher", "listener", "at")
    said = [f"{last['checked']} events were compared; {last['waiting']} wait to be sent."]
    if first["missing"]:
        said += ["", "Not heard:", table(first["missing"], columns, empty="")]
        said.append(f"{first['sent']} were sent again." if first["sent"] else "--repair sends these again.")
    if first["sent"]:
        done = not (last["missing"] or last["waiting"])
        said.append("All of them are heard now." if done else f"{len(last['missing'])} are still missing.")
    if last["strays"]:
        said += ["", "Heard, but unknown to whoever told it (was it restored from an older backup?):"]
        said += [table(last["strays"], columns, empty="")]
        said.append("Nothing sends these again: compare and enter by hand what was lost.")
    if not (first["missing"] or last["strays"]):
        said.append("Nothing is missing.")
    return "\n".join(said)


def _path(asked: argparse.Namespace) -> str:
    return f"/messages/parked/{asked.service}/{asked.id}"


def _print(asked: argparse.Namespace, answer: Any, said: str) -> None:
    print(as_json(answer) if asked.json else said)
