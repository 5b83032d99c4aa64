"""The mail server of the chaos runs: a real one that keeps what it takes, and that can stall, refuse or hang up."""

import asyncio
import threading
import time
from dataclasses import dataclass
from typing import Any

from aiosmtpd.controller import Controller

from deploy.demo.letters import Letter, read

BUSY = "451 4.3.0 Try again later"
TAKEN = "250 2.0.0 Taken"


@dataclass(frozen=True, kw_only=True)
class Copy:
    """One copy of one email, as the server took it."""

    message_id: str
    recipient: str
    at: float


class Post:
    """Keeps every copy. mood: takes | stalls | refuses | hangs-up (after it has taken the text, without a word)."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.copies: list[Copy] = []
        self.letters: list[Letter] = []
        self.mood = "takes"
        self._lock = threading.Lock()
        self._controller = Controller(self, hostname="127.0.0.1", port=port)

    def start(self) -> None:
        """Take mail."""
        self._controller.start()

    def stop(self) -> None:
        """Take no more mail."""
        self._controller.stop()

    def since(self, place: int) -> list[Letter]:
        """The letters that came after the first `place` ones."""
        with self._lock:
            return self.letters[place:]

    async def handle_RCPT(  # noqa: N802  # what aiosmtpd calls it
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """A recipient is named."""
        if self.mood == "refuses":
            return BUSY
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  # as above
        """The text is there."""
        while self.mood == "stalls":  # noqa: ASYNC110  # the mood is set by another thread
            await asyncio.sleep(0.05)
        self._keep(envelope)
        if self.mood == "hangs-up":
            server.transport.abort()
        return TAKEN

    def _keep(self, envelope: Any) -> None:
        letter = read(envelope.content)
        (recipient,) = envelope.rcpt_tos
        with self._lock:
            self.copies.append(Copy(message_id=letter.message_id, recipient=recipient, at=time.time()))
            self.letters.append(letter)
