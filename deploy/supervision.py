"""Our processes under supervisord: which there are, and how it is told to start, watch and end them."""

import configparser
import http.client
import json
import os
import sys
import time
import xmlrpc.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shared.testing import processes
from shared.testing.servers import LOOPBACK, ServerUnavailable

SERVICES = ("registration", "scheduling", "certification", "notifications")
ROOT = Path(__file__).parent.parent
LONGEST_STOP = 35
LONGEST_START = 90.0


@dataclass(frozen=True)
class Supervision:
    """One supervisord with all processes of one system.

    folder: for its configuration and logs; control_port, password: how it is talked to, on loopback.
    ready: name -> port of what answers /readyz; own: name -> settings that only this process sees.
    """

    folder: Path
    control_port: int
    password: str
    commands: Mapping[str, str]
    ready: Mapping[str, int]
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def start(self, environment: Mapping[str, str]) -> None:
        """Start everything and wait until all of it is ready."""
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        self._configure()
        command = [sys.executable, "-m", "supervisor.supervisord", "--nodaemon", "--configuration", str(self._file)]
        log = self.folder / "log" / "supervisord.out"
        processes.start(command, folder=self.folder, environment={**os.environ, **environment}, log=log)
        deadline = time.monotonic() + LONGEST_START
        while waiting := self.not_ready():
            if time.monotonic() > deadline:
                raise ServerUnavailable(f"{', '.join(waiting)} did not get ready; {self.folder}/log says why.")
            time.sleep(0.2)

    def stop(self) -> None:
        """End everything in order: what is in hand is finished first."""
        processes.end(self.folder, patience=LONGEST_STOP + 5)

    def not_ready(self) -> list[str]:
        """What does not answer /readyz with 200."""
        return [name for name, port in self.ready.items() if not _is_ready(port)]

    def kill(self, name: str) -> None:
        """End one process without a warning; it is started again."""
        self._control().supervisor.signalProcess(name, "KILL")

    def state(self) -> dict[str, str]:
        """Every process and how it is, in supervisord's words."""
        told = self._control().supervisor.getAllProcessInfo()
        return {one["name"]: one["statename"] for one in told} if isinstance(told, list) else {}

    @property
    def _file(self) -> Path:
        return self.folder / "supervisord.conf"

    def _control(self) -> xmlrpc.client.ServerProxy:
        return xmlrpc.client.ServerProxy(f"http://operator:{self.password}@{LOOPBACK}:{self.control_port}/RPC2")

    def _configure(self) -> None:
        config = configparser.RawConfigParser()
        sections: dict[str, dict[str, str | int]] = {
            "supervisord": {
                "logfile": f"{_escaped(self.folder)}/log/supervisord.log",
                "pidfile": f"{_escaped(self.folder)}/supervisord.pid",
                "childlogdir": f"{_escaped(self.folder)}/log",
            },
            "inet_http_server": {
                "port": f"{LOOPBACK}:{self.control_port}",
                "username": "operator",
                "password": self.password,
            },
            "rpcinterface:supervisor": {
                "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
            },
            "supervisorctl": {
                "serverurl": f"http://{LOOPBACK}:{self.control_port}",
                "username": "operator",
                "password": self.password,
            },
        }
        if os.geteuid() == 0:
            sections["supervisord"]["user"] = "root"  # said aloud, or it warns
        for name, command in self.commands.items():
            sections[f"program:{name}"] = {
                "command": _escaped(command),
                "directory": _escaped(ROOT),
                "environment": ",".join(f'{key}="{_escaped(value)}"' for key, value in self.own.get(name, {}).items()),
                "autorestart": "true",
                "startsecs": 1,
                "startretries": 1_000_000,
                "stopwaitsecs": LONGEST_STOP,
                "killasgroup": "true",
                "redirect_stderr": "true",
                "stdout_logfile": f"{_escaped(self.folder)}/log/{name}.log",
                "stdout_logfile_maxbytes": "10MB",
                "stdout_logfile_backups": 2,
            }
        config.read_dict(sections)
        self._file.touch(mode=0o600)
        with self._file.open("w", encoding="utf-8") as file:
            config.write(file)


def commands(folder: Path, *, gateway: int, operators: int, smtp: int) -> dict[str, str]:
    """The command of every process: services, their relays, the sender, the gateway and the mail catcher.

    gateway, operators: the gateway's port for everybody, and the one for its numbers.
    """
    python = json.dumps(sys.executable)
    catcher = f"-n -c aiosmtpd.handlers.Mailbox {json.dumps(str(folder / 'mail'))} -l {LOOPBACK}:{smtp}"
    gunicorn = f"-c python:deploy.gunicorn_settings --bind {LOOPBACK}:{gateway} --bind {LOOPBACK}:{operators}"
    gunicorn += " --workers 2 --threads 4 --graceful-timeout 20 --no-control-socket"
    return {
        **{name: f"{python} -m shared.messaging.host {name}" for name in SERVICES},
        **{f"{name}-relay": f"{python} -m shared.messaging.relay {name}" for name in SERVICES},
        "notifications-sender": f"{python} -m services.notifications.sender",
        "gateway": f"{python} -m gunicorn {gunicorn} services.gateway.wsgi:app",
        "mail": f"{python} -m aiosmtpd {catcher}",
    }


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _escaped(text: str | Path) -> str:
    """Supervisord takes % for the start of a variable."""
    return str(text).replace("%", "%%")
