"""Who may do what: every route says so, and what says nothing is closed."""

import re

import pytest
from flask import Flask

from services.gateway.model.account import Role
from services.gateway.model.permissions import MAY, PUBLIC, allows
from services.gateway.web.guard import permission_of
from tests.services.gateway.conftest import Visitor
from tests.services.gateway.house import PASSWORD, STAFF

OPEN_TO_ALL = {
    "apply.form",
    "apply.received",
    "apply.start",
    "apply.started",
    "apply.submit",
    "details.save",
    "details.show",
    "draft.attach",
    "draft.discard",
    "draft.save",
    "draft.show",
    "draft.write_ordinarily",
    "my.edit",
    "my.form",
    "my.upload",
    "my.write_ordinarily",
    "nominated.start",
    "Drafts.attach_document",
    "Drafts.discard_draft",
    "Drafts.my_draft",
    "Drafts.save_draft",
    "Drafts.send_draft",
    "Drafts.start_application",
    "By link.confirm_certificate_name",
    "By link.edit_application",
    "By link.my_details",
    "By link.save_emergency",
    "By link.save_needs",
    "By link.save_passport",
    "By link.save_travel",
    "By link.upload_document",
    "call.acknowledge_call",
    "call.answer_nomination",
    "call.decline_call",
    "call.nominate",
    "call.rank_nomination",
    "call.send_call_letter",
    "call.show",
    "call.withdraw_nomination",
    "nominated.form",
    "nominated.submit",
    "docs.asset",
    "docs.openapi",
    "docs.show",
    "endorse.answer",
    "endorse.show",
    "endorse.withdraw",
    "letters.show",
    "replacement.decline",
    "replacement.name",
    "replacement.show",
    "events.asyncapi",
    "events.catalogue",
    "events.front",
    "events.schema",
    "events.show",
    "health.livez",
    "health.metrics",
    "health.readyz",
    "home.front",
    "home.programme",
    "home.show",
    "my.certificate",
    "my.confirm",
    "my.decline",
    "my.change_parts",
    "my.letter",
    "my.make_letter",
    "my.resubmit",
    "my.show",
    "my.withdraw",
    "my_travel.accept_itinerary",
    "my_travel.cancel_travel",
    "my_travel.decline_itinerary",
    "my_travel.decline_travel",
    "my_travel.record_itinerary",
    "my_travel.request_travel",
    "my_travel.show",
    "sign_in.choose_language",
    "sign_in.form",
    "sign_in.sign_in",
    "verify.form",
    "verify.show",
    "static",
    "bootstrap.static",
    "Sign-in.create_token",
    "Editions.current_edition",
    "Setting up.call_text",
    "Applications.submit_application",
    "Certificates.verify",
    "By link.my_application",
    "By link.my_certificates",
    "By link.confirm_offer",
    "By link.decline_offer",
    "By link.withdraw_application",
    "By link.resubmit_application",
    "By link.nomination",
    "By link.answer_nomination",
    "By link.change_offer_parts",
    "By link.check_visa_letter",
    "By link.decline_replacement",
    "By link.make_visa_letter",
    "By link.name_replacement",
    "By link.replacement",
    "By link.visa_letter_pdf",
    "By link.withdraw_official",
    "Called by link.acknowledge_call",
    "Called by link.call",
    "Called by link.decline_call",
    "Called by link.invitation",
    "Called by link.nominate",
    "Called by link.rank_nomination",
    "Called by link.send_call_letter",
    "Called by link.submit_nominated_application",
    "Called by link.withdraw_nomination",
    "Travel by link.accept_itinerary",
    "Travel by link.cancel_travel",
    "Travel by link.decline_itinerary",
    "Travel by link.decline_travel",
    "Travel by link.record_itinerary",
    "Travel by link.request_travel",
    "Travel by link.traveller",
}


WITHIN_A_PAGE = {"see_personal_links"}


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


@pytest.mark.feature("F1")
def test_every_route_says_which_permission_it_needs(app: Flask) -> None:
    silent = {endpoint for endpoint in endpoints(app) if permission_of(app, endpoint) is None}
    unknown = {permission_of(app, endpoint) for endpoint in endpoints(app)} - {PUBLIC, *MAY}
    assert (silent, unknown) == (set(), set())


def test_exactly_these_routes_are_open_to_everybody(app: Flask) -> None:
    assert {endpoint for endpoint in endpoints(app) if permission_of(app, endpoint) == PUBLIC} == OPEN_TO_ALL


def test_every_permission_is_asked_for_by_some_route(app: Flask) -> None:
    assert {permission_of(app, endpoint) for endpoint in endpoints(app)} | WITHIN_A_PAGE >= set(MAY)


def test_a_page_and_an_api_route_of_the_same_command_need_the_same_permission(app: Flask) -> None:
    commands = {endpoint.rpartition(".")[2] for endpoint in endpoints(app)} & set(MAY)
    needed = {
        permission_of(app, endpoint)
        for endpoint in endpoints(app)
        for command in commands
        if endpoint.rpartition(".")[2] == command and permission_of(app, endpoint) not in (command, PUBLIC)
    }
    assert needed == set()


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_let_in_where_it_may_and_kept_out_everywhere_else(app: Flask, role: Role) -> None:
    token = app.test_client().post("/api/v1/tokens", json={"email": STAFF[role][0], "password": PASSWORD}).json["token"]
    client, wrong = app.test_client(), []
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "Sign-in.end_token"):
        permission = permission_of(app, rule.endpoint)
        if not rule.rule.startswith("/api/") or permission == PUBLIC:
            continue
        (method,) = rule.methods - {"HEAD", "OPTIONS"}
        path = rule.rule.replace("<path:message_id>", "x").replace("<service>", "registration")
        answer = client.open(path, method=method, headers={"Authorization": f"Bearer {token}"}, json={})
        if (answer.status_code != 403) != allows(role, permission):
            wrong.append((rule.rule, answer.status_code))
    assert wrong == []


@pytest.mark.feature("A8", "F1")
def test_a_reviewer_reads_and_gives_what_is_assigned_to_them_and_nothing_else() -> None:
    may = {permission for permission in MAY if allows(Role.REVIEWER, permission)}
    assert may == {"signed_in", "read_assigned", "submit_review", "recuse_review"}


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A8", "F1")
def test_no_page_but_their_own_opens_to_a_reviewer(app: Flask) -> None:
    visitor, opened = Visitor(app.test_client()), set()
    visitor.sign_in(Role.REVIEWER)
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        if rule.rule.startswith("/staff") and permission != PUBLIC and "GET" in rule.methods:
            path = re.sub(r"<[^>]+>", "x", re.sub(r"<any\([^>]+>", "es", rule.rule))
            if visitor.get(path).status_code != 403:
                opened.add(rule.endpoint)
    assert opened == {"overview.show", "reviews.index", "reviews.show"}
    assert visitor.get("/staff/").location == "/staff/reviews"


@pytest.mark.usefixtures("staff")
def test_staff_who_are_no_reviewers_have_no_reviews_of_their_own(app: Flask) -> None:
    for role in (Role.SECRETARIAT, Role.DIRECTOR, Role.AUDITOR):
        visitor = Visitor(app.test_client())
        visitor.sign_in(role)
        assert visitor.get("/staff/reviews").status_code == 403


def test_without_a_token_every_staff_route_of_the_api_answers_401(app: Flask) -> None:
    client, wrong = app.test_client(), []
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and permission_of(app, rule.endpoint) != PUBLIC:
            (method,) = rule.methods - {"HEAD", "OPTIONS"}
            answer = client.open(rule.rule, method=method, json={})
            if (answer.status_code, answer.json["code"]) != (401, "not-signed-in"):
                wrong.append(rule.rule)
    assert wrong == []


def test_a_route_that_declares_nothing_is_closed_even_to_the_director(app: Flask, staff: object) -> None:
    del staff
    app.add_url_rule("/staff/forgotten", "forgotten", lambda: "secrets")
    visitor = Visitor(app.test_client())
    assert visitor.get("/staff/forgotten").status_code == 302
    visitor.sign_in(Role.DIRECTOR)
    assert visitor.get("/staff/forgotten").status_code == 403


@pytest.mark.feature("A17", "F2")
def test_the_travel_desk_arranges_journeys_and_may_do_nothing_else() -> None:
    may = {permission for permission in MAY if allows(Role.TRAVEL_DESK, permission)}
    assert may == {
        "signed_in",
        "read_travel",
        "request_travel",
        "decline_travel",
        "approve_travel",
        "refuse_travel",
        "propose_itinerary",
        "record_itinerary",
        "ticket_travel",
        "complete_travel",
        "settle_travel",
        "cancel_travel",
    }


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A17", "F2")
def test_no_page_but_those_of_travel_opens_to_the_travel_desk(app: Flask) -> None:
    visitor, opened = Visitor(app.test_client()), set()
    visitor.sign_in(Role.TRAVEL_DESK)
    for rule in app.url_map.iter_rules():
        permission = permission_of(app, rule.endpoint)
        if rule.rule.startswith("/staff") and permission != PUBLIC and "GET" in rule.methods:
            path = re.sub(r"<[^>]+>", "x", rule.rule)
            if visitor.get(path).status_code not in (403, 404):
                opened.add(rule.endpoint)
    assert opened == {
        "overview.show",
        "travel.front",
        "travel.editions",
        "travel.index",
        "travel.budget",
        "travel.request_form",
        "travel.show",
    }
    assert visitor.get("/staff/").location == "/staff/travel"


@pytest.mark.usefixtures("staff")
@pytest.mark.feature("A17", "F2")
def test_the_committee_and_the_auditor_do_nothing_about_journeys(app: Flask) -> None:
    for role, may_read in ((Role.REVIEWER, False), (Role.AUDITOR, True)):
        visitor = Visitor(app.test_client())
        visitor.sign_in(role)
        assert (visitor.get("/staff/editions/x/travel").status_code != 403) is may_read
        assert visitor.get("/staff/travellers/x").status_code == 403
