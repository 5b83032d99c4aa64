"""What operators do when something is not where it should be, by the command line and by pages, in the whole system."""

import json
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import amqp
import pytest
from werkzeug.serving import make_server

from deploy.demo.waiting import until
from services.gateway.console import acts
from services.gateway.console.commands import main
from services.gateway.model.account import Role
from services.gateway.use_cases import add_account
from services.gateway.web import reconciliation
from shared.contracts.envelope import Actor, Cause, encode, properties, wrap
from shared.contracts.registration import EditionOpened
from shared.messaging.topology import connection, declare
from shared.storage import Database, connect, new_id, now
from shared.testing.servers import free_ports
from tests.services.gateway.conftest import ROOT, Visitor
from tests.services.gateway.house import PASSWORD, STAFF, House
from tests.services.gateway.test_the_doors import FORM, Office, emails_about, letter

DEFINITIONS = json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8"))
EXTERNAL = "ext.example.inbox"


class Operator:
    """Somebody at a terminal; `said` is what was printed last, `told` the same as JSON."""

    def __init__(self, url: str, sign_in: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._arguments = ["--url", url, "--sign-in", str(sign_in)]
        self._capsys = capsys
        self.said = ""

    def __call__(self, *words: str) -> int:
        self._capsys.readouterr()
        code = main([*self._arguments, *words])
        output = self._capsys.readouterr()
        self.said = output.out + output.err
        return code

    def told(self, *words: str) -> Any:
        self("--json", *words)
        return json.loads(self.said)


@pytest.fixture(scope="module")
def office(house: House) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reconciliation, "IN_FLIGHT", timedelta(0))  # a test has no minute to wait
        patch.setattr(acts, "BETWEEN_LOOKS", 0.2)
        yield Office(house.app(), house)


@pytest.fixture(scope="module")
def gateway(office: Office) -> Iterator[str]:
    """The gateway on a port, for programs."""
    server = make_server("127.0.0.1", free_ports(1), office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def operator(gateway: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Operator:
    """The secretariat's own."""
    sign_in = tmp_path / "sign-in"
    sign_in.write_text(f"{STAFF[Role.SECRETARIAT][0]}\n{PASSWORD}\n")
    return Operator(gateway, sign_in, capsys)


@pytest.fixture
def database(house: House) -> Iterator[Callable[[str], Database]]:
    client = connect(house.mongo_url)
    yield lambda service: Database(client, f"{house.settings['DATABASES']}_{service}", publisher=service)
    client.close()


def soon(what: str, condition: Callable[[], Any]) -> Any:
    return until(what, condition, patience=60)


def open_and_close(office: Office, ordinal: int) -> str:
    edition_id = office.open_edition(ordinal)
    office.close(edition_id)
    return edition_id


def kept(database: Database, collection: str) -> list[dict[str, Any]]:
    return list(database.collection(collection).find({}, sort=[("_id", 1)]))


def window(began: datetime) -> list[str]:
    return ["--since", began.isoformat(), "--until", (datetime.now(UTC) + timedelta(hours=1)).isoformat()]


def depth(house: House, queue: str) -> int:
    with connection(house.settings["AMQP_URL"]) as connected:
        return int(connected.channel().queue_declare(queue, passive=True).message_count)


@pytest.mark.feature("G7")
def test_what_was_in_a_deleted_queue_is_told_and_sent_again_to_that_service_alone(
    office: Office, house: House, operator: Operator, database: Callable[[str], Database]
) -> None:
    began = now()
    house.end_service("certification")
    edition_id = open_and_close(office, 71)
    soon("the news in the queue", lambda: depth(house, "certification.inbox"))
    with connection(house.settings["AMQP_URL"]) as connected:
        connected.channel().queue_delete("certification.inbox")
    declare(house.settings["AMQP_URL"], DEFINITIONS)
    house.start_service("certification")
    editions = database("certification").collection("editions")
    outside = depth(house, EXTERNAL)

    assert operator("reconcile", *window(began)) == 1
    assert "registration.edition.opened.v1" in operator.said
    assert editions.find_one({"_id": edition_id}) is None
    assert operator("reconcile", *window(began), "--repair") == 0
    assert "All of them are heard now." in operator.said

    assert editions.find_one({"_id": edition_id}) is not None
    assert depth(house, EXTERNAL) == outside
    assert operator("reconcile", *window(began)) == 0
    assert "Nothing is missing." in operator.said


@pytest.mark.feature("G3", "G7")
def test_a_service_restored_from_an_older_backup_is_equal_again_after_a_reconciliation(
    office: Office, operator: Operator, database: Callable[[str], Database]
) -> None:
    began = now()
    certification = database("certification")
    editions = certification.collection("editions")
    open_and_close(office, 72)
    soon("the edition", lambda: len(kept(certification, "editions")) >= 1)
    backup = {name: kept(certification, name) for name in ("editions", "inbox", "turns", "outbox")}
    later = [open_and_close(office, ordinal) for ordinal in (73, 74)]
    soon("the later editions", lambda: editions.count_documents({"_id": {"$in": later}}) == 2)
    before = kept(certification, "editions")
    for name, rows in backup.items():
        certification.collection(name).delete_many({})
        if rows:
            certification.collection(name).insert_many(rows)
    assert kept(certification, "editions") != before

    assert operator("reconcile", *window(began), "--repair") == 0

    assert kept(certification, "editions") == before


@pytest.mark.feature("G7")
def test_what_a_publisher_forgot_is_told_to_a_person_and_not_repaired(
    office: Office, operator: Operator, database: Callable[[str], Database]
) -> None:
    began = now()
    edition_id = open_and_close(office, 75)
    outbox = database("registration").collection("outbox")
    opened = {"subject": edition_id, "name": "registration.edition.opened.v1", "sent": {"$ne": None}}
    forgotten = soon("the relay", lambda: outbox.find_one(opened))
    event = [{"event_id": forgotten["_id"], "name": forgotten["name"], "publisher": "registration"}]
    listeners = ("scheduling", "certification", "notifications")
    soon("the hearing", lambda: all(_heard(office, listener, event) for listener in listeners))
    outbox.delete_one({"_id": forgotten["_id"]})

    found = operator.told("reconcile", *window(began), "--repair")
    outbox.insert_one(forgotten)

    assert [(one["event_id"], one["publisher"], one["listener"]) for one in found["strays"]] == [
        (forgotten["_id"], "registration", listener) for listener in listeners
    ]
    assert (found["missing"], found["sent"]) == ([], 0)
    assert operator("reconcile", *window(began)) == 0


def _heard(office: Office, listener: str, events: list[dict[str, str]]) -> bool:
    services = office.app.extensions["door"].services
    auditor = Actor(kind="staff", id="noemi", role="auditor")
    return services.query(listener, "unheard", {"events": events}, actor=auditor, correlation_id="c") == {"ids": []}


@pytest.mark.feature("G7")
def test_lost_addresses_are_told_anew_and_known_ones_stay(
    office: Office, operator: Operator, database: Callable[[str], Database]
) -> None:
    edition_id = office.open_edition(76)
    office.person.send("/es/apply", **FORM, letter=letter())
    office.close(edition_id)
    notifications, registration = database("notifications"), database("registration")
    people = registration.collection("people").count_documents({})
    contacts = notifications.collection("contacts")
    soon("the addresses", lambda: contacts.count_documents({}) == people)

    def addresses() -> dict[str, str]:
        return {row["_id"]: row["address"] for row in contacts.find()}

    before = addresses()
    contacts.delete_one({"address": FORM["email"]})
    assert operator("contacts") == 0
    assert addresses() != before
    assert operator("contacts", "--yes") == 0
    assert f"{people} addresses" in operator.said
    soon("the address", lambda: addresses() == before)


@pytest.mark.feature("E5")
def test_one_subscriber_gets_everything_again_from_a_day_on_and_nobody_else_does(
    office: Office, house: House, operator: Operator, database: Callable[[str], Database]
) -> None:
    edition_id = open_and_close(office, 77)
    began = now()
    open_and_close(office, 78)
    registration = database("registration").collection("outbox")
    soon("the relay", lambda: registration.count_documents({"sent": None}) == 0)
    events = registration.count_documents({"audience": "public", "at": {"$gte": began}})
    of_opening = ["--service", "registration", "--event", "registration.edition.opened.v1"]
    scheduling = kept(database("scheduling"), "inbox")
    outside = depth(house, EXTERNAL)

    assert operator("replay", EXTERNAL, "--since", began.isoformat(), "--service", "registration") == 0
    assert f"{events} would be sent; --yes does it." in operator.said
    assert operator("replay", EXTERNAL, "--since", began.isoformat(), "--service", "registration", "--yes") == 0
    soon("the events at the subscriber", lambda: depth(house, EXTERNAL) == outside + events)
    soon("the relay", lambda: registration.count_documents({"sent": None}) == 0)
    assert kept(database("scheduling"), "inbox") == scheduling

    assert operator("send-again", *of_opening, "--subject", edition_id, "--yes") == 0
    assert "1 events are being sent again." in operator.said
    soon("the event at the subscriber", lambda: depth(house, EXTERNAL) == outside + events + 1)
    assert kept(database("scheduling"), "inbox") == scheduling
    assert operator("replay", "registration.retry.1", "--since", began.isoformat(), "--yes") == 2
    assert "no-such-queue" in operator.said
    assert operator("send-again", "--yes") == 2
    assert "nothing-chosen" in operator.said


def spoil(house: House, office: Office, ordinal: int, *, readable: bool = True) -> None:
    """The news of an edition that scheduling cannot take, because of what it was sent as."""
    event = EditionOpened(
        edition_id=f"edition-{ordinal}",
        ordinal=ordinal,
        year=2027,
        city="Mar del Plata",
        timezone="America/Argentina/Buenos_Aires",
        starts_on=datetime(2027, 3, 1, tzinfo=UTC).date(),
        ends_on=datetime(2027, 3, 15, tzinfo=UTC).date(),
        seats=30,
        countries=["AR"],
        languages=["es"],
    )
    system = Actor(kind="system", id="", role="system")
    cause = Cause(correlation_id=new_id(), causation_id="", actor=system, at=now())
    document = wrap(event, event_id=new_id(), sequence=1, cause=cause)
    body = encode(document) if readable else b"{"
    with connection(house.settings["AMQP_URL"]) as connected:
        message = amqp.Message(body, **properties(document) | {"content_type": "text/plain"})
        connected.channel().basic_publish(message, routing_key="scheduling.inbox")


@pytest.mark.feature("E6")
def test_all_of_an_error_class_are_replayed_and_what_fails_again_stays(
    office: Office, house: House, operator: Operator, database: Callable[[str], Database]
) -> None:
    for ordinal in (81, 82, 83):
        spoil(house, office, ordinal)
    spoil(house, office, 84, readable=False)
    rows = database("scheduling").collection("parked")
    soon("the parked messages", lambda: rows.count_documents({"reason": "content-type"}) == 4)
    kind = ["scheduling", "--reason", "content-type"]

    assert operator("parked", "list") == 1
    assert "content-type" in operator.said
    assert operator("parked", "replay-all", *kind) == 1
    assert "4 would be replayed; --yes does it." in operator.said
    assert operator("parked", "replay-all", *kind, "--yes") == 1
    assert "3 were handled, 1 failed again and stay parked." in operator.said
    assert "unreadable" in operator.said

    programmes = database("scheduling").collection("programmes")
    assert programmes.count_documents({"_id": {"$in": ["edition-81", "edition-82", "edition-83"]}}) == 3
    assert rows.count_documents({"status": "open"}) == 1


@pytest.mark.feature("E6")
def test_the_pages_replay_a_kind_and_let_two_people_discard_the_rest(
    office: Office, house: House, operator: Operator, database: Callable[[str], Database]
) -> None:
    rows = database("scheduling").collection("parked")
    rows.delete_many({})
    spoil(house, office, 85)
    spoil(house, office, 86, readable=False)
    soon("the parked messages", lambda: rows.count_documents({"status": "open"}) == 2)

    listed = office.director.get("/staff/messages/parked").text
    assert "content-type" in listed
    preview = "/staff/messages/parked/replay?service=scheduling&reason=content-type"
    assert office.secretariat.send("/staff/messages/parked/replay", page=preview).status_code == 302
    after = office.secretariat.get("/staff/messages/parked?service=scheduling").text
    assert "1 messages were handled, 1 failed again, 0 were not tried yet." in after

    (left,) = rows.find({"status": "open"})
    page = f"/staff/messages/scheduling/{left['_id']}"
    assert "cannot be replayed, only discarded" in office.director.get(page).text
    proposal, discard = "/staff/messages/scheduling/discard-proposal", "/staff/messages/scheduling/discard"
    assert office.director.send(proposal, page=page, reason="A probe").status_code == 302
    assert "another person has to confirm it" in office.director.get(page).text
    hidden = office.director.form_of("/staff/messages", "/staff/messages/contacts")
    own = office.director.client.post(discard, data=hidden | {"message_id": left["_id"]})
    assert (own.status_code, "another person has to confirm it" in own.text) == (409, True)
    another = Visitor(office.app.test_client())
    colleague(office)
    another.send("/staff/sign-in", page="/staff/sign-in", email="elena.rojas@cimi.example", password=PASSWORD)
    assert another.send(discard, page=page).status_code == 302
    assert rows.count_documents({"status": "open"}) == 0
    assert operator("parked", "list", "scheduling") == 0
    assert "There is nothing to do." in operator.said


def colleague(office: Office) -> None:
    """A second director."""
    add_account(
        office.app.extensions["door"].desk,
        account_id=new_id(),
        email="elena.rojas@cimi.example",
        name="Elena Rojas",
        role=Role.DIRECTOR,
        language="en",
        password=PASSWORD,
    )


@pytest.mark.feature("G2")
def test_all_that_happened_about_one_application_is_one_chain_across_services(
    office: Office, operator: Operator, database: Callable[[str], Database]
) -> None:
    edition_id = office.open_edition(87)
    form = FORM | {"email": "wara.condori@migraciones.example", "given_names": "Wara", "country": "BO"}
    office.person.send("/es/apply", **form, letter=letter())
    office.person.send(
        "/es/apply", **form | {"email": "jean.baptiste@migraciones.example", "country": "HT"}, letter=letter()
    )
    office.close(edition_id)
    wara, jean = sorted(office.applications(edition_id), key=lambda row: row["country"])
    emails = emails_about(office, wara["application_id"], 1)
    page = f"/staff/applications/{wara['application_id']}"
    office.secretariat.send(f"{page}/withdrawal", page=page, reason_code="duty")
    notifications = database("notifications").collection("emails")
    soon("the second email", lambda: notifications.count_documents({"application_id": wara["application_id"]}) >= 2)

    assert operator("chain", wara["number"]) == 0
    assert "submit_application by public" in operator.said
    assert "withdraw_application by secretariat" in operator.said
    assert "registration.application.submitted.v1" in operator.said
    assert "heard by notifications.tell_application_submitted" in operator.said
    assert "email application-submitted" in operator.said
    assert jean["application_id"] not in operator.said

    shown = office.director.get(f"/staff/chain?of={wara['number']}").text
    assert "registration.withdraw_application" in shown
    assert emails[-1]["subject"] in shown
    of_one = operator.told("chain", emails[-1]["correlation_id"])
    assert [tree["command"] for tree in of_one["trees"]] == ["submit_application"]
    assert operator("chain", "CIMI-99-9999") == 2
    assert operator("chain", "no-such-chain") == 2


def test_the_command_line_is_a_file_that_runs_from_anywhere(tmp_path: Path) -> None:
    link = tmp_path / "cimi"
    link.symlink_to(ROOT / "cimi")
    shown = subprocess.run([link, "--help"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    for said in ("reconcile", "exit codes: 0 done", "A password is never an argument"):
        assert said in shown


def test_the_command_line_says_who_may_not_and_leaves_no_token_behind(
    office: Office, operator: Operator, gateway: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in = tmp_path / "auditor"
    sign_in.write_text(f"{STAFF[Role.AUDITOR][0]}\n{PASSWORD}\n")
    auditor = Operator(gateway, sign_in, capsys)

    assert auditor("state") in (0, 1)
    assert auditor("contacts", "--yes") == 2
    assert "not-allowed" in auditor.said
    sessions = office.app.extensions["door"].desk.sessions.rows
    assert sessions.count_documents({"kind": "api"}) == 1  # the office's own
    sign_in.write_text(f"{STAFF[Role.AUDITOR][0]}\nnot the password\n")
    assert auditor("state") == 2
    assert Operator(f"http://127.0.0.1:{free_ports(1)}", sign_in, capsys)("state") == 3
