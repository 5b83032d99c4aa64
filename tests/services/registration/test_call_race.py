"""Institutions and secretaries at the same moment, on a real database."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.contracts.registration import CallSent, NominationInvited
from tests.services.registration.governments import LABOUR, LUIS, MARIA, MIGRATIONS, answer
from tests.services.registration.office import Office
from tests.services.registration.test_race import at_once

Json = dict[str, Any]
Called = Callable[..., tuple[Json, list[str]]]


@pytest.mark.feature("A4")
def test_the_last_nomination_of_a_country_goes_to_one_of_two_institutions(office: Office, called: Called) -> None:
    edition, (migrations, labour) = called(MIGRATIONS, LABOUR)
    version = office.registry.editions.get(edition["edition_id"]).version
    terms = {"edition_id": edition["edition_id"], "version": version, "quota": 1, "chasers": []}
    office.command("set_call_terms", "director", **terms)
    done = at_once(
        lambda: answer(office, "nominate", migrations, **MARIA)["status"],
        lambda: answer(office, "nominate", labour, **LUIS)["status"],
    )
    assert sorted(done) == ["nominated", "quota-used"]
    assert len(office.told(NominationInvited)) == 1


@pytest.mark.feature("A3")
def test_two_secretaries_who_send_the_call_at_once_send_it_once(office: Office, set_up: Callable[..., Json]) -> None:
    edition = set_up()
    kept = office.command("add_institution", "secretariat", **MIGRATIONS)["institution_id"]
    send = {"edition_id": edition["edition_id"], "institution_ids": [kept]}
    at_once(
        lambda: office.command("send_call", "secretariat", **send),
        lambda: office.command("send_call", "director", **send),
    )
    assert len(office.told(CallSent)) == 1


def test_two_officials_nominated_at_once_by_one_institution_are_both_there(office: Office, called: Called) -> None:
    _, (call_id,) = called(MIGRATIONS)
    at_once(
        lambda: answer(office, "nominate", call_id, **MARIA),
        lambda: answer(office, "nominate", call_id, **LUIS),
    )
    nominees = office.query("call", "auditor", call_id=call_id)["nominees"]
    assert sorted(one["name"] for one in nominees) == ["Luis Rojas Apaza", "María Condori Apaza"]
    assert [one["rank"] for one in nominees] == [1, 2]
