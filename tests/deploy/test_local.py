"""The local start: everything under one folder, repairable, and gone when it is stopped."""

import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from deploy import keys, rights
from deploy.demo.door import Door
from deploy.local import Local
from deploy.supervision import SERVICES
from shared.messaging.topology import LOG, connection
from shared.testing import processes
from shared.testing.servers import ServerUnavailable, free_ports

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    system = Local(tmp_path_factory.mktemp("local"), free_ports(Local.PORTS))
    system.start()
    yield system
    system.stop()


def living(local: Local) -> list[int]:
    return [pid for name in ("processes", "rabbitmq", "mongo") for pid in processes.of(local.folder / name)]


def test_staff_sign_in_with_what_was_made_for_them(local):
    assert Door(local.gateway, local.sign_in("director")).get("/editions") == {"editions": []}
    assert Door(local.gateway, local.sign_in("reviewer")).get("/reviews")["rows"] == []


def test_a_killed_process_is_started_again(local):
    (before,) = relays_of_registration(local)
    local.kill("registration-relay")

    def replaced() -> bool:
        return relays_of_registration(local) not in ([], [before]) and set(local.state().values()) == {"RUNNING"}

    deadline = time.monotonic() + 30
    while not replaced() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert replaced()


def test_starting_what_runs_changes_nothing(local):
    before = living(local)
    local.start()
    assert living(local) == before


def test_a_start_after_everything_was_killed_keeps_data_secrets_and_sign_ins(local):
    director = local.sign_in("director")
    supervisors = [pid for pid in processes.of(local.folder / "processes") if b"supervisord" in command(pid)]
    for pid in supervisors:  # its children stay behind, and so do the servers
        os.kill(pid, signal.SIGKILL)
    local.start()
    assert local.sign_in("director") == director
    assert Door(local.gateway, director).get("/editions") == {"editions": []}
    local.stop()
    assert living(local) == []


def test_servers_of_somebody_else_are_used_where_told_and_no_password_is_an_argument(
    tmp_path, mongo_url, mongo_client, amqp_url, monkeypatch
):
    arguments = []
    run = subprocess.run
    monkeypatch.setattr(
        subprocess, "run", lambda command, **options: arguments.append(command) or run(command, **options)
    )
    monkeypatch.setenv("CIMI_SMTP", "mail.example.org:25")  # of the shell, which is not asked
    prefix = f"test_{secrets.token_hex(4)}"
    outside = {"CIMI_AMQP_URL": amqp_url, "CIMI_MONGO_URL": mongo_url, "CIMI_DATABASES": prefix}
    system = Local(tmp_path, free_ports(Local.PORTS), outside)
    try:
        system.start()
        assert Door(system.gateway, system.sign_in("director")).get("/editions") == {"editions": []}
        told = [Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for pid in living(system)]
        commands = " ".join(map(str, [*arguments, *map(command, living(system))]))
    finally:
        system.stop()
    there = mongo_client.list_database_names()
    made = [name for name in there if name.startswith(f"{prefix}_")]
    for name in made:
        mongo_client.drop_database(name)
    assert made
    assert [name for name in there if name.startswith("cimi")] == []
    assert {one for every in told for one in every if one.startswith(b"CIMI_SMTP=")} == {
        f"CIMI_SMTP=127.0.0.1:{system.port_base + 25}".encode()
    }
    assert "topology" in commands
    assert amqp_url.rpartition("@")[0].rpartition(":")[2] not in commands
    with connection(amqp_url) as operator:
        operator.channel().queue_declare(LOG, passive=True)


def test_a_taken_port_is_named_and_nothing_is_left_on(tmp_path):
    system = Local(tmp_path, free_ports(Local.PORTS))
    with socket.socket() as other:
        other.bind(("127.0.0.1", system.port_base + 102))
        other.listen()
        with pytest.raises(ServerUnavailable) as refused:
            system.start()
    assert str(refused.value) == f"Port {system.port_base + 102}, needed for CIMI, is taken by another program."
    assert living(system) == []


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path):
    folder, broker = tmp_path / "secrets", tmp_path / "definitions.json"
    keys.make_all(folder, broker)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.make_all(folder, broker)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o400}
    assert {"command-key", "link-key", "cookie-key", "certificate.key", "amqp-operator", "amqp-registration"} <= set(
        made
    )
    assert all(secret.decode().strip() not in broker.read_text() for secret in made.values())


def test_each_service_is_handed_its_own_secrets_and_the_new_one_when_a_secret_is_made_anew(tmp_path):
    every, folders = tmp_path / "secrets", tmp_path / "for"
    keys.make_all(every, tmp_path / "definitions.json")
    for service in keys.NEEDED:
        (folders / service).mkdir(parents=True)
    keys.hand_out(every, folders)
    (every / "link-key").unlink()
    keys.make_all(every, tmp_path / "definitions.json")
    keys.hand_out(every, folders)
    handed = {path.relative_to(folders).as_posix(): path.read_bytes() for path in folders.glob("*/*")}
    assert handed == {
        f"{service}/{name}": (every / name).read_bytes() for service, needed in keys.NEEDED.items() for name in needed
    }
    assert [service for service, needed in keys.NEEDED.items() if "certificate.key" in needed] == ["certification"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders.glob("*/*")} == {0o400}


def test_in_compose_a_service_sees_its_own_secrets_only():
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    seen = {
        name: {volume for volume in service.get("volumes", []) if "secrets:" in volume}
        for name, service in composed.items()
        if name not in ("secrets", "rights", "staff")
    }
    relays = [f"{name}-relay" for name in SERVICES]
    assert {name: volumes for name, volumes in seen.items() if volumes} == {
        name: {f"{name.partition('-')[0]}-secrets:/secrets:ro"}
        for name in (*SERVICES, *relays, "notifications-sender", "gateway", "mongo")
    }
    assert set(composed["secrets"]["volumes"]) == {
        "secrets:/secrets",
        "broker:/broker",
        *(f"{service}-secrets:/for/{service}" for service in keys.NEEDED),
    }


def test_every_service_is_deployed_here_and_by_compose():
    folders = {path.parent.name for path in (ROOT / "services").glob("*/__init__.py")}
    assert folders == {*SERVICES, "gateway"}
    assert {*folders, *(f"{name}-relay" for name in SERVICES)} == set(rights.NAMES) - {"operator", "backup"}
    composed = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    relays = {f"{name}-relay" for name in SERVICES}
    assert folders | relays | {"notifications-sender"} <= set(composed)
    ours = folders | relays | {"notifications-sender"}
    assert {name for name in composed if composed[name].get("healthcheck")} == {*ours, "rabbitmq", "mongo"}


def test_what_compose_starts_of_deploy_is_in_the_images():
    composed = (ROOT / "docker-compose.yml").read_text("utf-8")
    named = {f"deploy/{module}.py" for module in re.findall(r"\bdeploy\.([a-z_]+)", composed)}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert named - let_in == set()
    assert "deploy/gunicorn_settings.py" in named


def test_a_wrong_word_is_answered_with_the_right_ones():
    done = subprocess.run([sys.executable, "-m", "deploy.local", "fly"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "python -m deploy.local up | down | clean | demo\n")


def relays_of_registration(local: Local) -> list[int]:
    words = b"shared.messaging.relay\0registration\0"
    return [pid for pid in processes.of(local.folder / "processes") if words in command(pid)]


def command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()
