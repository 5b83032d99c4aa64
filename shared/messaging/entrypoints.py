"""The nameko adapter: how a service listens, is asked, keeps time and gets its repositories. The only way in or out.

Each entrypoint wraps its method in the transaction that belongs to it, so a method in a service is one sentence:

    @subscribe(AttendanceLocked)            ->  method(self, event, heard)
    @command(Schema, by=("director",))      ->  method(self, asked, cause) -> reply, answered as JSON
    @query(Schema, by=("director",))        ->  method(self, asked, actor) -> reply; changes nothing
    @every(seconds)                         ->  method(self, cause)
"""

import contextlib
import functools
import importlib
import inspect
import types
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar, cast

from eventlet.event import Event as Signal
from eventlet.semaphore import Semaphore
from marshmallow import Schema
from nameko.extensions import DependencyProvider, Entrypoint, SharedExtension
from nameko.timer import Timer
from nameko.web.handlers import HttpRequestHandler
from werkzeug.wrappers import Request, Response

from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import Event
from shared.messaging import logs, questions, traces
from shared.messaging.consumer import Consumer
from shared.messaging.delivery import Subscription
from shared.messaging.metrics import ASKED, ASKED_SECONDS
from shared.messaging.settings import amqp_url, has_own_users, mongo_url, read_secret
from shared.storage import Database, connect, new_id, now
from shared.storage.failures import Failures
from shared.storage.inbox import Inbox
from shared.storage.outbox import Outbox
from shared.storage.parked import Parked
from shared.storage.replies import Replies

Kind = TypeVar("Kind")
Method = TypeVar("Method", bound=Callable[..., Any])


class OwnDatabase(SharedExtension):
    """The one database of this service's process."""

    def setup(self) -> None:
        settings, service = self.container.config, self.container.service_name
        name = f"{settings['DATABASES']}_{service}"
        self.database = Database(connect(mongo_url(settings, service)), name, publisher=service)
        self.turn = Semaphore()
        for kept in (Outbox, Inbox, Failures, Replies, Parked):
            kept(self.database).create_indexes()


class Keeper(Protocol):
    """What a repository looks like from here."""

    def create_indexes(self) -> None:
        """Called once, at the start of the process."""


Kept = TypeVar("Kept", bound=Keeper)


class _Repository(DependencyProvider):
    own = OwnDatabase()

    def __init__(self, kind: Callable[[Database], Keeper]) -> None:
        self._kind = kind

    def start(self) -> None:
        self._repository = self._kind(self.own.database)
        self._repository.create_indexes()

    def get_dependency(self, _worker: Any) -> Keeper:
        return self._repository


def Repository(kind: Callable[[Database], Kept]) -> Kept:  # noqa: N802  # reads as the class it stands for
    """A repository of the service's own database, made once, its indexes at the start of the process."""
    return cast(Kept, _Repository(kind))


class _Setting(DependencyProvider):
    def __init__(self, name: str) -> None:
        self._name = name

    def get_dependency(self, _worker: Any) -> Any:
        return self.container.config[self._name]


def Setting(name: str) -> str:  # noqa: N802  # as above
    """A value of deploy/config.yml."""
    return cast(str, _Setting(name))


def _run_in_worker(entrypoint: Any, work: Callable[[Callable[..., Any]], Kind]) -> Kind:
    """Run `work` with the entrypoint's bound method in one of the host's workers, and answer or raise what it does."""
    done = Signal()

    def settle(method: Callable[..., Any]) -> None:
        try:
            done.send(work(method))
        except Exception as error:  # noqa: BLE001  # raised again by whoever waits
            done.send_exception(type(error), error, error.__traceback__)  # with the place, or nobody finds it

    entrypoint.container.spawn_worker(entrypoint, (settle,), {})
    return cast(Kind, done.wait())


def _entered_by(entrypoint: Entrypoint, method: Method) -> Method:
    """The method as the host calls it: with one function, which is handed the method itself."""

    @functools.wraps(method)
    def entered(service: Any, settle: Callable[[Callable[..., Any]], None]) -> None:
        settle(types.MethodType(method, service))

    entered.nameko_entrypoints = {entrypoint}  # type: ignore[attr-defined]  # what nameko's own decorators set
    entered.entered = method  # type: ignore[attr-defined]  # for replaying a parked message through it
    return cast(Method, entered)


class InboxOfService(SharedExtension):
    """The one consumer of this service's queues, shared by all its subscriptions."""

    own = OwnDatabase()

    def __init__(self) -> None:
        self._listeners: list[Listener] = []
        self.consumer: Consumer | None = None

    def register(self, listener: "Listener") -> None:
        """One more subscription."""
        self._listeners.append(listener)

    def listen(self) -> None:
        """Start consuming, once."""
        if self.consumer is None:
            settings, service = self.container.config, self.container.service_name
            self.consumer = Consumer(
                service,
                amqp_url(settings, service),
                self.own.database,
                [listener.subscription() for listener in self._listeners],
                spawn=self.container.spawn_managed_thread,
                vouched=has_own_users(settings),
            )
            self.consumer.start()

    def drain(self) -> None:
        """Take nothing new, finish and settle what is in hand, close."""
        if self.consumer is not None:
            self.consumer.drain()


class Listener(Entrypoint):
    """One method that hears one event."""

    inbox = InboxOfService()

    def __init__(self, event: type[Event]) -> None:
        super().__init__()
        self.event = event

    def setup(self) -> None:
        self.inbox.register(self)

    def start(self) -> None:
        self.inbox.listen()

    def stop(self) -> None:
        self.inbox.drain()

    def subscription(self) -> Subscription:
        """What the consumer needs to know of it."""
        consumer = f"{self.container.service_name}.{self.method_name}"
        method = getattr(self.container.service_cls, self.method_name).entered
        return Subscription(self.event, consumer, lambda work: _run_in_worker(self, work), method)


def subscribe(event: type[Event]) -> Callable[[Method], Method]:
    """The method hears `event`: once, in the transaction that also notes it in the inbox."""
    return lambda method: _entered_by(Listener(event), method)


def service_class(module_name: str) -> type:
    """The one service class that the module defines."""
    module = importlib.import_module(module_name)
    (found,) = (
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module_name and hasattr(member, "name") and isinstance(member.name, str)
    )
    return found


def subscriptions(service: type) -> list[type[Event]]:
    """The events that a service class listens to."""
    entrypoints = [
        entrypoint for name in dir(service) for entrypoint in getattr(getattr(service, name), "nameko_entrypoints", ())
    ]
    return [entrypoint.event for entrypoint in entrypoints if isinstance(entrypoint, Listener)]


class Asked(HttpRequestHandler):
    """A method that is asked over HTTP: POST /commands/<method> or /queries/<method>, signed, JSON in and out."""

    own = OwnDatabase()

    def __init__(self, schema: type[Schema], by: Sequence[str], *, changes: bool, in_turn: bool = False) -> None:
        super().__init__("POST", "")
        self._schema = schema
        self._by = tuple(by)
        self._changes = changes
        self._in_turn = in_turn
        self._kind = "command" if changes else "query"

    def start(self) -> None:
        super().start()
        for status in (200, 500):  # a number that is there from the start can be seen to rise
            ASKED.labels(self._kind, self.method_name, status)

    def get_url_rule(self) -> Any:
        self.url = f"/{'commands' if self._changes else 'queries'}/{self.method_name}"
        return super().get_url_rule()

    def handle_request(self, request: Request) -> Response:
        request.shallow = False
        with ASKED_SECONDS.labels(self._kind, self.method_name).time():
            response = questions.answer(request, functools.partial(self._ask, request))
        ASKED.labels(self._kind, self.method_name, response.status_code).inc()
        return response

    def _ask(self, request: Request) -> dict[str, Any]:
        key = read_secret(self.container.config, "command-key")
        asked = questions.read(
            request, key, self._schema, service=self.container.service_name, act=self.method_name, by=self._by
        )
        if not self._changes:
            return _run_in_worker(self, lambda method: questions.answered(asked, method))
        with self.own.turn if self._in_turn else contextlib.nullcontext():
            return _run_in_worker(self, lambda method: questions.once(self.own.database, asked, method, at=now()))


def command(schema: type[Schema], *, by: Sequence[str], in_turn: bool = False) -> Callable[[Method], Method]:
    """Staff or applicants may have this done, in the roles `by`: in a transaction with its stored reply.

    in_turn: this process does one such command at a time, since they meet at one document: together, all but the
    first would have their transactions aborted and begin again.
    """
    return lambda method: _entered_by(Asked(schema, by, changes=True, in_turn=in_turn), method)


def query(schema: type[Schema], *, by: Sequence[str]) -> Callable[[Method], Method]:
    """People in the roles `by` may ask this."""
    return lambda method: _entered_by(Asked(schema, by, changes=False), method)


class _Every(Timer):
    own = OwnDatabase()

    def handle_timer_tick(self) -> None:
        chain = new_id()

        def tick(method: Callable[..., Any]) -> None:
            with logs.about(correlation_id=chain), traces.span(self.method_name, correlation_id=chain):
                cause = Cause(
                    correlation_id=chain,
                    causation_id="",
                    actor=Actor(kind="system", id="timer", role="system"),
                    at=now(),
                    traceparent=traces.here(),
                )
                self.own.database.transact(lambda: method(cause), cause=cause)

        self.container.spawn_worker(self, (tick,), {}, handle_result=self.handle_result)


def every(seconds: int) -> Callable[[Method], Method]:
    """The method runs about every so many seconds, in a transaction; a failure is logged and the next run comes."""
    return lambda method: _entered_by(_Every(interval=seconds), method)
