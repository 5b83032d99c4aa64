"""The whole system as operators watch it: the gateway with two workers, a collector of traces, a mail server that may refuse."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import requests
import yaml
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from services.gateway.settings import ASKED
from shared.testing.servers import free_ports
from tests.services.gateway.house import House

REFUSED = "nadie@"  # no such mailbox, for any address that begins like this


def eventually(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """The first true answer of `condition`, waited for."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
    return answer


class Watched(House):
    """The house with an address for each process's health, traces on, and its gateway under gunicorn."""

    def __init__(self, folder: Path, *, mongo_url: str, amqp_url: str, smtp: str, collector: str) -> None:
        super().__init__(folder, mongo_url=mongo_url, amqp_url=amqp_url, smtp=smtp)
        first = free_ports(6)
        names = ("GATEWAY", *(f"{name.upper()}_RELAY" for name in ASKED), "NOTIFICATIONS_SENDER")
        self._health = {name: f"127.0.0.1:{first + place}" for place, name in enumerate(names)}
        self.settings |= {f"{name}_HEALTH": address for name, address in self._health.items()} | {"TRACES": collector}
        self.config.write_text(yaml.safe_dump(self.settings))

    def serve(self) -> None:
        """Run the gateway as deploy/supervision.py does, with less patience for a worker that hangs."""
        self.app()
        options = ["-c", "python:deploy.gunicorn_settings", "--workers", "2", "--threads", "4", "--timeout", "8"]
        binds = ["--bind", f"127.0.0.1:{self.gateway_port}", "--bind", self._health["GATEWAY"]]
        self._run("gunicorn", *options, *binds, "--no-control-socket", "services.gateway.wsgi:app")
        eventually(lambda: self._answers(f"{self.public_url}/readyz"))

    def _answers(self, url: str) -> bool:
        try:
            return requests.get(url, timeout=3).ok
        except requests.RequestException:  # gunicorn takes the call before its workers are there to answer
            return False

    @property
    def gateway_process(self) -> int:
        """The arbiter's pid."""
        (gunicorn,) = (process for command, process in self._processes.items() if command[0] == "gunicorn")
        return gunicorn.pid

    def addresses(self) -> dict[str, str]:
        """Where each process shows its health and its numbers."""
        hosts = {name: self.settings[f"{name.upper()}_URL"] for name in ASKED}
        return hosts | {
            name.lower().replace("_", "-"): f"http://{address}" for name, address in sorted(self._health.items())
        }

    def metrics(self) -> dict[str, str]:
        """The page of numbers of each process."""
        return {name: requests.get(f"{address}/metrics", timeout=10).text for name, address in self.addresses().items()}

    def send_raw(self, request: bytes) -> bytes:
        """What the gateway answers to these bytes, which need be no HTTP."""
        with socket.create_connection(("127.0.0.1", self.gateway_port), timeout=10) as line:
            line.sendall(request)
            return line.recv(65_536)


class Collector:
    """Takes what OpenTelemetry exports over HTTP."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        bodies = self.bodies

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def spans(self) -> list[tuple[str, str, str]]:
        """Of every span (process, name, trace id)."""
        found = []
        for body in list(self.bodies):
            for part in ExportTraceServiceRequest.FromString(body).resource_spans:
                (process,) = (one.value.string_value for one in part.resource.attributes if one.key == "service.name")
                found += [
                    (process, span.name, span.trace_id.hex()) for scope in part.scope_spans for span in scope.spans
                ]
        return found

    def close(self) -> None:
        """Take no more."""
        self._server.shutdown()
        self._server.server_close()


class Postbox:
    """A mail server that knows no mailbox beginning with REFUSED, and says which one it does not know."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.port = free_ports(1)
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Somebody is written to."""
        if address.startswith(REFUSED):
            return f"550 <{address}> is unknown here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """One text came."""
        self.texts.append((envelope.content or b"").decode())
        return "250 OK"

    def close(self) -> None:
        """Take no more; harmless the second time."""
        if self._controller.loop.is_running():
            self._controller.stop()


@contextmanager
def watched(folder: Path, *, mongo_url: str, amqp_url: str) -> Iterator[tuple[Watched, Collector, Postbox]]:
    """All of it, running, and ended afterwards."""
    collector, postbox = Collector(), Postbox()
    house = Watched(
        folder,
        mongo_url=mongo_url,
        amqp_url=amqp_url,
        smtp=f"127.0.0.1:{postbox.port}",
        collector=collector.address,
    )
    try:
        house.start()
        house.serve()
        yield house, collector, postbox
    finally:
        house.end()
        postbox.close()
        collector.close()
