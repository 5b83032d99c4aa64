"""The whole system on this machine: `python -m deploy.local up | down | clean | demo`.

A Local is a folder and a block of ports, so several stand side by side. `up` on a running system changes nothing, on
a stopped one it keeps the data, after a half-finished start it begins again; `down` ends what was started for the
folder and nothing else.
"""

import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

from deploy import keys
from deploy.demo.door import SignIn
from deploy.demo.stage import Place
from deploy.staff import STAFF
from deploy.supervision import ROOT, SERVICES, Supervision, commands
from shared.testing import processes
from shared.testing.servers import LOOPBACK, Mongo, Rabbit, ServerUnavailable, require_ports, require_room

OUTSIDE = (
    "CIMI_AMQP_MANAGEMENT_URL",
    "CIMI_AMQP_URL",
    "CIMI_DATABASES",
    "CIMI_MONGO_URL",
    "CIMI_PUBLIC_URL",
    "CIMI_SMTP",
)


@dataclass(frozen=True)
class Local:
    """One complete system: everything it keeps is in `folder`, everything it listens at is in a block of ports.

    outside: settings (of OUTSIDE) that name servers of somebody else's. They are given, never taken from the
    environment here: whoever starts a system says whose data and whose mail it may touch.
    own: settings that single processes see otherwise than the rest, by the process's name.
    """

    folder: Path
    port_base: int
    outside: Mapping[str, str] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    PORTS = 120

    def start(self) -> None:
        """Start everything and wait until it is ready. Raises ServerUnavailable or KeysError, with nothing left on."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.is_running():
            return
        try:
            self._start()
        except (ServerUnavailable, keys.KeysError):
            self.stop()
            raise

    def stop(self) -> None:
        """End what was started for this folder, finished or not; the data stays."""
        self._supervision.stop()
        self._rabbit.stop()
        self._mongo.stop()

    def is_running(self) -> bool:
        """Whether all of it is there and ready."""
        return bool(processes.of(self._supervision.folder)) and not self._supervision.not_ready()

    def kill(self, name: str) -> None:
        """End one of our processes without a warning, for example `registration-relay`; it is started again."""
        self._supervision.kill(name)

    def state(self) -> dict[str, str]:
        """Our processes and how they are."""
        return self._supervision.state()

    def place(self) -> Place:
        """How to get at it: addresses, sign-ins, mail and broker."""
        return Place(
            gateway=self.gateway,
            secretariat=self.sign_in("secretariat"),
            director=self.sign_in("director"),
            reviewer=self.sign_in("reviewer"),
            travel_desk=self.sign_in("travel_desk"),
            maildir=self.folder / "mail",
            broker=self._management_url(),
            subscriber=self._amqp_url("example"),
        )

    @property
    def gateway(self) -> str:
        """The gateway's address."""
        return f"http://{LOOPBACK}:{self.port_base}"

    def sign_in(self, role: str) -> SignIn:
        """The email and password of a member of staff."""
        email, password = (self._secrets / "sign-ins" / role).read_text("utf-8").splitlines()
        return SignIn(email, password)

    def _start(self) -> None:
        self._supervision.stop()  # what a half-finished start left on
        require_room(self.folder)
        ports = [*self._service_ports.values(), *self._health_ports.values()]
        require_ports([self._smtp_port, self._control_port, self.port_base, *ports], "CIMI")
        keys.make_all(self._secrets, self.folder / "definitions.json")
        keys.write_once(self._secrets / "supervisor", secrets.token_urlsafe(24))
        if "CIMI_MONGO_URL" not in self.outside:
            self._mongo.start()
            self._run("deploy.rights")
        if "CIMI_AMQP_URL" not in self.outside:
            self._rabbit.start()
        else:
            self._run("shared.messaging.topology", "declare", "--definitions", str(keys.DEFINITIONS))
        self._run("deploy.staff", "--sign-ins", str(self._secrets / "sign-ins"))
        self._supervision.start(self._environment())

    def _run(self, module: str, *arguments: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment()},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        if done.returncode:
            reason = (done.stderr.strip() or "no reason given").splitlines()[-1]
            raise ServerUnavailable(f"`{' '.join([module, *arguments[:1]])}` failed: {reason}")

    def _environment(self) -> dict[str, str]:
        """The settings in which this system differs from deploy/config.yml."""
        return {
            "PYTHONUNBUFFERED": "1",
            "CIMI_CONFIG": str(ROOT / "deploy" / "config.yml"),
            "CIMI_SECRETS": str(self._secrets),
            "CIMI_AMQP_URL": f"amqp://{LOOPBACK}:{self._rabbit.port}/cimi",
            "CIMI_MONGO_URL": self._mongo.url,
            "CIMI_DATABASES": "cimi",
            "CIMI_PUBLIC_URL": self.gateway,
            "CIMI_SMTP": f"{LOOPBACK}:{self._smtp_port}",
            **{f"CIMI_{name.upper()}_URL": f"http://{LOOPBACK}:{port}" for name, port in self._service_ports.items()},
            **{
                f"CIMI_{name.upper().replace('-', '_')}_HEALTH": f"{LOOPBACK}:{port}"
                for name, port in self._health_ports.items()
            },
            **self.outside,
        }

    def _amqp_url(self, user: str) -> str:
        outside = self.outside.get("CIMI_AMQP_URL", "")
        password = (self._secrets / f"amqp-{user}").read_text("ascii")
        return outside or f"amqp://{user}:{quote(password)}@{LOOPBACK}:{self._rabbit.port}/cimi"

    def _management_url(self) -> str:
        if "CIMI_AMQP_URL" in self.outside:
            return self.outside.get("CIMI_AMQP_MANAGEMENT_URL", "")
        who = urlsplit(self._amqp_url("operator")).netloc.rpartition("@")[0]
        return f"http://{who}@{LOOPBACK}:{self._rabbit.management_port}/cimi"

    @property
    def _secrets(self) -> Path:
        return self.folder / "secrets"

    @property
    def _smtp_port(self) -> int:
        return self.port_base + 25

    @property
    def _control_port(self) -> int:
        return self.port_base + 116

    @property
    def _service_ports(self) -> dict[str, int]:
        return {name: self.port_base + 101 + place for place, name in enumerate(SERVICES)}

    @property
    def _health_ports(self) -> dict[str, int]:
        others = ("gateway", *(f"{name}-relay" for name in SERVICES), "notifications-sender")
        places = (100, *range(105, 105 + len(others) - 1))
        return {name: self.port_base + place for name, place in zip(others, places, strict=True)}

    @property
    def _rabbit(self) -> Rabbit:
        secret = self._secrets / "amqp-operator"
        password = secret.read_text("ascii").strip() if secret.exists() else ""
        definitions = self.folder / "definitions.json"
        return Rabbit(self.folder / "rabbitmq", self.port_base + 110, password, definitions=definitions)

    @property
    def _mongo(self) -> Mongo:
        return Mongo(self.folder / "mongo", self.port_base + 115, key=self._secrets / keys.MONGO_KEY)

    @property
    def _supervision(self) -> Supervision:
        secret = self._secrets / "supervisor"
        return Supervision(
            self.folder / "processes",
            self._control_port,
            secret.read_text("ascii").strip() if secret.exists() else "",
            commands(
                self.folder, gateway=self.port_base, operators=self._health_ports["gateway"], smtp=self._smtp_port
            ),
            {**self._service_ports, **self._health_ports},
            self.own,
        )


def up(local: Local) -> None:
    """Start, and say where things are."""
    if local.is_running():
        print("CIMI is running already.")
    else:
        print("starting CIMI …", flush=True)
        began = time.monotonic()
        local.start()
        print(f"CIMI is ready after {time.monotonic() - began:.0f} s.")
    place = local.place()
    print(f"\n  pages    {local.gateway}/      staff: {local.gateway}/staff/")
    print(f"  API      {local.gateway}/api/v1/docs")
    if (broker := urlsplit(place.broker)).port:
        print(f"  RabbitMQ http://{broker.hostname}:{broker.port}/  {broker.username}  {broker.password}")
    print(f"  emails   {place.maildir} (and on the staff pages)")
    for role in STAFF:
        who = local.sign_in(role)
        print(f"  sign in  {role:12} {who.email}  {who.password}")
    print(f"\n  logs in {local.folder}/processes/log; `make down` stops it, `make clean` also removes its data.")


def down(local: Local) -> None:
    """Stop what was started, if anything."""
    local.stop()
    print("CIMI is stopped.")


def clean(local: Local) -> None:
    """Stop, and remove everything that was kept."""
    local.stop()
    shutil.rmtree(local.folder, ignore_errors=True)
    print(f"CIMI is stopped and {local.folder} is removed.")


def demo(local: Local) -> int:
    """Start, and play one edition."""
    up(local)
    place = local.place()
    sign_ins = local.folder / "secrets" / "sign-ins"
    environment = {
        "CIMI_DEMO_GATEWAY": place.gateway,
        **{f"CIMI_DEMO_{role.upper()}": str(sign_ins / role) for role in STAFF if role != "auditor"},
        "CIMI_DEMO_MAILDIR": str(place.maildir),
        "CIMI_DEMO_BROKER": place.broker,
        "CIMI_DEMO_SUBSCRIBER": place.subscriber,
    }
    return subprocess.run(
        [sys.executable, "-m", "deploy.demo"], cwd=ROOT, env={**os.environ, **environment}, check=False
    ).returncode


def main() -> int | str | None:
    """The command line; a sentence when it cannot be done."""
    acts = {"up": up, "down": down, "clean": clean, "demo": demo}
    if len(sys.argv) != 2 or sys.argv[1] not in acts:
        return f"python -m deploy.local {' | '.join(acts)}"
    try:
        outside = {name: os.environ[name] for name in OUTSIDE if name in os.environ}
        return acts[sys.argv[1]](Local(ROOT / "var", int(os.environ.get("CIMI_PORT", "8000")), outside))
    except (ServerUnavailable, keys.KeysError) as stopped:
        return str(stopped)


if __name__ == "__main__":
    sys.exit(main())
