"""What every test may ask for: a real MongoDB, a real RabbitMQ and a real mail server, started once per run."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from xdist.remote import Producer
from xdist.scheduler.loadscope import LoadScopeScheduling

from shared.storage import Database, connect
from shared.testing.features import Recorder
from shared.testing.run import TestRun, main_process
from shared.testing.servers import Mongo, Rabbit, free_ports

ROOT = Path(__file__).parent.parent
RUN = TestRun(ROOT / "build" / "test-servers", main_process())
SERVERS = ("CIMI_AMQP_URL", "CIMI_AMQP_MANAGEMENT_PORT", "CIMI_MONGO_URL")


def pytest_configure(config: pytest.Config) -> None:
    """Know the marker of features, record which test shows which, and see that no test works on real data or mail.

    Of the settings in the environment only the servers that tests may make databases and virtual hosts at remain.
    """
    for name in [name for name in os.environ if name.startswith("CIMI_") and name not in SERVERS]:
        del os.environ[name]
    config.addinivalue_line("markers", "feature(*ids): this test shows these rows of docs/features.md")
    config.pluginmanager.register(Recorder(ROOT))
    if not hasattr(config, "workerinput"):
        RUN.sweep()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes begins first, and what mostly waits comes before what mostly computes, to run beside it."""
    order = ("test_demo", "browser", "test_seeds", "chaos", "messaging")

    def place(item: pytest.Item) -> int:
        names = (item.path.stem, item.path.parent.name)
        return next((turn for turn, name in enumerate(order) if name in names), len(order))

    items.sort(key=place)


class Rooms(LoadScopeScheduling):
    """Whole files go to one worker, and all that look at pages to one and the same: they share one running system."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        return "tests/browser" if file.startswith("tests/browser/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Rooms:
    """What `-n` shares out."""
    return Rooms(config, log)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The main process ends the servers, after every parallel worker."""
    if not hasattr(config, "workerinput"):
        RUN.finish()


@pytest.fixture(scope="session")
def mongo_url() -> str:
    """A replica set: the one that CIMI_MONGO_URL names, or our own."""
    return os.environ.get("CIMI_MONGO_URL") or RUN.mongo().url


@pytest.fixture(scope="session")
def impatient_mongo() -> Mongo:
    """Ours, for tests in which processes die in transactions: it gives those up after two seconds instead of ten."""
    return RUN.mongo(transaction_seconds=2)


@pytest.fixture(scope="session")
def mongo_client(mongo_url: str) -> Iterator[Any]:
    """One client for the whole run."""
    client = connect(mongo_url)
    yield client
    client.close()


@pytest.fixture
def database(mongo_client: Any) -> Iterator[Callable[[str], Database]]:
    """`database("registration")`: that service's empty database, gone after the test."""
    prefix = f"test_{secrets.token_hex(4)}"
    names = set()

    def fresh(service: str) -> Database:
        name = f"{prefix}_{service}"
        names.add(name)
        return Database(mongo_client, name, publisher=service)

    yield fresh
    for name in names:
        mongo_client.drop_database(name)


@pytest.fixture(scope="session")
def rabbit() -> Rabbit:
    """The broker's operator: our own node, or the one that CIMI_AMQP_URL names (its management API a port away)."""
    url = os.environ.get("CIMI_AMQP_URL")
    if not url:
        return RUN.rabbit()
    parts = urlsplit(url)
    if parts.hostname not in ("127.0.0.1", "localhost"):
        pytest.fail(
            "CIMI_AMQP_URL names a broker on another machine, whose management API the tests do not ask; "
            "unset it, and they start a broker of their own.",
            pytrace=False,
        )
    management = int(os.environ.get("CIMI_AMQP_MANAGEMENT_PORT", "15672"))
    return OutsideRabbit(Path(), parts.port or 5672, parts.password or "", parts.username or "", management=management)


@dataclass(frozen=True)
class OutsideRabbit(Rabbit):
    """A broker that is not ours to start or stop."""

    management: int = 15672

    @property
    def management_port(self) -> int:
        """Where its operator said."""
        return self.management


@pytest.fixture
def amqp_url(rabbit: Rabbit) -> Iterator[str]:
    """The operator's address of an empty virtual host, gone after the test."""
    vhost = f"test-{secrets.token_hex(4)}"
    rabbit.ask("PUT", f"/api/vhosts/{vhost}")
    rabbit.ask("PUT", f"/api/permissions/{vhost}/{rabbit.user}", {"configure": ".*", "write": ".*", "read": ".*"})
    yield rabbit.url(vhost)
    rabbit.ask("DELETE", f"/api/vhosts/{vhost}")


class MailServer(Message):
    """A mail server on loopback that keeps what it is given, in `messages`."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.messages: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_ports(1))

    def handle_message(self, message: EmailMessage) -> None:
        """Called for each message that was taken; X-RcptTo names its recipients."""
        self.messages.append(message)

    @property
    def host(self) -> str:
        """Its address."""
        return str(self._controller.hostname)

    @property
    def port(self) -> int:
        """Its port."""
        return int(self._controller.port)

    def start(self) -> None:
        """Take mail."""
        self._controller.start()

    def stop(self) -> None:
        """Take no more mail."""
        self._controller.stop()


@pytest.fixture
def smtp_server() -> Iterator[MailServer]:
    """A real mail server with `host`, `port` and the `messages` it took."""
    server = MailServer()
    server.start()
    yield server
    server.stop()
