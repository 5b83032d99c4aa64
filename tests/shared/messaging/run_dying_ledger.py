"""A ledger whose container dies and never gets done with it, which leaves a process that answers and works no more."""

from shared.messaging.host import run  # first: it patches what all others import

import eventlet  # isort: skip
from shared.messaging import logs
from shared.messaging.entrypoints import Listener
from shared.messaging.settings import read_settings
from tests.shared.messaging.ledger import LedgerService

LIFE = 3


class StubbornListener(Listener):
    """Starts a thread of the host's that fails and one that nobody looks after; does not come back from being killed."""

    def start(self) -> None:
        super().start()
        self.container.spawn_managed_thread(self._fail)
        eventlet.spawn_n(self._fail)

    def kill(self) -> None:
        eventlet.sleep(3600)

    def _fail(self) -> None:
        eventlet.sleep(LIFE)
        raise RuntimeError("a bug of the host's")


(listener,) = LedgerService.book.nameko_entrypoints
listener.__class__ = StubbornListener
logs.configure("ledger")
run(LedgerService, read_settings())
