"""Every page of the house, in every language and on every screen, without a barrier that axe-core finds serious."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from services.gateway.app import create_app
from services.gateway.model.account import Role
from services.gateway.model.permissions import PUBLIC, allows
from services.gateway.settings import open_door
from services.gateway.web.guard import permission_of
from services.gateway.web.language import PUBLIC_LANGUAGES
from tests.browser.barriers import barriers
from tests.browser.conftest import sign_in
from tests.browser.course import Course, application_form, door, edition_form, link_to
from tests.browser.test_governments import DGM
from tests.services.gateway.house import House

NO_PAGES = re.compile(
    r"\.(csv|xlsx|json|pdf)$|static|^/(metrics|livez|readyz)|/html$|/letters/|/schemas/|/documents/<|^/api/(?!v1/docs$)"
)
NOT_HERE = {
    "docs.show": "what Swagger UI makes of the API's document is its own, and has thousands of elements",
    "reviews.show": "test_requirements_and_reviews.py looks at it",
    "certificates.show": "test_a_course_by_its_pages.py looks at it",
    "replacement.show": "test_offers.py looks at it",
    "travel.show": "test_travel.py looks at it",
    "duplicates.show": "test_people.py looks at it",
    "parked.show": "test_the_house_by_its_pages.py looks at it",
}
QUERIES = {
    "bulk.plan": "?act=return_application&matching=yes",
    "applications.index": "?missing=any&sort=name",
    "apply.received": "?number=CIMI-57-0001",
    "parked.preview": "?service=registration&reason=x&event=x",
}
OF_THE_LINK = {
    "call.show": "call",
    "details.show": "my",
    "draft.show": "draft",
    "endorse.show": "endorse",
    "my.form": "my",
    "my.show": "my",
    "my_travel.show": "my",
    "nominated.form": "nominated",
}


@pytest.fixture(scope="module")
def course(house: House) -> Iterator[Course]:
    """An edition with something on each of its pages: a call, an official who is nominated, a selection, a bulk act."""
    made, another = Course(house, 57), door(house, Role.DIRECTOR).post("/editions", edition_form(58))
    made.director.change(f"/editions/{another['edition_id']}", f"/editions/{another['edition_id']}/opening")
    yield made
    made.director.change(made.api, f"{made.api}/cancellation", {"reason": "x"})
    made.director.change(
        f"/editions/{another['edition_id']}", f"/editions/{another['edition_id']}/cancellation", {"reason": "x"}
    )


@pytest.fixture(scope="module")
def places(course: Course) -> dict[str, str]:
    """What the addresses of pages have in them."""
    office = course.secretariat
    rosa = DGM | {"country": "CL", "focal_point_email": "rosa.barrera@dgm.example", "name": "Dirección de Extranjería"}
    institution = office.post("/institutions", rosa)["institution_id"]
    office.post(f"{course.api}/calls", {"institution_ids": [institution]})
    call_token = link_to(office, "rosa.barrera@dgm.example", "call").rpartition("/")[2]
    (call_id,) = [call["call_id"] for row in office.get(f"{course.api}/calls")["rows"] for call in row["calls"]]
    official = {
        "given_names": "Teófila",
        "first_surname": "Mamani",
        "email": "teofila@dgm.example",
        "language": "es",
        "position": "Jefa",
    }
    office.post(f"/calls/{call_id}/nominations", official | {"evidence": "Nota 4/2027"})
    nominated = link_to(office, "teofila@dgm.example", "nominated")
    office.post("/applications", application_form(course.edition_id, "Zunilda", "Ortellado", "PY"))
    begins = {"edition_id": course.edition_id, "email": "ramona.gauto@migraciones.example", "language": "es"}
    course.public.post("/drafts", begins)
    course.publish_selection()
    items = [
        {"application_id": row["application_id"], "version": row["version"]}
        for row in office.get(f"{course.api}/applications", q="ortellado")["rows"]
    ]
    bulk = office.post(f"{course.api}/bulk-acts", {"act": "mark_ineligible", "items": items, "reason_code": "other"})
    course.release_programme()
    course.confirm("Condori")
    wara = course.application("Condori")
    return {
        "edition_id": course.edition_id,
        "application_id": wara["application_id"],
        "institution_id": institution,
        "call_id": call_id,
        "bulk_id": bulk["bulk_id"],
        "session_id": course.programme()["sessions"][0]["session_id"],
        "email_id": office.get("/emails", recipient="rosa.barrera@dgm.example")["rows"][0]["email_id"],
        "name": "registration.application.submitted.v1",
        "language": "pt",
        "verify_id": "unknown",
        "my": course.link("Condori").rpartition("/")[2],
        "endorse": link_to(office, "rosa.choque.wara@migraciones.example", "endorse").rpartition("/")[2],
        "call": call_token,
        "nominated": nominated.rpartition("/")[2],
        "draft": link_to(office, begins["email"], "draft").rpartition("/")[2],
    }


@pytest.fixture(scope="module")
def app(house: House) -> Flask:
    """The gateway, to ask which pages it has."""
    return create_app(open_door(house.settings), cookie_key=b"none")


def pages_of(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [rule for rule in rules if not NO_PAGES.search(rule.rule) and rule.endpoint not in NOT_HERE]


def address(rule: Rule, places: dict[str, str], language: str) -> str:
    """The address of a page; a parameter that has no place yet is a mistake of this test, to be mended in `places`."""

    def placed(found: re.Match[str]) -> str:
        name = found[1]
        if name == "lang":
            return language
        return places[OF_THE_LINK[rule.endpoint] if name == "token" else name]

    return re.sub(r"<(?:[^<>:]+:)?(\w+)>", placed, rule.rule) + QUERIES.get(rule.endpoint, "")


def languages_of(rule: Rule, permission: str) -> tuple[str, ...]:
    """The public's pages in each language; those of staff, whose English is what the templates say, in Spanish."""
    return PUBLIC_LANGUAGES if permission == PUBLIC and "<any(es" in rule.rule else ("es",)


def role_for(permission: str) -> Role:
    """The first who may; the secretariat has the most to do."""
    return next(role for role in (Role.SECRETARIAT, Role.DIRECTOR, *Role) if allows(role, permission))


@pytest.mark.feature("F15")
@pytest.mark.timeout(300)
def test_no_page_keeps_anybody_out(chromium: Browser, house: House, app: Flask, places: dict[str, str]) -> None:
    signed_in: dict[Role, Page] = {}
    public = chromium.new_context(base_url=house.public_url, locale="es-AR").new_page()

    def staff(role: Role) -> Page:
        if role not in signed_in:
            signed_in[role] = chromium.new_context(base_url=house.public_url, locale="es-AR").new_page()
            sign_in(signed_in[role], role)
        return signed_in[role]

    found, missing = [], []
    for rule in pages_of(app):
        permission = permission_of(app, rule.endpoint) or PUBLIC
        for language in languages_of(rule, permission):
            page = public if permission == PUBLIC else staff(role_for(permission))
            answer = page.goto(address(rule, places, language))
            if answer is None or (answer.status >= HTTPStatus.BAD_REQUEST and rule.endpoint != "verify.show"):
                missing.append((rule.endpoint, answer and answer.status))
            found += [(rule.endpoint, language, *barrier) for barrier in barriers(page, only_words=language != "es")]
    assert (missing, found) == ([], [])
