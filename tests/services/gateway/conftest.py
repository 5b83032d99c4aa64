"""A gateway on a real, empty database; its services are away unless a test asks for the `house`."""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from services.gateway.app import create_app
from services.gateway.model.account import Account, Role
from services.gateway.use_cases import Desk, add_account
from services.gateway.web.door import Door
from shared.messaging.client import Services
from shared.messaging.topology import declare
from shared.storage import Database, new_id
from shared.testing.servers import Rabbit, free_ports
from tests.services.gateway.house import PASSWORD, STAFF, House

LINK_KEY = b"a link key that only these tests know"
COOKIE_KEY = b"a cookie key that only these tests know"
ROOT = Path(__file__).parent.parent.parent.parent


def hidden_fields(form: str) -> dict[str, str]:
    """What a form carries without showing it."""
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", form)]
    return {tag["name"]: tag["value"] for tag in inputs if tag.get("type") == "hidden"}


class Visitor:
    """Somebody with a browser: keeps cookies, and sends forms with what their page put into them."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)

    def form_of(self, path: str, action: str = "") -> dict[str, str]:
        """The hidden fields of the page's form that goes to `action` (by default, of the form that goes to itself)."""
        page = self.get(path).text
        for form in re.findall(r"<form[^>]*>.*?</form>", page, re.DOTALL):
            opening = form.split(">", 1)[0]
            target = re.search(r'action="([^"]*)"', opening)
            if 'method="post"' in opening and (target[1] if target else "") == action:
                return hidden_fields(form)
        raise AssertionError(f"{path} has no form for {action}: {page}")

    def send(self, path: str, page: str = "", **values: object) -> TestResponse:
        """Fill in the form of `page` that goes to `path`, and send it."""
        return self.client.post(path, data=self.form_of(page or path, path if page else "") | values)

    def sign_in(self, role: Role) -> TestResponse:
        return self.send("/staff/sign-in", page="/staff/sign-in", email=STAFF[role][0], password=PASSWORD)


@pytest.fixture
def desk(database: Callable[[str], Database]) -> Desk:
    desk = Desk.of(database("gateway"))
    desk.create_indexes()
    return desk


@pytest.fixture
def staff(desk: Desk) -> dict[Role, Account]:
    """One account for each role."""
    return {
        role: add_account(
            desk, account_id=new_id(), email=email, name=name, role=role, language="en", password=PASSWORD
        )
        for role, (email, name) in STAFF.items()
    }


@pytest.fixture
def make_app(desk: Desk) -> Callable[[str], Flask]:
    """The gateway under a public address, with services that nobody runs."""

    def make(public_url: str) -> Flask:
        nowhere = f"http://127.0.0.1:{free_ports(1)}"
        urls = dict.fromkeys(("registration", "scheduling", "certification", "notifications"), nowhere)
        services = Services(urls, secrets.token_bytes(32))
        door = Door(public_url=public_url, link_key=LINK_KEY, desk=desk, services=services)
        return create_app(door, cookie_key=COOKIE_KEY)

    return make


@pytest.fixture
def app(make_app: Callable[[str], Flask]) -> Flask:
    return make_app("http://localhost")


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture(scope="module")
def house(mongo_url: str, rabbit: Rabbit, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole system behind the doors, for the tests of one file."""
    vhost = f"house-{secrets.token_hex(4)}"
    rabbit.ask("PUT", f"/api/vhosts/{vhost}")
    rabbit.ask("PUT", f"/api/permissions/{vhost}/{rabbit.user}", {"configure": ".*", "write": ".*", "read": ".*"})
    declare(rabbit.url(vhost), json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8")))
    house = House(
        tmp_path_factory.mktemp("house"),
        mongo_url=mongo_url,
        amqp_url=rabbit.url(vhost),
        smtp=f"127.0.0.1:{free_ports(1)}",
        public_url="http://localhost",
    )
    house.start()
    yield house
    house.end()
    rabbit.ask("DELETE", f"/api/vhosts/{vhost}")
