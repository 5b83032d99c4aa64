"""The vitals of a host: whether it lives, whether it can work, and its numbers; /livez, /readyz and /metrics."""

import time
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import eventlet
from nameko.extensions import SharedExtension
from nameko.web.handlers import HttpRequestHandler
from prometheus_client.metrics_core import Metric
from werkzeug.wrappers import Request, Response

from shared.messaging import metrics, questions, watchdog
from shared.messaging.entrypoints import InboxOfService, OwnDatabase

LONGEST_SILENCE = 30.0
LONGEST_LAG = 5.0
TICK = 1.0
REMEMBERED = 60

Method = TypeVar("Method", bound=Callable[..., Any])


class Vitals(SharedExtension):
    """Feels the hub once a second: how much later than it should a green thread gets its turn.

    While the container lives, each turn is a sign of life. A container of nameko's that dies can leave a process
    behind that does nothing; such a one falls silent here, and the watchdog ends it.
    """

    own = OwnDatabase()
    inbox = InboxOfService()

    def __init__(self) -> None:
        self._due_at = time.monotonic()
        self._lags: deque[float] = deque([0.0], maxlen=REMEMBERED)

    def start(self) -> None:
        """Called by the host when everything is set up."""
        self._pulse = watchdog.watch("the hub", LONGEST_SILENCE)
        metrics.at_scrape(self._numbers)
        metrics.at_scrape(lambda: metrics.of_messages(self.own.database))
        self._ticks = eventlet.spawn(self._feel)

    def stop(self) -> None:
        """Called by the host when the work in hand is done."""
        self._ticks.kill()
        self._pulse.end()

    def not_alive(self) -> str | None:
        """Why the process should be started again, or None."""
        if self._dying:
            return "the container is dying"
        lag = max(self._lags[-1], time.monotonic() - self._due_at)
        return f"the hub lags by {lag:.0f} s" if lag > LONGEST_LAG else watchdog.not_alive()

    def not_ready(self) -> str | None:
        """Why the process cannot do its work now, or None."""
        consumer = self.inbox.consumer
        return questions.unreachable(self.own.database) or (consumer.not_ready() if consumer else None)

    @property
    def _dying(self) -> bool:
        return bool(self.container._being_killed or self.container._died.ready())  # noqa: SLF001  # told nowhere else

    def _feel(self) -> None:
        while True:
            self._due_at = time.monotonic() + TICK
            eventlet.sleep(TICK)
            self._lags.append(max(0.0, time.monotonic() - self._due_at))
            if not self._dying:
                self._pulse.beat()

    def _numbers(self) -> Iterator[Metric]:
        yield metrics.gauge("cimi_hub_lag_seconds", "Longest lag of the hub in the last minute", max(self._lags))
        yield metrics.ready(self.not_ready())


class Health(HttpRequestHandler):
    """GET /livez: the process works; /readyz: it can do its work (database and broker are there); /metrics."""

    vitals = Vitals()

    def handle_request(self, _request: Request) -> Response:
        """Answer in plain text."""
        if self.url == "/metrics":
            return Response(metrics.page(), content_type=metrics.CONTENT_TYPE)
        problem = self.vitals.not_alive() if self.url == "/livez" else self.vitals.not_ready()
        return Response(problem or "ok", status=503 if problem else 200, content_type="text/plain")


def health(path: str) -> Callable[[Method], Method]:
    """The method stands for one of the health pages."""

    def decorate(method: Method) -> Method:
        method.nameko_entrypoints = {Health("GET", path)}  # type: ignore[attr-defined]  # what nameko's own decorators set
        return method

    return decorate
