"""What is there after a seed: acts, stored replies, facts, who heard them, emails, copies, parked messages, documents."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.chaos.history import Act, Json


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A reply that a service has stored with the effect of a command."""

    service: str
    key: str
    what: str
    reply: Json


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A public event in its publisher's outbox."""

    service: str
    event_id: str
    name: str
    subject: str
    sequence: int
    correlation_id: str
    causation_id: str
    sent: bool
    data: Json


@dataclass(frozen=True, kw_only=True)
class Heard:
    """A row of a service's inbox: this consumer has handled this event."""

    service: str
    consumer: str
    event_id: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Email:
    """A row of the register of emails."""

    id: str
    event_id: str
    template: str
    recipient_id: str
    application_id: str
    address: str
    status: str
    resends: int
    message_id: str


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy of one email, as the mail server took it."""

    message_id: str
    recipient: str


Bytes = tuple[str, str]
"""A message's bytes where they lie: the service, and their SHA-256."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that the checker looks at.

    listeners: event name -> (service, consumer) of everybody who hears it.
    audited:   correlation ids of what the gateway's audit knows as done.
    outside:   event id -> how often an outside subscriber was given it.
    poison:    what was injected and can only be parked; parked: what is; deleted: poison that an operator may have
               deleted with its queue.
    documents: "service.collection" -> id -> document.
    restated:  how often scheduling told an expert's address anew because an operator asked for it.
    """

    acts: list[Act] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    audited: frozenset[str] = frozenset()
    facts: list[Fact] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    listeners: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)
    outside: Counter[str] = field(default_factory=Counter)
    emails: list[Email] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)
    poison: Counter[Bytes] = field(default_factory=Counter)
    deleted: Counter[Bytes] = field(default_factory=Counter)
    parked: Counter[Bytes] = field(default_factory=Counter)
    documents: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    restated: int = 0

    def kept(self, where: str) -> Mapping[str, Json]:
        """The documents of a collection."""
        return self.documents.get(where, {})

    def addresses_told(self) -> dict[str, set[int]]:
        """Expert -> the numbers of the facts that told the address: those that no public fact has.

        Such facts are personal and leave no row once they are sent, so they are known by the gaps that they leave.
        """
        told = {key: set(range(1, 1 + int(one["sequence"]))) for key, one in self.kept("scheduling.experts").items()}
        for fact in self.facts:
            if fact.subject in told:
                told[fact.subject].discard(fact.sequence)
        return told


@dataclass(frozen=True)
class Finding:
    """Something that must not be. kind: lost | doubled | invented | partial | disorder."""

    kind: str
    what: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        shown = ", ".join(self.ids[:5])
        return f"{self.kind}: {self.what} ({len(self.ids)}): {shown}{' …' if len(self.ids) > 5 else ''}"
