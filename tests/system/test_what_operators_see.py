"""What operators see of a running system: numbers, lines and traces of every process, and nobody's data in any of them."""

import json
import os
import quopri
import re
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import amqp
import pytest
import requests
import yaml

from deploy.demo.door import Door, Refused, SignIn
from services.gateway.model.account import Role
from shared.messaging.topology import connection, declare
from shared.storage import connect
from shared.testing.servers import Rabbit
from tests.services.gateway.house import PASSWORD, STAFF
from tests.services.gateway.test_the_doors import FORM
from tests.system.watched import Collector, Postbox, Watched, eventually, watched

ROOT = Path(__file__).parents[2]
NOW = datetime.now(UTC)

pytestmark = pytest.mark.timeout(300)

# Nobody is called like this, so that a line which says it was told by us.
SEEDED = {
    "given_names": "Xochiquetzalli",
    "first_surname": "Ñuflodrigo",
    "second_surname": "Quilapanque",
    "email": "xochi.nuflodrigo@fronteras.example",
    "institution": "Dirección Zárzaquel de Fronteras",
    "motivation": "Quiero aprender cómo se acoge en Tlaquepeque a quien llega de noche y sin papeles.",
    "focal_point_name": "Hermenegildo Uruchurtu",
    "focal_point_email": "nadie@uruchurtu.example",
}
GUESSED = "contraseña-que-nadie-debe-ver"
WORDS = ("Xochiquetzalli", "uflodrigo", "Quilapanque", "Zárzaquel", "Tlaquepeque", "ruchurtu", GUESSED, PASSWORD)


@dataclass(frozen=True)
class Run:
    """The system after one person applied, was written to and opened their link, and some things went wrong."""

    house: Watched
    collector: Collector
    postbox: Postbox
    links: tuple[str, ...]
    chain: str


@pytest.fixture(scope="module")
def run(mongo_url: str, rabbit: Rabbit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    vhost = f"watched-{secrets.token_hex(4)}"
    rabbit.ask("PUT", f"/api/vhosts/{vhost}")
    rabbit.ask("PUT", f"/api/permissions/{vhost}/{rabbit.user}", {"configure": ".*", "write": ".*", "read": ".*"})
    amqp_url = rabbit.url(vhost)
    declare(amqp_url, json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8")))
    with watched(tmp_path_factory.mktemp("watched"), mongo_url=mongo_url, amqp_url=amqp_url) as (house, *others):
        yield play(house, *others)
    rabbit.ask("DELETE", f"/api/vhosts/{vhost}")


def play(house: Watched, collector: Collector, postbox: Postbox) -> Run:
    for _ in range(2):
        with pytest.raises(Refused):
            Door(house.public_url, SignIn(SEEDED["email"], GUESSED))
    director, secretariat = (
        Door(house.public_url, SignIn(STAFF[role][0], PASSWORD)) for role in (Role.DIRECTOR, Role.SECRETARIAT)
    )
    edition_id = secretariat.post("/editions", edition())["edition_id"]
    secretariat.change(f"/editions/{edition_id}", f"/editions/{edition_id}/opening")
    chain = "chain-of-an-application"
    body = FORM | SEEDED | {"edition_id": edition_id, "years_experience": 6}
    headers = {"X-Correlation-Id": chain, "Idempotency-Key": "once"}
    applied = requests.post(f"{house.public_url}/api/v1/applications", json=body, headers=headers, timeout=20)
    assert applied.status_code == 201, applied.text
    (text,) = eventually(lambda: [text for text in postbox.texts if "/my/" in text])
    (link,) = set(re.findall(r"/es/my/[\w.-]+", quopri.decodestring(text.encode()).decode()))
    assert requests.get(house.public_url + link, timeout=20).status_code == 200
    assert requests.get(house.public_url + link + "x", timeout=20).status_code == 403
    assert b"400" in house.send_raw(f"GET {link} and {SEEDED['email']} HTTP/1.1\r\n\r\n".encode())
    eventually(lambda: list(director.pages("/emails", status="failed")))
    poison(house, f"{{'name': '{SEEDED['given_names']}'".encode())
    poison(house, misfit())
    eventually(lambda: "cimi_parked_open 2.0" in house.metrics()["notifications"])
    (row,) = secretariat.get(f"/editions/{edition_id}/applications")["rows"]
    stumble_over_a_name(house, secretariat, row["application_id"])
    return Run(house, collector, postbox, (link.rpartition("/")[2],), chain)


def edition() -> dict[str, Any]:
    return {
        "ordinal": 61,
        "year": 2027,
        "city": "Mar del Plata",
        "starts_on": "2027-03-01",
        "ends_on": "2027-03-15",
        "application_opens_at": (NOW - timedelta(days=1)).isoformat(),
        "application_closes_at": (NOW + timedelta(days=5)).isoformat(),
        "endorsement_due_on": f"{NOW + timedelta(days=9):%Y-%m-%d}",
        "promotion_cutoff": f"{NOW + timedelta(days=20):%Y-%m-%d}",
        "seats": 2,
        "country_cap": 1,
        "countries": ["CL", "PE"],
    }


def poison(house: Watched, body: bytes) -> None:
    with connection(house.settings["AMQP_URL"]) as connected:
        message = amqp.Message(body, content_type="application/cloudevents+json")
        connected.channel().basic_publish(message, routing_key="notifications.inbox")


def stumble_over_a_name(house: Watched, secretariat: Door, application_id: str) -> None:
    """Notifications fails on a time zone that is somebody's name, which Python's complaint about it repeats."""
    with own_database(house) as notifications:
        notifications["editions"].update_many({}, {"$set": {"timezone": SEEDED["given_names"]}})
    one, due_at = f"/applications/{application_id}", (NOW + timedelta(days=3)).isoformat()
    secretariat.change(one, f"{one}/return", {"reason": "Falta la carta.", "due_at": due_at})
    eventually(lambda: "failed on registration.application.returned.v1" in house.logs())


def misfit() -> bytes:
    """An event whose time is somebody's name, which Python's complaint about it would repeat."""
    golden = ROOT / "tests/contracts/golden/registration.application.submitted.v1.1.json"
    return json.dumps(json.loads(golden.read_text("utf-8")) | {"time": SEEDED["given_names"]}).encode()


def lines(house: Watched) -> list[dict[str, Any]]:
    """Every line of every process, which is JSON."""
    written = [line for line in house.logs().splitlines() if line and not line.startswith("--- ")]
    assert [line for line in written if not line.startswith("{")] == []
    return [json.loads(line) for line in written]


def seeded(run: Run, text: str) -> list[str]:
    return [word for word in (*WORDS, *run.links) if word in text]


@pytest.mark.feature("G1")
def test_every_line_of_every_process_is_json_and_says_when_how_bad_and_who(run: Run) -> None:
    said = lines(run.house)

    assert {frozenset(line) >= {"time", "level", "process", "message"} for line in said} == {True}
    assert {line["process"] for line in said} >= {"gateway", "notifications"}
    assert {line["level"] for line in said} <= {"INFO", "WARNING", "ERROR"}


@pytest.mark.feature("G1")
def test_nobodys_name_address_or_link_is_in_the_logs(run: Run) -> None:
    assert seeded(run, run.house.logs()) == []


@pytest.mark.feature("G1")
def test_nobodys_name_address_or_link_is_in_the_numbers(run: Run) -> None:
    assert seeded(run, "".join(run.house.metrics().values())) == []


def test_nobodys_name_address_or_link_is_in_the_traces(run: Run) -> None:
    def followed() -> list[str]:
        told = run.collector.spans()
        return [name for _, name, _ in told if name.endswith(("/my/<token>", ".tell_application_returned"))]

    eventually(lambda: len(set(followed())) == 2)

    assert seeded(run, b"".join(run.collector.bodies).decode("utf-8", "replace")) == []


def test_what_is_kept_of_a_parked_message_beside_itself_says_where_it_failed_and_quotes_nobody(run: Run) -> None:
    with own_database(run.house) as notifications:
        rows = list(notifications["parked"].find())

    assert {row["reason"] for row in rows} == {"not-json", "invalid"}
    assert [seeded(run, row["trace"]) for row in rows] == [[], []]
    assert all("shared/contracts/envelope.py" in row["trace"] for row in rows)


@contextmanager
def own_database(house: Watched) -> Iterator[Any]:
    """What notifications keeps."""
    client = connect(house.mongo_url)
    yield client[f"{house.settings['DATABASES']}_notifications"]
    client.close()


@pytest.mark.feature("G1")
def test_every_alert_and_every_graph_is_about_numbers_that_some_process_tells(run: Run) -> None:
    alerts = yaml.safe_load((ROOT / "deploy/prometheus/alerts.yml").read_text("utf-8"))
    rules = [rule["expr"] for group in alerts["groups"] for rule in group["rules"]]
    board = json.loads((ROOT / "deploy/grafana/cimi.json").read_text("utf-8"))
    drawn = [target["expr"] for panel in board["panels"] for target in panel.get("targets", [])]
    asked = {name for expression in (*rules, *drawn) for name in re.findall(r"\b(?:cimi|process)_\w+", expression)}
    told = set(re.findall(r"^(\w+)(?:\{.*\})? \S+$", "\n".join(run.house.metrics().values()), re.MULTILINE))

    assert asked - told == {"cimi_unrouted_total"}  # there once a fact finds no queue


@pytest.mark.feature("G1")
def test_every_process_that_prometheus_is_told_of_runs_under_compose_and_answers(run: Run) -> None:
    scraped = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))["scrape_configs"][0]
    hosts = {one["targets"][0].partition(":")[0] for one in scraped["static_configs"]}

    assert hosts == set(run.house.addresses())
    assert {
        (path, requests.get(f"{address}/{path}", timeout=10).status_code)
        for address in run.house.addresses().values()
        for path in ("livez", "readyz", "metrics")
    } == {("livez", 200), ("readyz", 200), ("metrics", 200)}


def test_the_numbers_of_both_workers_are_told_together_and_to_operators_alone(run: Run) -> None:
    before = served(run)
    for _ in range(40):  # each on a line of its own, so that both workers get some
        requests.get(f"{run.house.public_url}/livez", timeout=10)

    assert served(run) - before == 40
    assert set(re.findall(r"^cimi_gateway_sign_ins_total(.*)", run.house.metrics()["gateway"], re.MULTILINE)) == {
        '{kind="api",outcome="done"} 2.0',
        '{kind="api",outcome="wrong-credentials"} 2.0',
    }
    assert requests.get(f"{run.house.public_url}/metrics", timeout=10).status_code == 404


def served(run: Run) -> float:
    found = re.search(
        r'^cimi_gateway_requests_total\{endpoint="health.livez",status="200"\} (\S+)$',
        run.house.metrics()["gateway"],
        re.MULTILINE,
    )
    return float(found[1]) if found else 0


@pytest.mark.feature("G2")
def test_one_trace_leads_from_the_request_to_the_email_through_every_process(run: Run) -> None:
    def of_the_email() -> set[tuple[str, str]]:
        spans = run.collector.spans()
        sent = {trace for process, name, trace in spans if name == "send an email"}
        applied = {trace for _, name, trace in spans if name == "POST /api/v1/applications"}
        return {(process, name) for process, name, trace in spans if trace in sent & applied}

    expected = {
        ("gateway", "POST /api/v1/applications"),
        ("registration", "submit_application"),
        ("notifications", "notifications.tell_application_submitted"),
        ("notifications-sender", "send an email"),
    }
    eventually(lambda: expected <= of_the_email(), 30)


def test_a_worker_of_the_gateway_that_hangs_is_replaced(run: Run) -> None:
    before = workers(run.house.gateway_process)

    os.kill(before[0], signal.SIGSTOP)

    eventually(lambda: len(now := workers(run.house.gateway_process)) == 2 and before[0] not in now, 60)
    assert requests.get(f"{run.house.public_url}/livez", timeout=10).status_code == 200


def workers(arbiter: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text().split()]


def test_a_sender_without_its_mail_server_is_not_ready_and_says_why(run: Run) -> None:
    run.postbox.close()
    address = run.house.addresses()["notifications-sender"]
    secretariat = Door(run.house.public_url, SignIn(STAFF[Role.SECRETARIAT][0], PASSWORD))
    failed = next(secretariat.pages("/emails", status="failed"))
    secretariat.post(f"/emails/{failed['email_id']}/resend")

    eventually(lambda: requests.get(f"{address}/readyz", timeout=10).text == "LineDown", 30)
