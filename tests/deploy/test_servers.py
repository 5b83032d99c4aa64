"""The embedded servers: real, private, several side by side, and clear about why they cannot start."""

import itertools
import smtplib
import socket
import subprocess
import sys
import threading
from pathlib import Path

import amqp
import pytest

from shared.storage import connect
from shared.testing import processes, servers
from shared.testing.servers import Mongo, Rabbit, ServerUnavailable, free_ports, require_ports

ROOT = Path(__file__).parents[2]


def test_the_database_is_a_replica_set_whose_transactions_live_ten_seconds(mongo_url):
    client = connect(mongo_url)
    assert (
        client.admin.command("getParameter", transactionLifetimeLimitSeconds=1)["transactionLifetimeLimitSeconds"] == 10
    )
    assert client.admin.command("hello")["setName"] == "cimi"
    client.close()


def test_every_test_has_databases_of_its_own(database):
    registration, scheduling = database("registration"), database("scheduling")
    registration.collection("editions").insert_one({"city": "Mar del Plata"})
    assert [row["city"] for row in registration.collection("editions").find()] == ["Mar del Plata"]
    assert list(scheduling.collection("editions").find()) == []


def test_a_message_goes_through_the_brokers_virtual_host_of_this_test(amqp_url):
    host, _, vhost = amqp_url.rpartition("@")[2].partition("/")
    user, _, password = amqp_url.removeprefix("amqp://").rpartition("@")[0].partition(":")
    with amqp.Connection(host, userid=user, password=password, virtual_host=vhost) as connection:
        channel = connection.channel()
        channel.queue_declare("letters", durable=True, auto_delete=False, arguments={"x-queue-type": "quorum"})
        channel.confirm_select()
        channel.basic_publish_confirm(amqp.Message("¡Bienvenida!"), routing_key="letters")
        assert channel.basic_get("letters").body == "¡Bienvenida!"


def test_mail_is_kept_as_it_was_sent(smtp_server):
    with smtplib.SMTP(smtp_server.host, smtp_server.port) as client:
        client.sendmail("course@example.org", ["ana@example.org"], "Subject: Seat\r\n\r\nYou have a seat.\r\n")
    assert [(mail["Subject"], mail["X-RcptTo"]) for mail in smtp_server.messages] == [("Seat", "ana@example.org")]


def test_data_survives_a_stop_and_a_start_and_nothing_keeps_running(tmp_path):
    mongo = Mongo(tmp_path / "mongo", free_ports(1))
    mongo.start()
    connect(mongo.url).registration.editions.insert_one({"_id": "44"})
    mongo.stop()
    assert processes.of(mongo.folder) == []
    mongo.start()
    assert connect(mongo.url).registration.editions.find_one() == {"_id": "44"}
    mongo.stop()


def test_a_server_that_a_killed_start_left_behind_is_taken_over(tmp_path):
    mongo = Mongo(tmp_path / "mongo", free_ports(1))
    mongo.start()
    before = processes.of(mongo.folder)
    Mongo(mongo.folder, mongo.port).start()
    assert processes.of(mongo.folder) == before
    mongo.stop()


def test_a_taken_port_is_named_in_one_sentence(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ServerUnavailable) as refused:
            Mongo(tmp_path / "mongo", port).start()
    assert str(refused.value) == f"Port {port}, needed for MongoDB, is taken by another program."


def test_a_port_that_is_given_back_in_a_moment_is_waited_for():
    other = socket.create_server(("127.0.0.1", 0))
    threading.Timer(0.3, other.close).start()
    require_ports([other.getsockname()[1]], "MongoDB")


def test_ports_are_not_given_to_another_process_while_this_one_lives():
    draw = "import secrets; secrets.randbelow = lambda below: 0\nfrom shared.testing.servers import free_ports\n"
    draw += "print(free_ports(120), free_ports(120), flush=True); input()"
    with (
        subprocess.Popen([sys.executable, "-c", draw], stdin=-1, stdout=-1, text=True, cwd=ROOT) as one,
        subprocess.Popen([sys.executable, "-c", draw], stdin=-1, stdout=-1, text=True, cwd=ROOT) as other,
    ):
        drawn = [int(port) for process in (one, other) for port in process.stdout.readline().split()]
        for process in (one, other):
            process.communicate("\n")
    blocks = sorted(drawn)
    assert len(blocks) == 4
    assert all(following - first >= 120 for first, following in itertools.pairwise(blocks))


def test_too_little_disk_is_said_in_one_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "LEAST_FREE_BYTES", 1024**6)
    with pytest.raises(ServerUnavailable, match=r"^Only \d+ MB of disk are free in .*; 1024 MB are needed\.$"):
        Mongo(tmp_path / "mongo", free_ports(1)).start()


def test_without_rabbitmq_and_without_root_the_way_out_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(servers, "DEBIANS_OWN", Path("/nowhere"))
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(ServerUnavailable, match=r"^rabbitmq-server is not installed .*docker compose up"):
        Rabbit(tmp_path / "rabbit", free_ports(5), "very-secret-indeed").start()
