"""The sender: a process of its own that takes emails from the register to the mail server, one after the other.

`python -m services.notifications.sender`; as many as one likes. SIGTERM ends it after the email in hand, with 0.
"""

import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable

from services.notifications.model.email import LEASE
from services.notifications.repository import Emails, Known
from services.notifications.smtp import Line, LineDown
from services.notifications.use_cases.deliver import Delivery
from shared.contracts.refusal import Refusal
from shared.messaging import health, logs, traces, watchdog
from shared.messaging.settings import SettingsError, mongo_url, read_settings
from shared.storage import Database, connect, now
from shared.storage.database import is_infrastructure

IDLE = 0.2
BETWEEN_LOOKS = 1.0  # for what is due again; a new email is heard of at once
LONGEST_PAUSE = 15.0
LONGEST_SILENCE = 240.0  # longer than all waits of one email together: two introductions to the server and its answer

log = logging.getLogger("notifications.sender")


class Stop:
    """Whether the process was told to end; looked at between emails and, while it rests, five times a second.

    trouble: why it cannot send now, or None.
    """

    def __init__(self) -> None:
        self.is_asked = False
        self.trouble: str | None = None

    def ask(self, _signal: int = 0, _frame: object = None) -> None:
        """A signal handler may do no more than this."""
        self.is_asked = True

    def rest(self, seconds: float) -> None:
        """Wait, but not longer than until asked to stop."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, IDLE))


def run(
    delivery: Delivery, stop: Stop, *, wait: Callable[[float], None], clock: Callable[[], float] = time.monotonic
) -> None:
    """Deliver until asked to stop; when there is nothing, `wait` so long for more.

    While the server or the database is away, pause, longer each time.
    """
    pause, recovered_at = IDLE, float("-inf")
    pulse = watchdog.watch("the sender", LONGEST_SILENCE)
    while not stop.is_asked:
        pulse.beat()
        try:
            if clock() - recovered_at > LEASE.total_seconds() / 10:
                delivery.recover()
                recovered_at = clock()
            if not delivery.deliver_next():
                wait(BETWEEN_LOOKS)
            pause, stop.trouble = IDLE, None
        except Refusal as refused:
            log.info("an email went to another sender: %s", refused.code)
        except Exception as away:
            if not isinstance(away, LineDown) and not is_infrastructure(away):
                raise
            log.warning("waiting %.1f s after %s", pause, away)
            stop.trouble = logs.named(away)
            stop.rest(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
    pulse.end()


def main() -> None:
    """Run one sender with the settings of this machine until SIGTERM or SIGINT."""
    logs.configure("notifications-sender")
    settings = read_settings()
    traces.start(settings, "notifications-sender")
    database = Database(
        connect(mongo_url(settings, "notifications")),
        f"{settings['DATABASES']}_notifications",
        publisher="notifications",
    )
    stop = Stop()
    signal.signal(signal.SIGTERM, stop.ask)
    signal.signal(signal.SIGINT, stop.ask)
    try:
        health.serve(settings.get("NOTIFICATIONS_SENDER_HEALTH", ""), not_ready=lambda: stop.trouble)
    except SettingsError as error:
        log.critical("cannot start: %s", str(error))
        sys.exit(1)
    line = Line(settings["SMTP"])
    emails = Emails(database)
    delivery = Delivery(
        emails,
        Known(database),
        line,
        sender=settings["SENDER"],
        worker=f"{socket.gethostname()}:{os.getpid()}:{time.time_ns()}",
        now=now,
    )
    run(delivery, stop, wait=emails.arrivals().wait)
    line.close()


if __name__ == "__main__":
    main()
