"""The emails as their readers get them: from the mail catcher's Maildir, or from the staff register over the API."""

import email
import email.policy
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from deploy.demo.door import Door

LINK = re.compile(r"/[a-z]{2}/(my|draft|endorse|call|nominated|replacement)/([A-Za-z0-9._~=-]+)")


@dataclass(frozen=True)
class Letter:
    """One email: who it is for and what it says."""

    message_id: str
    to: str
    text: str

    def links(self, purpose: str) -> list[str]:
        """The tokens of the links in it for a purpose: my | draft | endorse | call | nominated | replacement."""
        return [token for kind, token in LINK.findall(self.text) if kind == purpose]


class Source(Protocol):
    """Where letters come from."""

    def new(self) -> list[Letter]:
        """The letters that came since the last time."""
        ...


class Maildir:
    """The catcher's folder; what lay there before the demo began is not opened."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "new"
        self._opened = {path.name for path in self._folder.glob("*")}

    def new(self) -> list[Letter]:
        """The letters that came since the last time."""
        arrived = [path for path in self._folder.glob("*") if path.name not in self._opened]
        self._opened.update(path.name for path in arrived)
        return [read(path.read_bytes()) for path in arrived]


class Register:
    """The register of sent emails, read as a member of staff."""

    def __init__(self, staff: Door) -> None:
        self._staff = staff
        self._opened = {str(row["email_id"]) for row in staff.pages("/emails")}

    def new(self) -> list[Letter]:
        """The letters that were accepted by the mail server since the last time."""
        rows = [r for r in self._staff.pages("/emails", status="accepted") if r["email_id"] not in self._opened]
        self._opened.update(str(row["email_id"]) for row in rows)
        full = [self._staff.get(f"/emails/{row['email_id']}") for row in rows]
        return [Letter(str(one["message_id"]), str(one["to"]).casefold(), str(one["text"])) for one in full]


class Letters:
    """All letters of the demo so far, and the links in them by the address they were sent to."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._all: list[Letter] = []
        self._lock = threading.Lock()

    def everything(self) -> list[Letter]:
        """Every letter up to now."""
        with self._lock:
            self._all += self._source.new()
            return list(self._all)

    def link(self, purpose: str, to: str) -> str | None:
        """A link that was sent to an address, if there is one yet; the post is fetched only when it is needed."""
        with self._lock:
            known = list(self._all)
        return first_link(known, purpose, to) or first_link(self.everything(), purpose, to)

    def links(self, purpose: str) -> list[str]:
        """Every link for a purpose, once each."""
        return list(dict.fromkeys(token for one in self.everything() for token in one.links(purpose)))


def first_link(letters: Iterable[Letter], purpose: str, to: str) -> str | None:
    """The first link for a purpose in the letters to an address."""
    return next((token for one in letters if one.to == to.casefold() for token in one.links(purpose)), None)


def read(raw: bytes) -> Letter:
    """The letter in the bytes of an email."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    to = message["To"].addresses[0].addr_spec
    return Letter(str(message["Message-ID"]).strip(), to.casefold(), body.get_content() if body else "")
