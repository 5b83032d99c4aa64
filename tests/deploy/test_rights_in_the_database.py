"""What each user may do in MongoDB, and that it may do nothing else: on a real server with the rights as deployed."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy import keys, rights
from services.gateway import use_cases
from services.gateway.model.account import Role
from services.gateway.repository import Audit
from services.gateway.use_cases import Desk
from services.registration.repository.editions import Editions
from shared.contracts.certification import CompletionComputed
from shared.contracts.envelope import Actor, Cause
from shared.messaging.settings import mongo_url
from shared.storage import Database, connect, now
from shared.storage.inbox import Inbox
from shared.storage.lease import Lease
from shared.storage.outbox import Outbox
from shared.storage.parked import Parked
from shared.storage.replies import Replies
from shared.testing.servers import Mongo, free_ports

Client = MongoClient[dict[str, Any]]
Act = Callable[[Any], object]

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
CAUSE = Cause(correlation_id="c", causation_id="", actor=Actor(kind="staff", id="elena", role="director"), at=AT)
COMPUTED = CompletionComputed(
    application_id="ana",
    person_id="p1",
    edition_id="44",
    result="pass",
    attended_minutes=5400,
    required_minutes=4800,
    rule_version=1,
)
LINE = {"_id": "1", "at": AT, "act": "publish_selection", "request_id": "r1"}


def settings_of(mongo: Mongo, secrets: Path) -> dict[str, Any]:
    return {"MONGO_URL": mongo.url, "DATABASES": "cimi", "SECRETS": str(secrets)}


def made_keys(folder: Path) -> Path:
    keys.make_all(folder / "secrets", folder / "definitions.json")
    return folder / "secrets"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    folder = tmp_path_factory.mktemp("database")
    secrets = made_keys(folder)
    mongo = Mongo(folder / "mongo", free_ports(1), key=secrets / keys.MONGO_KEY)
    mongo.start()
    made = settings_of(mongo, secrets)
    rights.make(made)
    yield made
    mongo.stop()


@pytest.fixture(scope="module")
def clients(settings: dict[str, Any]) -> Iterator[Callable[[str], Client]]:
    """`clients("scheduling")`: a client that signed in as that user."""
    signed_in: dict[str, Client] = {}

    def client(user: str) -> Client:
        if user not in signed_in:
            signed_in[user] = connect(mongo_url(settings, user))
        return signed_in[user]

    yield client
    for one in signed_in.values():
        one.close()


@pytest.fixture
def as_user(clients: Callable[[str], Client]) -> Callable[[str], Client]:
    """The same, where every test finds the same few rows."""
    operator = clients("operator")
    before = {
        "cimi_certification": {
            "completions": [{"_id": "ana", "name": "Ana Benítez"}],
            "parked": [{"_id": "p1"}],
            "outbox_archive": [{"_id": "e0"}],
        },
        "cimi_gateway": {"audit": [LINE]},
        "cimi_scheduling": {},
        "cimi_registration": {},
    }
    for database, collections in before.items():
        for extra in set(operator[database].list_collection_names()) - set(collections):
            operator[database].drop_collection(extra)
        for collection, rows in collections.items():
            if list(operator[database][collection].find()) != rows:
                operator[database].drop_collection(collection)
                operator[database][collection].insert_many(rows)
    return clients


def refuses(act: Callable[[], object]) -> bool:
    """Whether the server says that this user may not."""
    try:
        act()
    except OperationFailure as error:
        if error.code != rights.UNAUTHORIZED:
            raise
        return True
    return False


def test_a_service_does_its_work_in_its_own_database(as_user: Callable[[str], Client]) -> None:
    own = Database(as_user("certification"), "cimi_certification", publisher="certification")
    for kept in (Outbox, Inbox, Replies, Parked):
        kept(own).create_indexes()
    own.transact(lambda: Outbox(own).put("ana", [COMPUTED], first=1), cause=CAUSE)
    own.files("parked_bodies").put(b"a large one", _id="large")
    assert [row["name"] for row in own.collection("outbox").find()] == ["certification.completion.computed.v1"]


def test_registration_keeps_the_rule_on_seats_at_every_start(as_user: Callable[[str], Client]) -> None:
    editions = Editions(Database(as_user("registration"), "cimi_registration"))
    editions.create_indexes()
    editions.create_indexes()
    assert editions.all() == []


ANOTHERS: dict[str, Act] = {
    "read": lambda database: database.completions.find_one(),
    "count": lambda database: database.completions.estimated_document_count(),
    "add": lambda database: database.completions.insert_one({"_id": "eva"}),
    "change": lambda database: database.completions.update_one({"_id": "ana"}, {"$set": {"name": ""}}),
    "remove": lambda database: database.completions.delete_one({"_id": "ana"}),
    "drop": lambda database: database.completions.drop(),
    "drop all": lambda database: database.client.drop_database(database.name),
    "make a collection": lambda database: database.create_collection("spies"),
    "index": lambda database: database.completions.create_index("name"),
    "list": lambda database: database.list_collection_names(),
    "watch": lambda database: database.completions.watch().close(),
    "write out": lambda database: list(
        database.client.cimi_scheduling.sessions.aggregate([{"$out": {"db": database.name, "coll": "completions"}}])
    ),
    "merge": lambda database: list(
        database.client.cimi_scheduling.sessions.aggregate(
            [{"$merge": {"into": {"db": database.name, "coll": "completions"}}}]
        )
    ),
}


@pytest.mark.parametrize("act", ANOTHERS)
@pytest.mark.parametrize("user", ["scheduling", "scheduling-relay", "registration", "gateway"])
def test_nobody_touches_the_database_of_another(as_user: Callable[[str], Client], user: str, act: str) -> None:
    assert refuses(lambda: ANOTHERS[act](as_user(user).cimi_certification))


def test_a_service_does_in_its_own_database_all_that_others_may_not(as_user: Callable[[str], Client]) -> None:
    own = as_user("certification").cimi_certification
    for act in ("read", "count", "add", "change", "remove", "make a collection", "index", "list", "watch", "drop"):
        ANOTHERS[act](own)
    assert own.list_collection_names(filter={"name": "completions"}) == []


def test_a_service_is_shown_no_database_but_its_own(as_user: Callable[[str], Client]) -> None:
    assert as_user("certification").list_database_names() == ["cimi_certification"]
    assert as_user("scheduling").list_database_names() == []


@pytest.mark.parametrize("user", ["scheduling", "scheduling-relay", "gateway", "backup"])
def test_nobody_gives_rights_to_themselves(as_user: Callable[[str], Client], user: str) -> None:
    client = as_user(user)
    assert refuses(lambda: client.admin.command("grantRolesToUser", user, roles=["root"]))
    assert refuses(lambda: client.admin.command("createUser", "eve", pwd="let me in please", roles=["root"]))
    assert user == "backup" or refuses(client.admin.system.users.find_one)
    assert refuses(lambda: client.local["oplog.rs"].insert_one({}))


def test_the_relay_empties_the_outbox_and_holds_its_lease(as_user: Callable[[str], Client]) -> None:
    service = Database(as_user("certification"), "cimi_certification", publisher="certification")
    Outbox(service).create_indexes()
    service.transact(lambda: Outbox(service).put("ana", [COMPUTED], first=1), cause=CAUSE)

    own = Database(as_user("certification-relay"), "cimi_certification", publisher="certification")
    outbox, lease = Outbox(own), Lease(own, "relay", "one", 10)
    assert lease.hold()
    (row,) = outbox.pending(200)
    outbox.settle(lease, sent=[], failed=[row])
    outbox.settle(lease, sent=[row], failed=[])
    assert outbox.archive(before=now() + timedelta(days=1)) == 1
    lease.release()
    assert outbox.state() == {"pending": 0, "oldest_at": None}


def test_the_relay_is_woken_by_what_is_put_into_the_outbox(as_user: Callable[[str], Client]) -> None:
    service = Database(as_user("certification"), "cimi_certification", publisher="certification")
    own = Outbox(Database(as_user("certification-relay"), "cimi_certification"))
    with own.rows.watch([]) as stream:
        service.transact(lambda: Outbox(service).put("ana", [COMPUTED], first=1), cause=CAUSE)
        assert stream.next()["operationType"] == "insert"


FOR_NO_RELAY: dict[str, Act] = {
    "read a document": lambda database: database.completions.find_one(),
    "change a document": lambda database: database.completions.update_one({}, {"$set": {"name": ""}}),
    "read what was parked": lambda database: database.parked.find_one(),
    "note something as handled": lambda database: database.inbox.insert_one({"_id": "x"}),
    "publish an event of its own": lambda database: database.outbox.insert_one({"_id": "x", "sent": None}),
    "change what is archived": lambda database: database.outbox_archive.update_one({}, {"$set": {"sent": None}}),
    "remove what is archived": lambda database: database.outbox_archive.delete_many({}),
    "drop the outbox": lambda database: database.outbox.drop(),
    "index the outbox": lambda database: database.outbox.create_index("at", expireAfterSeconds=0),
    "list": lambda database: database.list_collection_names(),
    "watch documents": lambda database: database.completions.watch().close(),
    "watch everything": lambda database: database.watch().close(),
    "copy documents into the archive": lambda database: list(
        database.completions.aggregate([{"$merge": {"into": "outbox_archive"}}])
    ),
    "join documents to the outbox": lambda database: list(
        database.outbox.aggregate(
            [{"$lookup": {"from": "completions", "localField": "_id", "foreignField": "_id", "as": "seen"}}]
        )
    ),
}


@pytest.mark.parametrize("act", FOR_NO_RELAY)
def test_the_relay_sees_no_document_and_makes_no_event(as_user: Callable[[str], Client], act: str) -> None:
    assert refuses(lambda: FOR_NO_RELAY[act](as_user("certification-relay").cimi_certification))


def test_the_gateway_keeps_accounts_and_sessions_and_adds_to_the_audit(as_user: Callable[[str], Client]) -> None:
    desk = Desk.of(Database(as_user("gateway"), "cimi_gateway"))
    desk.create_indexes()
    password = "three calm seagulls"
    for name in ("Inés Quispe", "Inés Quispe Mamani"):
        account = use_cases.add_account(
            desk,
            account_id="i1",
            email="ines.quispe@cimi.example",
            name=name,
            role=Role.DIRECTOR,
            language="es",
            password=password,
        )
    on = use_cases.Occasion(line_id="2", request_id="r2", at=AT)
    use_cases.sign_in(desk, email=account.email, password=password, kind="browser", session_id="s1", on=on)
    desk.sessions.end_all(account.id)
    assert [line["_id"] for line in desk.audit.latest()] == ["2", "1"]


AUDIT: dict[str, Act] = {
    "change a line": lambda audit: audit.update_one({"_id": "1"}, {"$set": {"act": "nothing"}}),
    "replace a line": lambda audit: audit.replace_one({"_id": "1"}, {"act": "nothing"}),
    "change it unseen": lambda audit: audit.find_one_and_update({"_id": "1"}, {"$set": {"act": "nothing"}}),
    "remove a line": lambda audit: audit.delete_one({"_id": "1"}),
    "remove it unseen": lambda audit: audit.find_one_and_delete({"_id": "1"}),
    "remove all": lambda audit: audit.delete_many({}),
    "drop": lambda audit: audit.drop(),
    "drop the database": lambda audit: audit.database.client.drop_database("cimi_gateway"),
    "let lines expire": lambda audit: audit.create_index("at", expireAfterSeconds=0),
    "move it away": lambda audit: audit.rename("old"),
    "move another over it": lambda audit: audit.database.sessions.rename("audit", dropTarget=True),
    "cap it": lambda audit: audit.database.command("convertToCapped", "audit", size=4096),
    "give it a rule": lambda audit: audit.database.command("collMod", "audit", validator={"act": ""}),
    "write over it": lambda audit: list(audit.database.sessions.aggregate([{"$out": "audit"}])),
    "merge into it": lambda audit: list(
        audit.database.sessions.aggregate([{"$merge": {"into": "audit", "whenMatched": "replace"}}])
    ),
    "add by changing": lambda audit: audit.update_one({"_id": "9"}, {"$set": {"act": "x"}}, upsert=True),
}


@pytest.mark.parametrize("act", AUDIT)
def test_the_gateway_changes_and_removes_no_line_of_the_audit(as_user: Callable[[str], Client], act: str) -> None:
    gateway = as_user("gateway").cimi_gateway
    gateway.sessions.insert_one({"_id": "s1"})
    assert refuses(lambda: AUDIT[act](gateway.audit))
    assert Audit(Database(as_user("operator"), "cimi_gateway")).latest() == [LINE]


def test_every_collection_of_the_gateway_is_in_its_rights() -> None:
    written = Path("services/gateway/repository.py").read_text("utf-8")
    assert set(re.findall(r'collection\("(\w+)"\)', written)) == set(rights.GATEWAY)


@pytest.mark.parametrize("user", ["operator", "certification"])
def test_no_javascript_runs_in_the_server(as_user: Callable[[str], Client], user: str) -> None:
    completions = as_user(user).cimi_certification.completions
    function = {"$function": {"body": "function() { return 1 }", "args": [], "lang": "js"}}
    for scripted in (
        lambda: list(completions.find({"$where": "sleep(1000) || true"})),
        lambda: list(completions.aggregate([{"$set": {"name": function}}])),
        lambda: completions.database.command(
            "mapReduce", "completions", map="function() {}", reduce="function() {}", out={"inline": 1}
        ),
    ):
        with pytest.raises(OperationFailure, match=r"globalScriptEngine|without the javascript engine"):
            scripted()
    assert list(completions.find({}, {"name": 1})) == [{"_id": "ana", "name": "Ana Benítez"}]


def test_backup_reads_everything_and_changes_nothing(as_user: Callable[[str], Client]) -> None:
    backup = as_user("backup")
    assert backup.cimi_certification.completions.find_one() == {"_id": "ana", "name": "Ana Benítez"}
    assert backup.local["oplog.rs"].find_one() is not None
    for act in ("add", "change", "remove", "drop", "index"):
        assert refuses(lambda act=act: ANOTHERS[act](backup.cimi_certification))


def test_nobody_comes_in_unknown_or_with_a_wrong_password(settings: dict[str, Any]) -> None:
    plain = settings["MONGO_URL"].replace("&authMechanism=SCRAM-SHA-256", "")
    with closing(connect(plain)) as unknown:
        assert refuses(unknown.cimi_certification.completions.find_one)
    for name, mechanism in (("registration", "SCRAM-SHA-256"), ("registration", "SCRAM-SHA-1"), ("eve", "DEFAULT")):
        wrong = plain.replace("mongodb://", f"mongodb://{name}:guessed@") + f"&authMechanism={mechanism}"
        with closing(connect(wrong)) as client, pytest.raises(OperationFailure) as refused:
            client.cimi_registration.editions.find_one()
        assert refused.value.code in (rights.AUTHENTICATION_FAILED, 334)  # 334: this server knows no such mechanism


def test_what_was_kept_before_anybody_signed_in_is_kept_and_closed(tmp_path: Path) -> None:
    open_to_all = Mongo(tmp_path / "mongo", free_ports(1))
    open_to_all.start()
    with closing(connect(open_to_all.url)) as anybody:
        anybody.cimi_registration.editions.insert_one({"_id": "44"})
    secrets = made_keys(tmp_path)
    closed = Mongo(open_to_all.folder, open_to_all.port, key=secrets / keys.MONGO_KEY)
    try:
        closed.start()  # over the one that still runs
        settings = settings_of(closed, secrets)
        rights.make(settings)
        with closing(connect(open_to_all.url)) as anybody:
            assert refuses(anybody.cimi_registration.editions.find_one)
        with closing(connect(mongo_url(settings, "registration"))) as registration:
            assert registration.cimi_registration.editions.find_one() == {"_id": "44"}
    finally:
        closed.stop()


def test_a_password_made_anew_is_taken_over_and_rights_that_were_widened_go_back(
    settings: dict[str, Any], as_user: Callable[[str], Client]
) -> None:
    secret = Path(settings["SECRETS"]) / "mongo-scheduling"
    as_user("operator").admin.command("grantRolesToUser", "scheduling", roles=["root"])
    secret.unlink()
    made_keys(secret.parents[1])

    rights.make(settings)

    with closing(connect(mongo_url(settings, "scheduling"))) as client:
        client.cimi_scheduling.sessions.insert_one({"_id": "opening"})
        assert refuses(client.cimi_certification.completions.find_one)


def test_an_operator_without_the_password_is_told_what_to_do(settings: dict[str, Any], tmp_path: Path) -> None:
    others = made_keys(tmp_path)
    with pytest.raises(rights.RightsError) as refused:
        rights.make(settings | {"SECRETS": str(others)})
    assert str(refused.value) == (
        "MongoDB has users already, and its operator has another password than the secret mongo-operator; "
        "put back the secrets that belong to this data."
    )
