"""What happens at the door: signing in and out, being recognised, and the audit of what staff ask for."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prometheus_client import Counter

from services.gateway.model.account import Account, Role, check_new_account, tidy_email
from services.gateway.model.session import Kind, Session, digest_of
from services.gateway.model.throttle import wait_after
from services.gateway.passwords import hash_password, is_right
from services.gateway.repository import Accounts, Attempts, Audit, SavedFilters, Sessions
from shared.contracts.refusal import Refusal
from shared.storage import Database

SIGN_INS = Counter("cimi_gateway_sign_ins_total", "Attempts to sign in, by what came of it", ["kind", "outcome"])
CHOICES = ("event_names", "subject", "since", "until", "to", "act", "format", "filters")
MOST_FILTERS = 50
LONGEST_NAME = 60
REASONS = ("reason", "reason_code", "reason_class", "note", "evidence", "answer", "decision", "pin")


@dataclass(frozen=True)
class Desk:
    """The gateway's five collections together."""

    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    audit: Audit
    filters: SavedFilters

    @classmethod
    def of(cls, database: Database) -> "Desk":
        """The desk that keeps its papers in `database`."""
        return cls(Accounts(database), Sessions(database), Attempts(database), Audit(database), SavedFilters(database))

    def create_indexes(self) -> None:
        """Make the indexes; harmless when they exist."""
        for kept in (self.accounts, self.sessions, self.attempts, self.filters):
            kept.create_indexes()

    def is_reachable(self) -> bool:
        """Whether the database answers within two seconds."""
        return self.accounts.answers()


def add_account(
    desk: Desk, *, account_id: str, email: str, name: str, role: Role, language: str, password: str
) -> Account:
    """Make an account, or set an existing one anew and sign it out everywhere."""
    check_new_account(email=email, name=name, password=password)
    account = desk.accounts.put(
        Account(
            id=account_id,
            email=tidy_email(email),
            name=name.strip(),
            role=role,
            language=language,
            password_hash=hash_password(password),
        )
    )
    desk.sessions.end_all(account.id)
    return account


@dataclass(frozen=True, kw_only=True)
class Occasion:
    """When something happens at the door: the line it makes in the audit, and the request it belongs to."""

    line_id: str
    request_id: str
    at: datetime


def sign_in(desk: Desk, *, email: str, password: str, kind: Kind, session_id: str, on: Occasion) -> Session:
    """Open a session under `session_id`. Refuses with `too-many-attempts` (429) or `wrong-credentials` (401)."""
    account = desk.accounts.by_email(tidy_email(email))
    try:
        account = _identified(desk, account, email=email, password=password, at=on.at)
    except Refusal as refusal:
        _note_passage(desk, account, "gateway.sign_in", outcome=refusal.code, kind=kind, on=on)
        SIGN_INS.labels(kind, refusal.code).inc()
        raise
    _note_passage(desk, account, "gateway.sign_in", outcome="done", kind=kind, on=on)
    SIGN_INS.labels(kind, "done").inc()
    session = Session(digest=digest_of(session_id), account_id=account.id, kind=kind, started_at=on.at, seen_at=on.at)
    desk.sessions.add(session)
    return session


def _identified(desk: Desk, account: Account | None, *, email: str, password: str, at: datetime) -> Account:
    key = hashlib.sha256(tidy_email(email).encode()).hexdigest()
    count, last_at = desk.attempts.before(key)
    if last_at and at < last_at + wait_after(count):
        raise Refusal("too-many-attempts", "Too many attempts for this account. Wait a while.", status=429)
    desk.attempts.count(key, at)
    if not is_right(password, account.password_hash if account else None) or account is None:
        raise Refusal("wrong-credentials", "The email address or the password is not right.", status=401)
    desk.attempts.forget(key)
    return account


def recognise(desk: Desk, *, session_id: str, kind: Kind, at: datetime) -> Account | None:
    """Whose live session this is, if anybody's."""
    session = desk.sessions.get(digest_of(session_id))
    if session is None or session.kind != kind:
        return None
    if not session.is_live(at):
        desk.sessions.end(session.digest)
        return None
    if session.is_worth_noting(at):
        desk.sessions.note(session.digest, at)
    return desk.accounts.by_id(session.account_id)


def sign_out(desk: Desk, *, session_id: str, on: Occasion) -> None:
    """End the session; harmless when it has ended."""
    session = desk.sessions.get(digest_of(session_id))
    if session is None:
        return
    desk.sessions.end(session.digest)
    account = desk.accounts.by_id(session.account_id)
    _note_passage(desk, account, "gateway.sign_out", outcome="done", kind=session.kind, on=on)


def note_act(desk: Desk, *, account: Account, act: str, asked: dict[str, Any], outcome: str, on: Occasion) -> None:
    """Add a line to the audit: ids and reasons of what was asked, never a person's data."""
    about = {key: value for key, value in asked.items() if key == "id" or key.endswith("_id")}
    about |= {key: asked[key] for key in CHOICES if asked.get(key)}
    reason = {key: asked[key] for key in REASONS if asked.get(key)}
    desk.audit.add(_line(account, act, outcome, on) | {"about": about, "reason": reason})


def keep_filter(desk: Desk, *, filter_id: str, account: Account, name: str, query: dict[str, str]) -> None:
    """Keep a way of looking at applications under a name. Refuses one without, and more than anybody can survey."""
    if not name or len(name) > LONGEST_NAME:
        raise Refusal("filter-unnamed", "A filter needs a name of at most 60 characters.", status=422)
    if desk.filters.count(account.id) >= MOST_FILTERS:
        raise Refusal("filters-too-many", "There are fifty filters already.", status=422)
    desk.filters.put(filter_id, account_id=account.id, name=name, query=query)


def _note_passage(desk: Desk, account: Account | None, act: str, *, outcome: str, kind: Kind, on: Occasion) -> None:
    desk.audit.add(_line(account, act, outcome, on) | {"about": {"kind": kind}, "reason": {}})


def _line(account: Account | None, act: str, outcome: str, on: Occasion) -> dict[str, Any]:
    """What every line says. An unknown address is not kept: people type their password into the wrong field."""
    return {
        "_id": on.line_id,
        "at": on.at,
        "account_id": account.id if account else "",
        "email": account.email if account else "",
        "role": account.role.value if account else "",
        "act": act,
        "request_id": on.request_id,
        "outcome": outcome,
    }
