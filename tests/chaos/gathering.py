"""The evidence as it is gathered: straight from every service's database, past the system under test."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import gridfs
import pymongo

from deploy.supervision import SERVICES
from shared.messaging.entrypoints import Listener, service_class
from tests.chaos.evidence import Bytes, Copy, Email, Evidence, Fact, Heard, Reply
from tests.chaos.history import Act, Json
from tests.chaos.mail import Post
from tests.chaos.owed import BY_OPERATORS
from tests.chaos.poisoned import Poisoned

KEPT = (
    "registration.editions",
    "registration.applications",
    "registration.people",
    "scheduling.programmes",
    "scheduling.sessions",
    "scheduling.experts",
    "scheduling.roster",
    "certification.editions",
    "certification.programmes",
    "certification.sheets",
    "certification.turns",
    "certification.completions",
    "certification.certificates",
    "certification.pdfs",
    "notifications.applications",
    "notifications.contacts",
    "notifications.editions",
    "notifications.sessions",
    "notifications.releases",
    "notifications.emails",
)
LEFT_OUT = {"timeline": 0, "form": 0, "text": 0, "html": 0, "pdf": 0}

Client = pymongo.MongoClient[dict[str, Any]]


def gather(client: Client, acts: list[Act], post: Post, outside: Counter[str], poisoned: Poisoned) -> Evidence:
    """Everything there is now."""
    documents = {where: dict(_documents(client, where)) for where in KEPT}
    return Evidence(
        acts=list(acts),
        audited=frozenset(row["request_id"] for row in client["cimi_gateway"]["audit"].find({"outcome": "done"})),
        replies=[reply for service in SERVICES for reply in _replies(client, service)],
        facts=[fact for service in SERVICES for fact in _facts(client, service)],
        heard=[row for service in SERVICES for row in _heard(client, service)],
        listeners=listeners(),
        outside=outside,
        emails=[_email(key, one) for key, one in documents["notifications.emails"].items()],
        copies=[Copy(message_id=one.message_id, recipient=one.recipient) for one in list(post.copies)],
        poison=poisoned.bytes,
        deleted=poisoned.deleted,
        parked=Counter(found for service in SERVICES for found in parked(client, service)),
        documents=documents,
        restated=sum(_restated(client, "scheduling")),
    )


def listeners() -> dict[str, list[tuple[str, str]]]:
    """Event name -> (service, consumer) of everybody who hears it."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for service in SERVICES:
        kind = service_class(f"services.{service}.service")
        for name in dir(kind):
            for entrypoint in getattr(getattr(kind, name), "nameko_entrypoints", ()):
                if isinstance(entrypoint, Listener):
                    found[entrypoint.event.name].append((service, f"{service}.{name}"))
    return dict(found)


def _documents(client: Client, where: str) -> Iterator[tuple[str, Json]]:
    service, _, collection = where.partition(".")
    for document in client[f"cimi_{service}"][collection].find({}, LEFT_OUT):
        yield str(document["_id"]), document


def _replies(client: Client, service: str) -> Iterator[Reply]:
    for row in client[f"cimi_{service}"]["replies"].find({"command": {"$nin": list(BY_OPERATORS)}}):
        key = row["_id"].partition("|")[2]
        yield Reply(service=service, key=key, what=row["command"], reply=row["reply"])


def _restated(client: Client, service: str) -> Iterator[int]:
    for row in client[f"cimi_{service}"]["replies"].find({"command": "restate_contacts"}):
        yield int(row["reply"]["restated"])


def _facts(client: Client, service: str) -> Iterator[Fact]:
    for row in client[f"cimi_{service}"]["outbox"].find({"audience": "public"}):
        body = json.loads(row["body"])
        yield Fact(
            service=service,
            event_id=row["_id"],
            name=row["name"],
            subject=row["subject"],
            sequence=row["sequence"],
            correlation_id=body["correlationid"],
            causation_id=body["causationid"],
            sent=row["sent"] is not None,
            data=body["data"],
        )


def _heard(client: Client, service: str) -> Iterator[Heard]:
    for row in client[f"cimi_{service}"]["inbox"].find():
        consumer, _, source_and_id = row["_id"].partition("|")
        event_id = source_and_id.rpartition("|")[2]
        yield Heard(service=service, consumer=consumer, event_id=event_id, name=row["name"])


def _email(key: str, row: Json) -> Email:
    return Email(
        id=key,
        event_id=row["cause_event_id"],
        template=row["template"],
        recipient_id=row["recipient_id"],
        application_id=row["application_id"],
        address=row["to_address"],
        status=row["status"],
        resends=row["resends"],
        message_id=f"<{key}@cimi.example>",
    )


def parked(client: Client, service: str) -> Iterator[Bytes]:
    """The bytes of each message that is parked there."""
    database = client[f"cimi_{service}"]
    large = gridfs.GridFS(database, "parked_bodies")
    for row in database["parked"].find():
        kept = None if row["body"] else large.find_one({"filename": row["_id"]})
        yield service, hashlib.sha256(kept.read() if kept else row["body"]).hexdigest()
