"""What protects a browser: form tokens, origins, headers."""

import re

import pytest
from flask import Flask

from services.gateway.model.account import Role
from services.gateway.use_cases import Desk
from tests.services.gateway.conftest import Visitor
from tests.services.gateway.house import PASSWORD, STAFF

CREDENTIALS = {"email": STAFF[Role.DIRECTOR][0], "password": PASSWORD}


def test_no_form_counts_without_its_token(app: Flask) -> None:
    """Every route of the pages that changes something."""
    client, taken = app.test_client(), []
    for rule in app.url_map.iter_rules():
        if "POST" in rule.methods and not rule.rule.startswith("/api/") and "sign-out" not in rule.rule:
            path = re.sub(r"<any\((\w+)[^)]*\):\w+>", r"\1", rule.rule)
            answer = client.post(path, data={})
            if answer.status_code not in (302, 400) or (
                answer.status_code == 302 and "/sign-in" not in answer.location
            ):
                taken.append((path, answer.status_code))
    assert taken == []


@pytest.mark.usefixtures("staff")
def test_a_form_sent_from_another_site_is_refused_even_with_a_good_token(visitor: Visitor, desk: Desk) -> None:
    token = visitor.form_of("/staff/sign-in", "/staff/sign-in")["csrf_token"]
    data = CREDENTIALS | {"csrf_token": token}
    refused = visitor.client.post("/staff/sign-in", data=data, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, desk.sessions.rows.count_documents({})) == (403, 0)
    taken = visitor.client.post("/staff/sign-in", data=data, headers={"Origin": "http://localhost"})
    assert (taken.status_code, desk.sessions.rows.count_documents({})) == (302, 1)


def test_every_answer_tells_the_browser_what_it_may_do(app: Flask) -> None:
    for path in ("/staff/sign-in", "/api/v1/openapi.json", "/nothing-here", "/static/cimi.css"):
        headers = app.test_client().get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")


def test_only_under_https_the_browser_is_told_to_stay_with_https(make_app) -> None:
    headers = [make_app(url).test_client().get("/livez").headers for url in ("http://x.example", "https://x.example")]
    assert ["Strict-Transport-Security" in each for each in headers] == [False, True]


def test_pages_come_with_styles_of_ours_alone(app: Flask) -> None:
    page = app.test_client().get("/staff/sign-in").text
    assert "//cdn" not in page
    assert "<script" not in page
    assert app.test_client().get("/bootstrap/static/css/bootstrap.min.css").status_code == 200


@pytest.mark.feature("G2")
def test_a_request_carries_one_id_the_callers_if_it_can_be_used(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/livez", headers={"X-Correlation-Id": "demo-0001"}).headers["X-Correlation-Id"] == "demo-0001"
    made = [client.get("/livez", headers={"X-Correlation-Id": given}) for given in ("short", "with\tlines in it")]
    assert {len(answer.headers["X-Correlation-Id"]) for answer in made} == {36}
