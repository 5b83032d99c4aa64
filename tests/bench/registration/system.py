"""The whole system for the benches of registration, and a mail server that notes when which address was written to."""

import contextlib
import functools
import json
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from deploy.demo.door import Door
from services.gateway.model.account import Role
from shared.messaging.topology import declare
from shared.testing.servers import free_ports
from tests.bench.measure import processor_seconds
from tests.bench.stage import ROOT, Stage
from tests.browser.course import door, edition_form
from tests.services.gateway.house import House

Json = dict[str, Any]


class Mailbox:
    """Takes every email, and knows when the first to an address had come."""

    def __init__(self) -> None:
        self.came: dict[str, float] = {}
        self._news = threading.Condition()

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd calls it so
        with self._news:
            for address in envelope.rcpt_tos:
                self.came.setdefault(address, time.monotonic())
            self._news.notify_all()
        return "250 OK"

    def wait_for(self, addresses: Sequence[str], *, longest: float = 120.0) -> None:
        """Come back when all of these were written to. Raises TimeoutError when that takes too long."""
        with self._news:
            if not self._news.wait_for(lambda: all(one in self.came for one in addresses), timeout=longest):
                left = sum(one not in self.came for one in addresses)
                raise TimeoutError(f"{left} of {len(addresses)} emails have not come")


class System:
    """Services, relays, the sender and the gateway, with an edition that is open; busy: how often it said so."""

    def __init__(self, stage: Stage, house: House, mailbox: Mailbox) -> None:
        self.stage, self.house, self.mailbox, self.busy = stage, house, mailbox, 0
        self.director, self.secretariat = door(house, Role.DIRECTOR), door(house, Role.SECRETARIAT)
        self.public = Door(house.public_url)
        self.edition_id = self.director.post("/editions", edition_form(44))["edition_id"]
        self.director.change(f"/editions/{self.edition_id}", f"/editions/{self.edition_id}/opening")

    @functools.cached_property
    def pids(self) -> list[int]:
        """Every process of ours, and its children."""
        return [pid for process in self.house.named.values() for pid in _family(process.pid)]

    def seconds(self) -> float:
        """The processor seconds that all of it has used so far, the database's and the broker's among them."""
        return processor_seconds(self.pids) + self.stage.servers_seconds()

    def by_process(self) -> dict[str, float]:
        """The same, process by process."""
        ours = {name: processor_seconds(_family(process.pid)) for name, process in self.house.named.items()}
        return ours | {"mongod and rabbitmq": self.stage.servers_seconds()}


@contextlib.contextmanager
def system(stage: Stage) -> Iterator[System]:
    """Everything, from the start to the end."""
    vhost = f"bench-{secrets.token_hex(4)}"
    stage.rabbit.ask("PUT", f"/api/vhosts/{vhost}")
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    stage.rabbit.ask("PUT", f"/api/permissions/{vhost}/{stage.rabbit.user}", everything)
    amqp_url = stage.rabbit.url(vhost)
    declare(amqp_url, json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8")))
    mailbox = Mailbox()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_ports(1))
    mail.start()
    with TemporaryDirectory(prefix="cimi-bench-") as folder:
        house = House(Path(folder), mongo_url=stage.mongo.url, amqp_url=amqp_url, smtp=f"127.0.0.1:{mail.port}")
        try:
            house.start()
            house.serve()
            yield System(stage, house, mailbox)
        finally:
            house.end()
            mail.stop()
            stage.rabbit.ask("DELETE", f"/api/vhosts/{vhost}")


def _family(pid: int) -> list[int]:
    """A process and all that it has started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return [pid]
    return [pid, *(one for child in children for one in _family(int(child)))]
