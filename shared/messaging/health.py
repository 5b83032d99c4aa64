"""The health pages of a process without a door of its own: /livez, /readyz and /metrics, on a small HTTP server."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from shared.messaging import metrics, watchdog
from shared.messaging.settings import SettingsError

LONGEST_REQUEST = 5
SELDOM = 3600.0  # only how soon the server would notice that it is told to stop, which nobody does


def serve(address: str, *, not_ready: Callable[[], str | None]) -> None:
    """Answer at `address` ("host:port"; empty: nowhere) until the process ends. Raises SettingsError when it is taken.

    not_ready: what keeps the process from doing its work, or None.
    """
    metrics.at_scrape(lambda: [metrics.ready(not_ready())])
    if not address:
        return
    host, _, port = address.rpartition(":")
    try:
        server = _Server((host, int(port)), _pages(not_ready))
    except OSError as error:
        raise SettingsError(f"The address {address} cannot be listened at: {error.strerror}.") from error
    threading.Thread(target=server.serve_forever, args=(SELDOM,), daemon=True, name="health").start()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asks and goes away is no trouble of ours."""


def _pages(not_ready: Callable[[], str | None]) -> type[BaseHTTPRequestHandler]:
    class Pages(BaseHTTPRequestHandler):
        timeout = LONGEST_REQUEST

        def do_GET(self) -> None:
            if self.path == "/metrics":
                self._answer(200, metrics.CONTENT_TYPE, metrics.page())
            elif self.path in ("/livez", "/readyz"):
                problem = watchdog.not_alive() if self.path == "/livez" else not_ready()
                self._answer(503 if problem else 200, "text/plain", (problem or "ok").encode())
            else:
                self._answer(404, "text/plain", b"not found")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
            """Being asked for one's health is nothing to note."""

        def _answer(self, status: int, content_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    return Pages
