"""A request as it arrives at a service: who asks, what, and with which key; and its answer as JSON or as a problem."""

import contextlib
import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from marshmallow import Schema, ValidationError
from pymongo.errors import PyMongoError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Request, Response

from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import NotYet, Refusal
from shared.messaging import logs, passes, traces
from shared.storage import Database, new_id
from shared.storage.crash_points import reach
from shared.storage.database import is_infrastructure
from shared.storage.replies import Replies

LARGEST_BODY = 10 * 1024 * 1024
CHAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked. fingerprint: the digest of the body, so that a key is not used for two different things."""

    act: str
    body: dict[str, Any]
    actor: Actor
    correlation_id: str
    idempotency_key: str
    fingerprint: str
    traceparent: str = ""


def read(request: Request, key: bytes, schema: type[Schema], *, service: str, act: str, by: Sequence[str]) -> Question:
    """The request, checked: pass (401), role (403), size (413), fields (422)."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    actor = passes.read(key, token, service=service, act=act)
    if actor.role not in by:
        raise Refusal("not-allowed", "Your role does not allow this.", status=403)
    request.max_content_length = LARGEST_BODY
    try:
        raw = request.get_data()
    except RequestEntityTooLarge as error:
        raise Refusal("too-large", "This request is too large.", status=413) from error
    return Question(
        act=act,
        body=_body(raw, schema),
        actor=actor,
        correlation_id=_chain(request) or new_id(),
        idempotency_key=request.headers.get("Idempotency-Key", ""),
        fingerprint=hashlib.sha256(raw).hexdigest(),
        traceparent=request.headers.get("traceparent", ""),
    )


def _chain(request: Request) -> str:
    """The correlation id that the gateway has given the request, if it is one."""
    given = request.headers.get("X-Correlation-Id", "")
    return given if CHAIN.fullmatch(given) else ""


def _body(raw: bytes, schema: type[Schema]) -> dict[str, Any]:
    try:
        body: dict[str, Any] = schema().load(json.loads(raw or b"{}"))
    except ValidationError as error:
        raise Refusal(
            "invalid", "Some fields need your attention.", status=422, fields=_flat(error.messages)
        ) from error
    except ValueError as error:
        raise Refusal("not-json", "The request is not JSON.", status=400) from error
    return body


def _flat(messages: Any, path: str = "") -> dict[str, str]:
    if isinstance(messages, dict):
        return {
            name: sentence
            for key, inner in messages.items()
            for name, sentence in _flat(inner, f"{path}.{key}" if path else str(key)).items()
        }
    return {path.removesuffix("._schema"): " ".join(map(str, messages))}


def once(
    database: Database, asked: Question, method: Callable[[Mapping[str, Any], Cause], dict[str, Any]], *, at: datetime
) -> dict[str, Any]:
    """Run a command in a transaction with its stored reply; the same key again answers the first reply."""
    if not asked.idempotency_key:
        raise Refusal("idempotency-key-missing", "A command needs an Idempotency-Key header.", status=400)
    with _observed(asked):
        return _once(database, asked, method, at=at)


def answered(asked: Question, method: Callable[[Mapping[str, Any], Actor], Mapping[str, Any]]) -> dict[str, Any]:
    """Run a query."""
    with _observed(asked):
        return plain(method(asked.body, asked.actor))


@contextlib.contextmanager
def _observed(asked: Question) -> Iterator[None]:
    """While the question is answered, logs and traces say to which chain that belongs."""
    chain = {"correlation_id": asked.correlation_id}
    with logs.about(**chain), traces.span(asked.act, parent=asked.traceparent, **chain):
        yield


def _once(
    database: Database, asked: Question, method: Callable[[Mapping[str, Any], Cause], dict[str, Any]], *, at: datetime
) -> dict[str, Any]:
    cause = Cause(
        correlation_id=asked.correlation_id,
        causation_id=asked.idempotency_key,
        actor=asked.actor,
        at=at,
        traceparent=traces.here(),
    )
    replies = Replies(database)
    key = f"{asked.actor.kind}:{asked.actor.id}|{asked.idempotency_key}"

    def decide() -> dict[str, Any]:
        given = replies.given(key, asked.act, asked.fingerprint)
        if given is not None:
            return given
        reply = plain(method(asked.body, cause))
        replies.give(key, asked.act, asked.fingerprint, reply)
        reach("request.before_commit")
        return reply

    reach("request.before_transaction")
    reply = database.transact(decide, cause=cause)
    reach("request.after_commit")
    return reply


def plain(reply: Mapping[str, Any]) -> dict[str, Any]:
    """The reply as JSON has it: times as ISO 8601 text, enums as their text."""
    made: dict[str, Any] = json.loads(json.dumps(reply, default=_text))
    return made


def _text(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be answered as JSON")


def answer(request: Request, ask: Callable[[], dict[str, Any]]) -> Response:
    """The answer of `ask` as JSON, or an RFC 9457 problem: a refusal's own, 503 for a database away, 500 for a bug."""
    correlation_id = _chain(request)
    with logs.about(correlation_id=correlation_id):
        return _answer(correlation_id, ask)


def _answer(correlation_id: str, ask: Callable[[], dict[str, Any]]) -> Response:
    try:
        return _json(ask(), 200, "application/json")
    except Refusal as refusal:
        return _problem(refusal, correlation_id)
    except NotYet as error:
        return _problem(Refusal("not-yet", str(error)), correlation_id)
    except Exception as error:  # noqa: BLE001  # a bug is answered without its text and logged with it
        if is_infrastructure(error):
            _log.warning("the database is away: %s", error)
            return _problem(Refusal("unavailable", "Please try again in a moment.", status=503), correlation_id)
        _log.exception("a request failed")
        return _problem(Refusal("internal-error", "Something went wrong on our side.", status=500), correlation_id)


def _problem(refusal: Refusal, correlation_id: str) -> Response:
    body = {
        "type": f"urn:cimi:problem:{refusal.code}",
        "title": refusal.code.replace("-", " "),
        "status": refusal.status,
        "detail": refusal.message,
        "code": refusal.code,
        "fields": refusal.fields,
        "correlation_id": correlation_id,
    }
    return _json(body, refusal.status, "application/problem+json")


def _json(body: dict[str, Any], status: int, content_type: str) -> Response:
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=content_type)


def unreachable(database: Database) -> str | None:
    """What is wrong with the database, or None."""
    try:
        database.ping()
    except PyMongoError as error:
        return f"no MongoDB primary: {type(error).__name__}"
    return None
