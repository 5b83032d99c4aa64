"""The pages of an application that is begun, in the languages of the region: no word of another language is left in them."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from babel import Locale
from flask import Flask

from services.gateway import translations
from services.gateway.app import create_app
from services.gateway.use_cases import Desk
from services.gateway.web import language
from services.gateway.web.door import Door
from services.notifications.repository import Known
from shared.contracts.registration import ApplicationStarted
from shared.messaging.links import sign
from shared.storage import Database, now
from tests.services.gateway.conftest import COOKIE_KEY, LINK_KEY, Visitor
from tests.services.gateway.test_call_pages import Beside
from tests.services.registration.conftest import call
from tests.services.registration.office import Office

Json = dict[str, Any]

EMPTY = (
    *("second_surname", "certificate_name", "sex", "country", "institution", "ministry_kind", "position"),
    *("years_experience", "field_of_work", "phone", "motivation", "focal_point_name"),
)
TYPED = dict.fromkeys(EMPTY, "") | {
    "focal_point_language": "es",
    "given_names": "ROSE-MIRLANDE",
    "first_surname": "DÉSIR",
    "focal_point_email": "jean@",
}
ADDRESS = "rose.desir@interieur.example"
SPOKEN = ("alt", "aria-label", "placeholder", "title")


class Words(HTMLParser):
    """What a page says, piece by piece."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes are read aloud, or shown."""
        self._inside.append(tag)
        self.said += [said for name, said in attrs if name in SPOKEN and said]

    def handle_endtag(self, tag: str) -> None:
        """What was begun last."""
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Text that is seen."""
        if "script" not in self._inside and "style" not in self._inside:
            self.said.append(" ".join(data.split()))


@pytest.fixture
def office(database: Callable[[str], Database]) -> Office:
    return Office.opened(database("registration"))


@pytest.fixture
def app(desk: Desk, office: Office, database: Callable[[str], Database]) -> Flask:
    services = Beside(office, Known(database("notifications")))
    return create_app(
        Door(public_url="http://localhost", link_key=LINK_KEY, desk=desk, services=services), cookie_key=COOKIE_KEY
    )


@pytest.fixture
def edition_id(office: Office) -> str:
    """Open, and asks for a curriculum vitae besides the letter."""
    made = office.command("create_edition", "secretariat", **call(now(), documents=["letter", "cv"]))
    office.command("open_edition", "director", edition_id=made["edition_id"], version=made["version"])
    edition_id: str = made["edition_id"]
    return edition_id


def walked(visitor: Visitor, office: Office, code: str) -> dict[str, str]:
    """The pages that somebody sees who begins, comes back, sends too early and discards; the draft's own language."""
    typed = TYPED | {"language": code}
    first = visitor.form_of(f"/{code}/apply") | typed | {"email": f"{code}.{ADDRESS}"}
    begun = visitor.client.post(f"/{code}/apply/start", data=first)
    pages = {"started": visitor.get(begun.location).text}
    draft = office.told(ApplicationStarted)[-1]
    path = f"/{code}/draft/{sign(LINK_KEY, 'draft', draft.draft_id, draft.person_id)}"
    pages["shown"] = visitor.get(path).text
    pages["sent too early"] = visitor.send(path, act="send", **typed).text
    kept = visitor.send(path, act="save", **typed)
    assert kept.location, (kept.status, kept.text)
    pages["saved"] = visitor.get(kept.location).text
    visitor.send(f"{path}/discard", page=path)
    pages["discarded"] = visitor.get(path).text
    return pages


def told_alike(pages: dict[str, dict[str, str]], code: str, other: str) -> set[tuple[str, str]]:
    """What a page says in one language as it does in another, besides what was typed, names, and what is the same."""
    kept = translations.read(code)
    same = {str(message.string).strip(" .:,()") for message in kept if message.id} | {
        "CIMI",
        "Rose-Mirlande Désir",
        *TYPED.values(),
    }
    names = Locale(code)
    same |= {*names.territories.values(), *names.months["format"]["wide"].values(), *language.NAMES.values()}
    found = set()
    for name, page in pages[code].items():
        others = set(Words(pages[other][name]).said)
        alike = {said for said in Words(page).said if said in others and re.search(r"[^\W\d_]{2}", said)}
        found |= {(name, said) for said in alike if said.strip(" .:,()") not in same}
    return found


@pytest.mark.feature("A6", "F14")
def test_no_word_of_another_language_is_left_on_the_pages_of_a_draft(
    app: Flask, office: Office, edition_id: str
) -> None:
    pages = {code: walked(Visitor(app.test_client()), office, code) for code in language.PUBLIC_LANGUAGES}
    left = {
        (code, other): told_alike(pages, code, other)
        for code in ("es", "pt", "fr")
        for other in language.PUBLIC_LANGUAGES
        if other != code
    }
    assert {pair: said for pair, said in left.items() if said} == {}
