"""The whole system with gunicorn in front, and Debian's Chromium to look at it."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP, Envelope, Session
from playwright.sync_api import Browser, Page, expect, sync_playwright

from services.gateway.model.account import Role
from shared.messaging.topology import declare
from shared.testing.servers import Rabbit, free_ports
from tests.services.gateway.house import PASSWORD, STAFF, House

ROOT = Path(__file__).parent.parent.parent
CHROMIUM = "/usr/bin/chromium"
PATIENCE = 20_000  # milliseconds: two browsers and two whole systems may share two cores
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class PostOffice(Sink):
    """A mail server that takes everything, except for mailboxes that are `closed`."""

    def __init__(self) -> None:
        super().__init__()
        self.closed: set[str] = set()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.closed:
            return "550 5.1.1 There is no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture(scope="session")
def post_office() -> PostOffice:
    return PostOffice()


@pytest.fixture(scope="session")
def house(
    mongo_url: str, rabbit: Rabbit, post_office: PostOffice, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Four services, their relays, the sender, a mail server and the gateway."""
    vhost = f"browser-{secrets.token_hex(4)}"
    rabbit.ask("PUT", f"/api/vhosts/{vhost}")
    rabbit.ask("PUT", f"/api/permissions/{vhost}/{rabbit.user}", {"configure": ".*", "write": ".*", "read": ".*"})
    declare(rabbit.url(vhost), json.loads((ROOT / "deploy/rabbitmq/definitions.json").read_text("utf-8")))
    mail = Controller(post_office, hostname="127.0.0.1", port=free_ports(1))
    mail.start()
    house = House(
        tmp_path_factory.mktemp("house"),
        mongo_url=mongo_url,
        amqp_url=rabbit.url(vhost),
        smtp=f"127.0.0.1:{mail.port}",
    )
    house.start()
    house.serve()
    yield house
    house.end()
    mail.stop()
    rabbit.ask("DELETE", f"/api/vhosts/{vhost}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Ends with its file: Playwright keeps an event loop running in this thread, beside which no other may run."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, house: House) -> Iterator[Page]:
    """A fresh browser without JavaScript: nothing essential needs it."""
    context = chromium.new_context(base_url=house.public_url, java_script_enabled=False, locale="es-AR")
    yield context.new_page()
    context.close()


@pytest.fixture
def scripted(chromium: Browser, house: House) -> Iterator[Page]:
    """A fresh browser with JavaScript; what it complains about is a failure."""
    context = chromium.new_context(base_url=house.public_url, locale="es-AR")
    page, complaints = context.new_page(), []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def sign_in(page: Page, role: Role) -> None:
    """As that role, with the pages in Spanish."""
    page.goto("/staff/")
    page.fill("#email", STAFF[role][0])
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("#password")).to_have_count(0)
    page.click("header button[value=es]")
    expect(page.locator("html")).to_have_attribute("lang", "es")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Cerrar sesión").click()
    expect(page.locator("#password")).to_be_visible()
