"""The whole system for tests of the doors: four services with their relays and the sender, as real processes."""

import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import requests
import yaml
from flask import Flask

from services.certification.signing import make as make_signing_key
from services.gateway.app import create_app
from services.gateway.model.account import Role
from services.gateway.settings import ASKED, open_door
from services.gateway.use_cases import add_account
from shared.storage import connect, new_id, now
from shared.testing.servers import free_ports

PASSWORD = "three calm seagulls"
STAFF = {
    Role.SECRETARIAT: ("ines.quispe@cimi.example", "Inés Quispe Mamani"),
    Role.DIRECTOR: ("ramon.ibarra@cimi.example", "Ramón Ibarra Peña"),
    Role.AUDITOR: ("noemi.duarte@cimi.example", "Noemí Duarte"),
    Role.REVIEWER: ("graciela.montero@cimi.example", "Graciela Montero Ayala"),
    Role.TRAVEL_DESK: ("paloma.sosa@cimi.example", "Paloma Sosa Ríos"),
}


class House:
    """Everything under one folder: settings, secrets, logs; the processes end with `end`."""

    def __init__(self, folder: Path, *, mongo_url: str, amqp_url: str, smtp: str, public_url: str = "") -> None:
        self.folder = folder
        self.mongo_url = mongo_url
        first = free_ports(5)
        ports = list(range(first, first + 5))
        self.gateway_port = ports[4]
        self.public_url = public_url or f"http://127.0.0.1:{self.gateway_port}"
        self.settings = {
            "AMQP_URL": amqp_url,
            "MONGO_URL": mongo_url,
            "DATABASES": f"house_{secrets.token_hex(4)}",
            "SECRETS": str(folder / "secrets"),
            "PUBLIC_URL": self.public_url,
            "SMTP": smtp,
            "SENDER": "cimi@cimi.example",
            **{f"{name.upper()}_URL": f"http://127.0.0.1:{port}" for name, port in zip(ASKED, ports, strict=False)},
        }
        self._make_secrets()
        self.config = folder / "config.yml"
        self.config.write_text(yaml.safe_dump(self.settings))
        self._processes: dict[tuple[str, ...], subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start the services and wait until each is ready."""
        for name in ASKED:
            self._run("shared.messaging.host", name)
            self._run("shared.messaging.relay", name)
        self._run("services.notifications.sender")
        self._wait_for(*ASKED)

    def start_service(self, name: str) -> None:
        """Start one that was ended, without its relay, and wait until it is ready."""
        self._run("shared.messaging.host", name)
        self._wait_for(name)

    def end_service(self, name: str) -> None:
        """End one, but not its relay."""
        process = self._processes.pop(("shared.messaging.host", name))
        process.terminate()
        process.wait(timeout=40)

    def _wait_for(self, *names: str) -> None:
        deadline = time.monotonic() + 60
        for name in names:
            while not self._answers(f"{self.settings[f'{name.upper()}_URL']}/readyz"):
                assert time.monotonic() < deadline, f"{name} is not ready: {self.logs()[-3000:]}"
                time.sleep(0.2)

    def app(self) -> Flask:
        """The gateway as gunicorn would load it, with an account for each role."""
        door = open_door(self.settings)
        for role, (email, name) in STAFF.items():
            add_account(
                door.desk, account_id=new_id(), email=email, name=name, role=role, language="en", password=PASSWORD
            )
        return create_app(door, cookie_key=(self.folder / "secrets" / "cookie-key").read_bytes())

    def serve(self) -> None:
        """Run the gateway under gunicorn, as it is run for real."""
        self.app()
        address = f"127.0.0.1:{self.gateway_port}"
        options = ["--no-control-socket", "--worker-class", "gthread", "--threads", "4", "--bind", address]
        self._run("gunicorn", *options, "services.gateway.wsgi:app")
        deadline = time.monotonic() + 30
        while not self._answers(f"{self.public_url}/readyz"):
            assert time.monotonic() < deadline, f"the gateway is not ready: {self.logs()[-3000:]}"
            time.sleep(0.2)

    @property
    def named(self) -> dict[str, "subprocess.Popen[bytes]"]:
        """What was started, by what it is."""
        return {" ".join(key[:2])[:60]: process for key, process in self._processes.items()}

    def logs(self) -> str:
        """What the processes wrote."""
        return "\n".join(f"--- {log.name}\n{log.read_text()}" for log in sorted(self.folder.glob("*.log")))

    def end(self) -> None:
        """End what was started, and remove its data."""
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.wait(timeout=40)
        client = connect(self.mongo_url)
        for name in client.list_database_names():
            if name.startswith(self.settings["DATABASES"]):
                client.drop_database(name)
        client.close()

    def _run(self, module: str, *arguments: str) -> None:
        log = (self.folder / f"{module}-{secrets.token_hex(2)}.log").open("wb")
        environment = os.environ | {"CIMI_CONFIG": str(self.config)}
        command = [sys.executable, "-m", module, *arguments]
        self._processes[module, *arguments] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def _answers(self, url: str) -> bool:
        try:
            return requests.get(url, timeout=3).ok
        except (requests.ConnectionError, requests.Timeout):
            return False

    def _make_secrets(self) -> None:
        folder = self.folder / "secrets"
        folder.mkdir()
        for name in ("command-key", "link-key", "cookie-key"):
            (folder / name).write_text(secrets.token_urlsafe(32))
        make_signing_key(folder, at=now())
