"""What other systems are told a message looks like is what it looks like."""

import dataclasses
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from deploy import contracts
from deploy.examples import CAUSE, filled
from deploy.schemas import ATTRIBUTES, WHILE_TRACED
from shared.contracts.certification import CompletionComputed
from shared.contracts.envelope import wrap
from shared.contracts.registration import ApplicationSelected, ApplicationWithdrawn

KNOWN = contracts.events()


def committed(name: str) -> Any:
    return json.loads((contracts.HANDED_OUT / "schemas" / f"{name}.json").read_text("utf-8"))


def complaints(name: str, change: dict[str, Any], **data: Any) -> list[str]:
    """What the schema says of the event's example with some attributes and some data changed."""
    schema = committed(name)
    (message,) = schema["examples"]
    changed = message | change | {"data": message["data"] | data}
    return [f"{one.json_path}: {one.message}" for one in Draft202012Validator(schema).iter_errors(changed)]


@pytest.mark.feature("E2", "E3")
@pytest.mark.parametrize("event", KNOWN, ids=lambda event: event.name)
def test_every_message_ever_published_fits_the_schema_that_is_handed_out(event: Any) -> None:
    validator = Draft202012Validator(committed(event.name))
    validator.check_schema(validator.schema)
    goldens = [json.loads(path.read_text("utf-8")) for path in contracts.goldens(event)]

    assert goldens
    assert [problem.message for message in goldens for problem in validator.iter_errors(message)] == []


def test_whatever_is_around_an_event_is_described() -> None:
    traced = dataclasses.replace(CAUSE, traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
    for cause, described in ((CAUSE, ATTRIBUTES), (traced, ATTRIBUTES | WHILE_TRACED)):
        document = wrap(filled(ApplicationSelected), event_id="e1", sequence=1, cause=cause)
        assert set(document) == {*described, "data"}


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("change", "data", "complaint"),
    [
        ({}, {"offer_expires_at": "in May"}, "$.data.offer_expires_at: 'in May' does not match"),
        ({}, {"offer_expires_at": "2027-03-01T12:00:00"}, "$.data.offer_expires_at: '2027-03-01T12:00:00' does not"),
        ({}, {"country": "Paraguay"}, "$.data.country: 'Paraguay' does not match"),
        ({}, {"offer_id": 7}, "$.data.offer_id: 7 is not of type 'string'"),
        ({}, {"person_id": "Ana Villalba"}, "$.data.person_id: 'Ana Villalba' does not match"),
        ({"type": "int.iom.cimi.registration.application.promoted.v1"}, {}, "$.type: "),
        ({"source": "/cimi/scheduling"}, {}, "$.source: '/cimi/registration' was expected"),
        ({"sequence": 1}, {}, "$.sequence: 1 is not of type 'string'"),
    ],
)
def test_a_message_that_is_not_as_promised_does_not_fit(
    change: dict[str, Any], data: dict[str, Any], complaint: str
) -> None:
    (found,) = complaints(ApplicationSelected.name, change, **data)

    assert found.startswith(complaint)


def test_a_message_without_one_of_its_fields_does_not_fit() -> None:
    schema = committed(ApplicationSelected.name)
    (message,) = schema["examples"]
    del message["data"]["country"]

    assert not Draft202012Validator(schema).is_valid(message)


@pytest.mark.feature("E3")
def test_what_a_later_release_may_add_fits_today() -> None:
    assert complaints(ApplicationSelected.name, {"partition": "a"}, funding="national") == []
    assert complaints(ApplicationWithdrawn.name, {}, reason_code="a-reason-of-2031") == []


def test_a_closed_list_of_codes_is_closed() -> None:
    assert complaints(CompletionComputed.name, {}, result="perhaps") == [
        "$.data.result: 'perhaps' is not one of ['pass', 'fail']"
    ]
