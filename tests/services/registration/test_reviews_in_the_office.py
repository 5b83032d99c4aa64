"""Reviews by the service's commands: assigned, hidden, given, locked, reopened; and what a reviewer may not do."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from services.registration.service import RegistrationService
from shared.contracts.registration import (
    ContactUpdated,
    ReviewAssigned,
    ReviewRecused,
    ReviewReopened,
    ReviewSubmitted,
)
from shared.storage import now
from tests.services.registration.office import Office, refused

Json = dict[str, Any]
UnderReview = Callable[..., tuple[Json, list[str]]]

FULL = {"relevance": 5, "experience": 5, "motivation": 5, "multiplier": 5}
COMMITTEE = {"graciela": "AR", "bruno": "BR", "diego": "UY"}


@pytest.fixture
def committee(office: Office, under_review: UnderReview) -> tuple[str, list[str]]:
    """Three members, and two applications that each have two reviewers."""
    edition, ids = under_review(["PE", "BR"])
    enrol(office)
    office.command("assign_reviews", "secretariat", edition_id=edition["edition_id"])
    return edition["edition_id"], ids


def enrol(office: Office, members: Mapping[str, str] = COMMITTEE) -> None:
    """Three people of three countries, or others."""
    for name, country in members.items():
        office.command(
            "enrol_reviewer",
            "secretariat",
            reviewer_id=name,
            name=name.capitalize(),
            email=f"{name}@oim.example",
            language="es",
            country=country,
            institution=f"Oficina de {name}",
        )


def mine(office: Office, name: str) -> list[Json]:
    """Somebody's own list."""
    rows: list[Json] = office.query("my_reviews", "reviewer", name)["rows"]
    return rows


def give(office: Office, name: str, review_id: str, scores: dict[str, int] = FULL) -> Json:
    """Submit a review as somebody who has just looked at it."""
    version = office.query("my_review", "reviewer", name, review_id=review_id)["version"]
    asked = {"review_id": review_id, "version": version, "scores": scores}
    return office.command("submit_review", "reviewer", name, **asked)


@pytest.mark.feature("A8")
def test_reviews_are_assigned_evenly_and_each_reviewer_is_told_once(
    office: Office, committee: tuple[str, list[str]]
) -> None:
    edition_id, ids = committee
    shares = {name: sorted(row["number"] for row in mine(office, name)) for name in COMMITTEE}
    assert shares["bruno"] == ["CIMI-44-0001"]
    assert Counter(number for numbers in shares.values() for number in numbers) == {
        "CIMI-44-0001": 2,
        "CIMI-44-0002": 2,
    }
    told = office.told(ReviewAssigned)
    assert sorted(event.reviewer_id for event in told) == sorted(name for name in COMMITTEE if shares[name])
    contacts = {event.email: event.person_id for event in office.told(ContactUpdated)}
    assert {event.person_id for event in told} == {contacts[f"{event.reviewer_id}@oim.example"] for event in told}
    again = office.command("assign_reviews", "director", edition_id=edition_id)
    assert (again, office.told(ReviewAssigned)) == ({"assigned": 0, "lacking": 0}, told)
    assert office.query("reviewers", "auditor")["reviewers"][0]["name"] == "Bruno"
    assert len(ids) == 2


@pytest.mark.feature("A8")
def test_scores_stay_hidden_until_ones_own_is_submitted(office: Office, committee: tuple[str, list[str]]) -> None:
    _, (rosa, _) = committee
    pair = {one.reviewer_id: one.id for one in office.registry.reviews.of_application(rosa)}
    (first, first_id), (second, second_id) = sorted(pair.items())
    give(office, first, first_id)
    assert office.query("my_review", "reviewer", second, review_id=second_id)["others"] == []
    assert office.query("my_review", "reviewer", first, review_id=first_id)["others"] == []
    give(office, second, second_id, dict.fromkeys(FULL, 3))
    others = office.query("my_review", "reviewer", second, review_id=second_id)["others"]
    assert others == [{"scores": FULL, "score": 100, "comment": ""}]
    assert len(office.told(ReviewSubmitted)) == 2
    reviewed = office.query("application", "auditor", application_id=rosa)["reviews"]
    assert {key: reviewed[key] for key in ("score", "mean", "spread", "count", "disputed")} == {
        "score": 75,
        "mean": 75,
        "spread": 50,
        "count": 2,
        "disputed": True,
    }


@pytest.mark.feature("A8")
def test_whoever_steps_back_is_replaced_and_the_next_one_is_told(
    office: Office, committee: tuple[str, list[str]]
) -> None:
    _, (rosa, _) = committee
    there = office.registry.reviews.of_application(rosa)
    (free,) = set(COMMITTEE) - {one.reviewer_id for one in there}
    one = there[0]
    asked = {"review_id": one.id, "version": one.version, "reason_code": "colleague"}
    office.command("recuse_review", "reviewer", one.reviewer_id, **asked)
    assert [event.reason_code for event in office.told(ReviewRecused)] == ["colleague"]
    assert office.told(ReviewAssigned)[-1].reviewer_id == free
    assert office.told(ReviewAssigned)[-1].application_ids == [rosa]
    assert one.id not in [row["review_id"] for row in mine(office, one.reviewer_id)]
    lost = refused(lambda: office.query("my_review", "reviewer", one.reviewer_id, review_id=one.id))
    assert lost == ("not-allowed", 403)


@pytest.mark.feature("A8")
def test_who_leaves_the_committee_passes_on_what_they_had_not_submitted(
    office: Office, committee: tuple[str, list[str]]
) -> None:
    edition_id, _ = committee
    office.command("release_reviewer", "secretariat", reviewer_id="graciela")
    progress = office.query("review_progress", "auditor", edition_id=edition_id)
    members = {one["reviewer_id"]: one for one in progress["reviewers"]}
    assert (members["graciela"]["active"], members["graciela"]["open"]) == (False, 0)
    assert (mine(office, "graciela"), progress["lacking"]) == ([], 1)
    actions = office.query("next_actions", "auditor", edition_id=edition_id)["actions"]
    assert ("secretariat", "assign-reviews", 1) in [(one["who"], one["what"], one["count"]) for one in actions]


@pytest.mark.feature("A8")
def test_what_no_longer_fits_what_a_reviewer_declares_goes_to_others(
    office: Office, committee: tuple[str, list[str]]
) -> None:
    _, (rosa, _) = committee
    one = next(one for one in office.registry.reviews.of_application(rosa) if one.reviewer_id != "bruno")
    enrol(office, {one.reviewer_id: "PE"})
    assert office.registry.reviews.get(one.id).recused_because == "institution"
    active = [review for review in office.registry.reviews.of_application(rosa) if review.counts]
    assert one.reviewer_id not in {review.reviewer_id for review in active}
    assert len(active) == 2


@pytest.mark.feature("A8")
def test_the_start_of_the_selection_locks_and_the_director_reopens(
    office: Office, committee: tuple[str, list[str]]
) -> None:
    edition_id, (rosa, _) = committee
    one = office.registry.reviews.of_application(rosa)[0]
    give(office, one.reviewer_id, one.id)
    office.command("propose_selection", "secretariat", edition_id=edition_id)
    assert refused(lambda: give(office, one.reviewer_id, one.id)) == ("review-closed", 409)
    assert {row["review_id"]: row["status"] for row in mine(office, one.reviewer_id)}[one.id] == "locked"
    locked = {"review_id": one.id, "version": office.registry.reviews.get(one.id).version, "reason": "Lea la carta."}
    for role in ("secretariat", "auditor", "reviewer"):
        attempt = refused(lambda role=role: office.command("reopen_review", role, **locked))
        assert attempt == ("not-allowed", 403)
    office.command("reopen_review", "director", **locked)
    assert [event.reviewer_id for event in office.told(ReviewReopened)] == [one.reviewer_id]
    assert office.registry.applications.get(rosa).reviewed is None
    found = office.query("my_review", "reviewer", one.reviewer_id, review_id=one.id)
    assert (found["scores"], found["reopened_because"], found["open"]) == (FULL, "Lea la carta.", True)
    give(office, one.reviewer_id, one.id, dict.fromkeys(FULL, 1))
    assert office.query("selection", "director", edition_id=edition_id)["rows"][-1]["score"] == 0


@pytest.mark.feature("A8")
def test_staff_see_who_is_late(office: Office, under_review: UnderReview) -> None:
    edition, _ = under_review(["PE"])
    enrol(office)
    office.later = timedelta(days=-20)
    office.command("assign_reviews", "secretariat", edition_id=edition["edition_id"])
    progress = office.query("review_progress", "director", edition_id=edition["edition_id"])
    late = {one["reviewer_id"]: (one["open"], one["late"]) for one in progress["reviewers"]}
    assert Counter(late.values()) == {(1, 1): 2, (0, 0): 1}


def test_criteria_are_data_until_somebody_has_judged_by_them(office: Office, committee: tuple[str, list[str]]) -> None:
    edition_id, (rosa, _) = committee

    def weigh(**weights: int) -> Json:
        version = office.registry.editions.get(edition_id).version
        return office.command(
            "set_review_plan", "director", edition_id=edition_id, version=version, reviewers=2, weights=weights
        )

    assert weigh(relevance=1, multiplier=0)["weights"] == {"relevance": 1}
    assert refused(lambda: weigh(relevance=0)) == ("invalid", 422)
    one = office.registry.reviews.of_application(rosa)[0]
    assert give(office, one.reviewer_id, one.id, {"relevance": 2})["score"] == 25
    assert refused(lambda: weigh(relevance=2)) == ("reviews-begun", 409)


def test_nothing_is_due_before_today(office: Office, committee: tuple[str, list[str]]) -> None:
    edition_id, _ = committee
    yesterday = (now() - timedelta(days=2)).date().isoformat()
    attempt = refused(lambda: office.command("assign_reviews", "director", edition_id=edition_id, due_on=yesterday))
    assert attempt == ("invalid", 422)


@pytest.mark.feature("A8")
def test_a_reviewer_may_ask_and_tell_nothing_but_about_their_own_reviews() -> None:
    allowed = set()
    for name in dir(RegistrationService):
        for entrypoint in getattr(getattr(RegistrationService, name), "nameko_entrypoints", ()):
            if "reviewer" in getattr(entrypoint, "_by", ()):
                allowed.add(name)
    assert allowed == {"my_reviews", "my_review", "submit_review", "recuse_review"}


@pytest.mark.feature("A8")
def test_a_reviewer_neither_sees_nor_gives_anothers_review(office: Office, committee: tuple[str, list[str]]) -> None:
    _, (rosa, _) = committee
    one = office.registry.reviews.of_application(rosa)[0]
    of = {"review_id": one.id, "version": one.version}
    attempts: list[Callable[[], Any]] = [
        lambda: office.query("my_review", "reviewer", "somebody", review_id=one.id),
        lambda: office.command("submit_review", "reviewer", "somebody", **of, scores=FULL),
        lambda: office.command("recuse_review", "reviewer", "somebody", **of, reason_code="colleague"),
    ]
    assert [refused(attempt) for attempt in attempts] == [("not-allowed", 403)] * 3
