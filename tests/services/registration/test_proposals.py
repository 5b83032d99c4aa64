"""A proposal as staff have it made, changed and undone, on a real database; nobody outside learns of any of it."""

from collections.abc import Callable
from typing import Any

import pytest

from services.registration.model.states import Decision
from shared.contracts.registration import ApplicationNotSelected, ApplicationSelected
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]
UnderReview = Callable[..., tuple[Json, list[str]]]


@pytest.mark.feature("A10")
def test_the_board_says_why_and_what_would_change_it_and_counts_against_every_limit(
    office: Office, under_review: UnderReview
) -> None:
    edition, (rosa, luis, joao) = under_review(["PE", "PE", "BR"], seats=3, country_cap=1, institution_cap=1)
    of = {"edition_id": edition["edition_id"]}
    office.command("propose_selection", "secretariat", **of)
    board = office.query("selection", "auditor", **of)
    assert {row["application_id"]: (row["decision"], row["reason"]) for row in board["rows"]} == {
        rosa: ("selected", "best-of-country"),
        luis: ("waitlisted", "country-cap"),
        joao: ("selected", "best-of-country"),
    }
    (waits,) = (row for row in board["rows"] if row["application_id"] == luis)
    assert waits["numbers"] == {"score": 80, "last": 80, "cap": 1}
    assert list(waits["changes"]) == [{"code": "score", "number": 81, "application": "CIMI-44-0001"}]
    assert (board["board"]["seats"]["chosen"], board["board"]["seats"]["most"]) == (2, 3)
    assert [(one["what"], one["chosen"], one["most"]) for one in board["board"]["countries"]] == [
        ("PE", 1, 1),
        ("BR", 1, 1),
    ]
    assert (board["proposed"]["gap"], board["aims"]["countries"]) == (0, 6)


@pytest.mark.feature("A10")
def test_pins_weights_and_undoing_are_private_and_only_what_is_published_is_told(
    office: Office, under_review: UnderReview
) -> None:
    edition, (rosa, luis) = under_review(["PE", "PE"], country_cap=1)
    of = {"edition_id": edition["edition_id"]}
    before = office.query("my_application", "applicant", luis, application_id=luis)
    told = len(office.told())
    office.command("propose_selection", "secretariat", **of)
    change(office, "pin", "secretariat", luis, pin="in", reason="Preside la red regional.")
    version = office.query("selection", "director", **of)["edition_version"]
    office.command("weigh_aims", "director", **of, version=version, score=1, countries=1, sexes=0, ministries=0)
    office.command("propose_selection", "secretariat", **of)
    assert decisions(office, rosa, luis) == ["waitlisted", "selected"]
    version = office.query("selection", "director", **of)["edition_version"]
    office.command("undo_proposal", "secretariat", **of, version=version)
    assert decisions(office, rosa, luis) == ["selected", "waitlisted"]
    assert "pins-unmet" in [one["code"] for one in office.query("selection", "director", **of)["warnings"]]
    office.command("propose_selection", "secretariat", **of)
    after = office.query("my_application", "applicant", luis, application_id=luis)
    assert {key for key in before if after[key] != before[key]} == {"version", "edition"}
    assert len(office.told()) == told
    version = office.query("selection", "director", **of)["edition_version"]
    office.command("publish_selection", "director", **of, version=version)
    assert [event.subject for event in office.told(ApplicationSelected, ApplicationNotSelected)] == [luis]
    assert refused(lambda: office.command("undo_proposal", "director", **of, version=version + 1)) == (
        "wrong-status",
        409,
    )
    assert refused(lambda: change(office, "pin", "director", luis, pin="out", reason="Tarde."))[0] == "wrong-status"


def test_a_pin_above_a_limit_and_a_weight_out_of_range_change_nothing(
    office: Office, under_review: UnderReview
) -> None:
    _, (rosa, luis) = under_review(["PE", "PE"], country_cap=1)
    change(office, "pin", "secretariat", rosa, pin="in", reason="Preside la red regional.")
    kept = office.registry.applications.get(luis)
    assert refused(lambda: change(office, "pin", "secretariat", luis, pin="in", reason="También.")) == (
        "country-cap-exceeded",
        409,
    )
    assert office.registry.applications.get(luis) == kept
    assert refused(lambda: change(office, "pin", "auditor", luis, pin="in", reason="También.")) == ("not-allowed", 403)


def decisions(office: Office, *application_ids: str) -> list[Decision | None]:
    """What is proposed for these."""
    return [office.registry.applications.get(one).proposed_decision for one in application_ids]
