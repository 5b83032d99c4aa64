"""What the clients asked and what they were answered, or that they were not; also written to a file, line by line."""

import json
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]


@dataclass
class Attempt:
    """One time a request was sent. status: 0 while and when there is no answer."""

    sent: float
    answered: float = 0.0
    status: int = 0
    reply: Json = field(default_factory=dict)


@dataclass
class Act:
    """One thing a client wants done, by one idempotency key, however often it is sent.

    what: the command; by_staff: by somebody who has signed in; correlation_id: seen in all that follows from it.
    """

    what: str
    client: str
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    correlation_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: list[Attempt] = field(default_factory=list)
    by_staff: bool = False

    @property
    def replies(self) -> list[Json]:
        """What it was answered when it was done."""
        return [one.reply for one in self.attempts if 200 <= one.status < 300]

    @property
    def acknowledged(self) -> bool:
        """Whether a client was told that it is done."""
        return bool(self.replies)

    @property
    def refused(self) -> bool:
        """Whether every time it was sent it was answered with a no, so that nothing can have come of it."""
        return bool(self.attempts) and all(400 <= one.status < 500 for one in self.attempts)


class History:
    """All acts, in the order they were begun."""

    def __init__(self, file: Path) -> None:
        self.acts: list[Act] = []
        self.acknowledgement = threading.Condition()
        self._file = file.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def begin(self, what: str, client: str, *, by_staff: bool) -> Act:
        """A client is about to ask for something."""
        act = Act(what, client, by_staff=by_staff)
        with self._lock:
            self.acts.append(act)
        return act

    def send(self, act: Act, attempt: Attempt) -> None:
        """It is sent."""
        with self._lock:
            act.attempts.append(attempt)
        self._write("sent", act, {"at": attempt.sent})

    def settle(self, act: Act, attempt: Attempt, status: int, reply: Json) -> None:
        """It was answered with `status`, or 0: not at all."""
        attempt.answered, attempt.status, attempt.reply = time.time(), status, reply
        self._write(
            "answered" if status else "unanswered", act, {"at": attempt.answered, "status": status, "reply": reply}
        )
        if 200 <= status < 300:
            with self.acknowledgement:
                self.acknowledgement.notify_all()

    def next_acknowledgement(self, patience: float) -> bool:
        """Wait until a client is told that something is done."""
        with self.acknowledgement:
            return self.acknowledgement.wait(patience)

    def close(self) -> None:
        """Nothing more comes."""
        self._file.close()

    def _write(self, happened: str, act: Act, more: Json) -> None:
        line = {"happened": happened, "what": act.what, "client": act.client, "key": act.key}
        with self._lock:
            if not self._file.closed:
                self._file.write(json.dumps(line | {"correlation_id": act.correlation_id} | more) + "\n")
                self._file.flush()
