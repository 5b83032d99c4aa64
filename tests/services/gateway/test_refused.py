"""Bad input and bad luck: each told in the person's language, with the right status."""

import dataclasses
import io
import time

import pytest
from flask import Flask
from itsdangerous import TimestampSigner

from services.gateway.app import create_app
from services.gateway.model.account import Role
from services.gateway.use_cases import Desk
from shared.messaging.links import sign
from shared.storage import Database, connect
from shared.testing.servers import free_ports
from tests.services.gateway.conftest import COOKIE_KEY, LINK_KEY, Visitor
from tests.services.gateway.house import PASSWORD, STAFF

EXPIRED = {
    "es": "Este enlace venció. Pida uno nuevo a la secretaría del curso.",
    "en": "This link has expired. Please ask the course secretariat for a new one.",
    "pt": "Este link venceu. Peça um novo à secretaria do curso.",
    "fr": "Ce lien a expiré. Demandez-en un nouveau au secrétariat du cours.",
}
FORGED = {
    "es": "Este enlace no es válido. Use el enlace exactamente como figura en el correo.",
    "en": "This link is not valid. Please use the link exactly as it is in the email.",
    "pt": "Este link não é válido. Use o link exatamente como está no e-mail.",
    "fr": "Ce lien n’est pas valable. Utilisez-le exactement tel qu’il figure dans le courriel.",
}
TOO_LARGE = {
    "es": "Un documento puede tener 5 MB como máximo",
    "en": "A document may have 5 MB at most",
    "pt": "Um documento pode ter no máximo 5 MB",
    "fr": "Un document peut avoir 5 Mo au plus",
}


@pytest.fixture
def old_token(monkeypatch: pytest.MonkeyPatch) -> str:
    """A link of ours, 121 days old."""
    with monkeypatch.context() as then:
        then.setattr(TimestampSigner, "get_timestamp", lambda _: int(time.time()) - 121 * 24 * 3600)
        return sign(LINK_KEY, "my", "an application", "a person")


@pytest.mark.parametrize("language", list(EXPIRED))
def test_an_expired_link_is_told_in_the_language_of_its_address(app: Flask, old_token: str, language: str) -> None:
    answer = app.test_client().get(f"/{language}/my/{old_token}")
    assert (answer.status_code, EXPIRED[language] in answer.text) == (410, True)


@pytest.mark.parametrize("language", list(FORGED))
@pytest.mark.parametrize("room", ["my", "endorse"])
def test_a_forged_link_lets_nobody_in(app: Flask, language: str, room: str) -> None:
    other = "endorse" if room == "my" else "my"
    good_elsewhere = sign(LINK_KEY, other, "an application", "a person")
    for token in ("made-up", good_elsewhere, sign(b"another key", room, "an application", "a person")):
        answer = app.test_client().get(f"/{language}/{room}/{token}")
        assert (answer.status_code, FORGED[language] in answer.text) == (403, True)


@pytest.mark.parametrize("language", list(TOO_LARGE))
def test_an_upload_of_twenty_megabytes_is_refused_before_it_is_kept(app: Flask, language: str) -> None:
    letter = (io.BytesIO(b"%PDF-" + b"x" * 20_000_000), "carta.pdf")
    answer = app.test_client().post(f"/{language}/apply", data={"letter": letter})
    assert (answer.status_code, TOO_LARGE[language] in answer.text) == (413, True)


def test_the_api_refuses_a_large_body_as_a_problem_document(app: Flask) -> None:
    answer = app.test_client().post("/api/v1/applications", json={"motivation": "x" * 20_000_000})
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert answer.json["code"] == "too-large"


@pytest.mark.parametrize("path", ["/es/", "/es/apply", "/verify/ABCDEFGHIJKLMNOP", "/es/programme/x"])
def test_when_a_service_is_away_the_page_says_to_try_again(app: Flask, path: str) -> None:
    answer = app.test_client().get(path, headers={"Accept-Language": "es"})
    assert (answer.status_code, "no responde en este momento" in answer.text) == (503, True)


def test_when_a_service_is_away_the_api_answers_503_with_a_code(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/editions/current", headers={"Accept-Language": "es"})
    assert answer.status_code == 503
    assert answer.json == {
        "type": "urn:cimi:problem:unavailable",
        "title": "Service Unavailable",
        "status": 503,
        "code": "unavailable",
        "detail": (
            "Una parte del sistema no responde en este momento. No se perdió nada; inténtelo de nuevo en un minuto."
        ),
        "instance": f"urn:cimi:request:{answer.headers['X-Correlation-Id']}",
    }


@pytest.mark.usefixtures("staff")
def test_while_every_service_is_away_staff_still_see_which(visitor: Visitor) -> None:
    visitor.sign_in(Role.DIRECTOR)
    page = visitor.get("/staff/messages")
    assert (page.status_code, page.text.count("does not answer")) == (200, 4)


@pytest.mark.usefixtures("staff")
def test_the_api_names_every_field_that_is_wrong(app: Flask) -> None:
    client = app.test_client()
    credentials = {"email": STAFF[Role.SECRETARIAT][0], "password": PASSWORD}
    token = client.post("/api/v1/tokens", json=credentials).json["token"]
    answer = client.post(
        "/api/v1/editions",
        json={"ordinal": "44", "year": 2027, "starts_on": "soon", "colour": "blue"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert {name: answer.json["fields"][name] for name in ("ordinal", "starts_on", "ends_on", "colour")} == {
        "ordinal": "This must be a whole number.",
        "starts_on": "This is not a valid date.",
        "ends_on": "This is needed.",
        "colour": "There is no such field.",
    }


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/de/", 404), ("/api/v1/nothing", 404)])
def test_an_unknown_address_is_told_as_such(app: Flask, path: str, status: int) -> None:
    assert app.test_client().get(path).status_code == status


@pytest.mark.usefixtures("staff")
def test_what_staff_ask_for_is_in_the_audit_even_when_it_is_not_done(visitor: Visitor, desk: object) -> None:
    visitor.sign_in(Role.DIRECTOR)
    token = visitor.form_of("/staff/audit", "/staff/sign-out")["csrf_token"]
    visitor.client.post(
        "/staff/applications/a1/reopening",
        data={"csrf_token": token, "version": "3", "reason": "A better letter came", "idempotency": "k1"},
        headers={"X-Correlation-Id": "request-0001"},
    )
    lines = [line for line in desk.audit.latest() if line["act"] != "gateway.sign_in"]
    assert [(line["act"], line["outcome"], line["about"], line["reason"], line["request_id"]) for line in lines] == [
        (
            "registration.reopen_application",
            outcome,
            {"application_id": "a1"},
            {"reason": "A better letter came"},
            "request-0001",
        )
        for outcome in ("unavailable", "asked")
    ]
    assert visitor.get("/staff/audit").text.count("registration.reopen_application") == 2


def test_the_gateway_is_ready_only_with_its_database(app: Flask) -> None:
    away = connect(f"mongodb://127.0.0.1:{free_ports(1)}/?replicaSet=cimi")
    door = dataclasses.replace(app.extensions["door"], desk=Desk.of(Database(away, "away")))
    alone = create_app(door, cookie_key=COOKIE_KEY)
    answers = [each.test_client().get(path).status_code for each in (app, alone) for path in ("/livez", "/readyz")]
    assert answers == [200, 200, 200, 503]
