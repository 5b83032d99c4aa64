"""The host of one service: `python -m shared.messaging.host <service>` runs it under nameko until SIGTERM.

The first signal drains: nothing new is taken, work in hand is finished and settled, and the process exits with 0.
A second signal, or half a minute, ends it hard.
"""

import os
import warnings

os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")

warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")  # known: docs/decisions/0001

import eventlet  # noqa: E402  # the setting above is read at import
import eventlet.hubs  # noqa: E402

eventlet.monkey_patch()  # before anything else is imported: pymongo must meet patched sockets and locks

import logging  # noqa: E402  # after patching, like all below
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402

from shared.messaging import logs, traces  # noqa: E402
from shared.messaging.entrypoints import service_class  # noqa: E402
from shared.messaging.settings import SettingsError, read_settings  # noqa: E402

LONGEST_STOP = 30
WORKERS = 32


def require_port(address: str) -> None:
    """Refuse an address that somebody listens at: eventlet would share it, and answer for the other now and then."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise SettingsError(f"The address {address} cannot be listened at: {error.strerror}.") from error


def run(service: type, settings: dict[str, Any]) -> None:
    """Run the service until it is told to stop, or dies of a bug (raised)."""
    container = ServiceContainer(service, settings | {"WEB_SERVER_ADDRESS": settings["LISTEN"], "max_workers": WORKERS})
    stopping = False

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        if stopping:
            os._exit(1)
        stopping = True
        signal.alarm(LONGEST_STOP)  # its default action ends the process
        eventlet.spawn_n(container.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    hub = eventlet.hubs.get_hub()  # it would print what a green thread raises, with the values in it
    hub.squelch_generic_exception = lambda told: logs.unforeseen(told[1])
    hub.squelch_timer_exception = lambda _timer, told: logs.unforeseen(told[1])
    container.start()
    container.wait()


def main() -> None:
    """Run the service named on the command line, at the address that the settings give it."""
    (name,) = sys.argv[1:]
    logs.configure(name)
    settings = read_settings()
    own = urlsplit(settings[f"{name.upper()}_URL"])
    listen = settings.get("LISTEN") or f"127.0.0.1:{own.port}"
    traces.start(settings, name)
    try:
        require_port(listen)
        run(service_class(f"services.{name}.service"), settings | {"LISTEN": listen})
    except SettingsError as error:
        logging.getLogger(__name__).critical("cannot start: %s", str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
