"""Signing in: who may, for how long, and how guessing is stopped."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from flask import Flask

from services.gateway import accounts, use_cases
from services.gateway.model.account import Account, Role
from services.gateway.model.session import Session
from services.gateway.model.throttle import wait_after
from services.gateway.use_cases import Desk, Occasion
from shared.contracts.refusal import Refusal
from shared.storage import new_id
from tests.services.gateway.conftest import Visitor
from tests.services.gateway.house import PASSWORD, STAFF

NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)
INES = STAFF[Role.SECRETARIAT][0]


def occasion(at: datetime) -> Occasion:
    return Occasion(line_id=new_id(), request_id="a request", at=at)


def sign_in(desk: Desk, password: str, at: datetime, email: str = INES) -> Session:
    return use_cases.sign_in(
        desk, email=email, password=password, kind="browser", session_id="a new id", on=occasion(at)
    )


def test_the_right_password_opens_the_pages_and_another_one_does_not(
    visitor: Visitor, staff: dict[Role, Account]
) -> None:
    refused = visitor.send("/staff/sign-in", page="/staff/sign-in", email=INES, password="four calm seagulls")
    assert (refused.status_code, visitor.get("/staff/audit").status_code) == (401, 302)
    assert visitor.sign_in(Role.DIRECTOR).location == "/staff/"
    assert visitor.get("/staff/audit").status_code == 200


@pytest.mark.usefixtures("staff")
def test_an_unknown_address_is_refused_in_the_same_words_as_a_wrong_password(visitor: Visitor) -> None:
    answers = [
        visitor.send("/staff/sign-in", page="/staff/sign-in", email=email, password="not this one").text
        for email in (INES, "nobody@cimi.example")
    ]
    sentences = [re.findall(r'role="alert">([^<]*)<', answer) for answer in answers]
    assert sentences[0] == sentences[1] != []


@pytest.mark.usefixtures("staff")
def test_only_the_digest_of_a_session_is_kept_and_the_cookie_is_out_of_reach_of_scripts(
    visitor: Visitor, desk: Desk
) -> None:
    cookie = visitor.sign_in(Role.DIRECTOR).headers.getlist("Set-Cookie")[0]
    session_id = re.match(r"sid=([^;]+);", cookie)[1]
    assert [row["_id"] for row in desk.sessions.rows.find()] == [hashlib.sha256(session_id.encode()).hexdigest()]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.usefixtures("staff")
def test_under_https_the_cookie_is_secure_and_bound_to_the_host(make_app) -> None:
    visitor = Visitor(make_app("https://cimi.example").test_client())
    cookie = visitor.sign_in(Role.DIRECTOR).headers.getlist("Set-Cookie")[0]
    assert cookie.startswith("__Host-sid=")
    assert "; Secure;" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.usefixtures("staff")
def test_signing_in_again_ends_the_session_that_the_browser_held(visitor: Visitor, desk: Desk) -> None:
    visitor.sign_in(Role.DIRECTOR)
    first = desk.sessions.rows.find_one()["_id"]
    visitor.sign_in(Role.AUDITOR)
    assert [row["_id"] == first for row in desk.sessions.rows.find()] == [False]


@pytest.mark.usefixtures("staff")
def test_signing_out_ends_the_session_at_rest(visitor: Visitor, desk: Desk) -> None:
    visitor.sign_in(Role.DIRECTOR)
    visitor.send("/staff/sign-out", page="/staff/audit")
    assert desk.sessions.rows.count_documents({}) == 0
    assert visitor.get("/staff/audit").location == "/staff/sign-in?next=/staff/audit"


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("minutes", "known"), [((29,), True), ((31,), False), ((29, 58), True), (tuple(range(20, 731, 20)), False)]
)
def test_a_session_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_in_any_case(
    desk: Desk, minutes: tuple[int, ...], known: bool
) -> None:
    sign_in(desk, PASSWORD, NOON)
    seen = [
        use_cases.recognise(desk, session_id="a new id", kind="browser", at=NOON + timedelta(minutes=minute))
        for minute in minutes
    ]
    assert (seen[-1] is not None) == known


@pytest.mark.usefixtures("staff")
def test_a_browsers_session_does_not_open_the_api_nor_a_token_the_pages(desk: Desk) -> None:
    sign_in(desk, PASSWORD, NOON)
    assert use_cases.recognise(desk, session_id="a new id", kind="api", at=NOON) is None


@pytest.mark.usefixtures("staff")
def test_after_five_attempts_even_the_right_password_has_to_wait(desk: Desk) -> None:
    for _ in range(5):
        with pytest.raises(Refusal, match="not right"):
            sign_in(desk, "a guess of somebody", NOON)
    with pytest.raises(Refusal) as too_early:
        sign_in(desk, PASSWORD, NOON + timedelta(seconds=14))
    assert (too_early.value.code, too_early.value.status) == ("too-many-attempts", 429)
    assert sign_in(desk, PASSWORD, NOON + timedelta(seconds=15)).account_id
    assert desk.attempts.rows.count_documents({}) == 0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    seconds = [int(wait_after(attempts).total_seconds()) for attempts in (4, 5, 6, 7, 11, 400)]
    assert seconds == [0, 15, 30, 60, 900, 900]


def test_who_came_in_who_went_and_who_was_not_let_in_is_in_the_audit(
    visitor: Visitor, desk: Desk, staff: dict[Role, Account]
) -> None:
    for email in (INES, "my password, by mistake"):
        visitor.client.post("/api/v1/tokens", json={"email": email, "password": "a guess of somebody"})
    for _ in range(5):
        visitor.send("/staff/sign-in", page="/staff/sign-in", email=STAFF[Role.AUDITOR][0], password="a guess")
    visitor.sign_in(Role.AUDITOR)
    visitor.sign_in(Role.DIRECTOR)
    visitor.send("/staff/sign-out", page="/staff/audit")
    passages = [
        (line["email"], line["act"].removeprefix("gateway."), line["about"]["kind"], line["outcome"])
        for line in reversed(desk.audit.latest())
    ]
    director, auditor = STAFF[Role.DIRECTOR][0], STAFF[Role.AUDITOR][0]
    assert passages == [
        (INES, "sign_in", "api", "wrong-credentials"),
        ("", "sign_in", "api", "wrong-credentials"),
        *[(auditor, "sign_in", "browser", "wrong-credentials")] * 5,
        (auditor, "sign_in", "browser", "too-many-attempts"),
        (director, "sign_in", "browser", "done"),
        (director, "sign_out", "browser", "done"),
    ]
    assert {(line["account_id"], line["role"]) for line in desk.audit.latest() if line["email"] == director} == {
        (staff[Role.DIRECTOR].id, "director")
    }
    visitor.sign_in(Role.DIRECTOR)
    assert "Unknown address" in visitor.get("/staff/audit").text


@pytest.mark.usefixtures("staff")
def test_after_signing_in_nobody_is_sent_to_another_site(visitor: Visitor) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        answer = visitor.send("/staff/sign-in", page="/staff/sign-in", email=INES, password=PASSWORD, next=elsewhere)
        assert answer.location == "/staff/"


def test_an_account_is_made_by_command_line_and_set_anew_by_the_same(
    tmp_path: Path, app: Flask, desk: Desk, mongo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = desk.accounts.rows.database.name.removesuffix("_gateway")
    (tmp_path / "config.yml").write_text(yaml.safe_dump({"MONGO_URL": mongo_url, "DATABASES": name}))
    (tmp_path / "password").write_text("five calm seagulls\n")
    monkeypatch.setenv("CIMI_CONFIG", str(tmp_path / "config.yml"))
    asked = ["add", "--email", "Ana.Sosa@cimi.example", "--name", "Ana Sosa", "--password-file"]
    assert accounts.main([*asked, str(tmp_path / "password"), "--role", "auditor"]) == 0
    assert accounts.main([*asked, str(tmp_path / "password"), "--role", "director"]) == 0
    assert [(row["email"], row["role"]) for row in desk.accounts.rows.find()] == [("ana.sosa@cimi.example", "director")]
    assert "five calm" not in str(list(desk.accounts.rows.find()))
    (tmp_path / "password").write_text("short")
    assert accounts.main([*asked, str(tmp_path / "password"), "--role", "auditor"]) == 2
