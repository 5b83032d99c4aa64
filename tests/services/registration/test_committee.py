"""The selection committee: who may review whom, an even share, and what a review may become."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.model import committee, complaints, review, selection
from services.registration.model.committee import Reviewer
from services.registration.model.edition import EditionStatus
from services.registration.model.review import (
    DEFAULT_PLAN,
    Criterion,
    Plan,
    Review,
    Reviewed,
    ReviewStatus,
    together,
    weighed,
)
from services.registration.model.scoring import score_of
from services.registration.model.states import Status
from services.registration.schemas import reviews as told
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ReviewAssigned, ReviewRecused, ReviewReopened, ReviewSubmitted
from tests.services.registration.invented import AT, ROSA, application, by, edition

DUE = date(2026, 12, 1)
FULL = {"relevance": 5, "experience": 5, "motivation": 5, "multiplier": 5}


def reviewer(name: str, country: str = "AR", **changes: Any) -> Reviewer:
    """A member of the committee."""
    whole = Reviewer(
        id=name,
        person_id=f"person-{name}",
        name=name.capitalize(),
        email=f"{name}@oim.example",
        country=country,
        institution=f"Oficina de {name.capitalize()}",
    )
    return replace(whole, **changes)


def assigned(application_id: str = "application-1", reviewer_id: str = "graciela", **changes: Any) -> Review:
    """A review to be given."""
    begun = review.begin(
        review_id=f"{application_id}-{reviewer_id}",
        edition_id="edition-44",
        application_id=application_id,
        reviewer_id=reviewer_id,
        due_on=DUE,
        cause=by("secretariat"),
    )
    return replace(begun, **changes)


def submitted(scores: dict[str, int] = FULL, *, locked: bool = False, by_whom: str = "graciela") -> Review:
    """A review that was given."""
    one, _ = assigned(reviewer_id=by_whom).submit(
        scores=scores, comment="", plan=DEFAULT_PLAN, locked=locked, cause=by("reviewer", by_whom)
    )
    return one


def code_of(attempt: Callable[[], Any]) -> str:
    """The code with which an attempt is refused."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value.code


@pytest.mark.feature("A8")
@pytest.mark.parametrize(
    ("who", "may"),
    [
        (reviewer("graciela"), True),
        (reviewer("graciela", "PE"), False),
        (reviewer("graciela", institution="dirección  de EXTRANJERÍA"), False),
        (reviewer("graciela", email="ROSA.quispe@interior.gob.example"), False),
        (reviewer("graciela", email="jorge.salas@rree.gob.example"), False),
        (reviewer("graciela", active=False), False),
    ],
)
def test_nobody_reviews_their_own_country_institution_or_nominee(who: Reviewer, may: bool) -> None:  # a case
    assert who.may_review(application()) is may


@pytest.mark.feature("A8")
def test_every_application_under_review_gets_two_reviewers() -> None:
    weighed_ones = [application(Status.UNDER_REVIEW, count) for count in (1, 2)] + [application(Status.SUBMITTED, 3)]
    members = [reviewer("ana"), reviewer("bruno", "BR"), reviewer("carla", "PE"), reviewer("diego", "UY")]
    pairs = [(one.id, who.id) for one, who in committee.assign(weighed_ones, members, [], each=2)]
    assert pairs == [
        ("application-1", "ana"),
        ("application-1", "bruno"),
        ("application-2", "diego"),
        ("application-2", "ana"),
    ]


def test_whoever_stepped_back_is_not_asked_again_and_the_next_one_is() -> None:
    one = application(Status.UNDER_REVIEW)
    members = [reviewer("ana"), reviewer("bruno", "BR"), reviewer("diego", "UY")]
    there = [assigned(one.id, "ana", status=ReviewStatus.RECUSED), assigned(one.id, "bruno")]
    assert committee.assign([one], members, there, each=2) == [(one, members[2])]
    assert committee.assign([one], members[:2], there, each=2) == []
    assert committee.lacking([one], there, each=2) == [one]


def test_assigning_again_changes_nothing() -> None:
    weighed_ones = [application(Status.UNDER_REVIEW, count) for count in range(1, 6)]
    members = [reviewer("ana"), reviewer("bruno", "BR"), reviewer("diego", "UY")]
    there = [assigned(one.id, who.id) for one, who in committee.assign(weighed_ones, members, [], each=2)]
    assert committee.assign(weighed_ones, members, there, each=2) == []
    assert committee.lacking(weighed_ones, there, each=2) == []


@pytest.mark.feature("A8")
@given(applications=st.integers(1, 40), members=st.integers(2, 7), each=st.integers(1, 3))
def test_without_conflicts_nobody_has_two_more_than_another(applications: int, members: int, each: int) -> None:
    weighed_ones = [application(Status.UNDER_REVIEW, count) for count in range(1, applications + 1)]
    pairs = committee.assign(weighed_ones, [reviewer(f"r{number}") for number in range(members)], [], each=each)
    shares = Counter(who.id for _, who in pairs)
    assert len(pairs) == applications * min(each, members)
    assert len({(one.id, who.id) for one, who in pairs}) == len(pairs)
    assert max(shares.values()) - min(shares[f"r{number}"] for number in range(members)) <= 1


@given(
    officials=st.lists(st.sampled_from(("PE", "BR", "UY")), min_size=1, max_size=20),
    declared=st.lists(st.sampled_from(("PE", "BR", "UY", "AR")), min_size=1, max_size=5),
)
def test_whatever_is_declared_nobody_reviews_their_own_country(officials: list[str], declared: list[str]) -> None:
    weighed_ones = [application(Status.UNDER_REVIEW, count, country=one) for count, one in enumerate(officials, 1)]
    members = [reviewer(f"r{number}", country) for number, country in enumerate(declared)]
    pairs = committee.assign(weighed_ones, members, [], each=2)
    assert all(one.country != who.country for one, who in pairs)
    have = Counter(one.id for one, _ in pairs)
    able = {one.id: sum(who.country != one.country for who in members) for one in weighed_ones}
    assert have == +Counter({key: min(2, count) for key, count in able.items()})


def test_a_reviewer_learns_all_that_is_new_at_once() -> None:
    _, event = reviewer("ana").assigned(edition(), ["application-1"], ["review-1"], DUE)
    assert event == ReviewAssigned(
        reviewer_id="ana",
        person_id="person-ana",
        edition_id="edition-44",
        application_ids=["application-1"],
        review_ids=["review-1"],
        due_on=DUE,
    )


@pytest.mark.feature("A8")
def test_the_score_is_the_weighted_mean_from_0_to_100() -> None:
    lowest = dict.fromkeys(FULL, 1)
    assert [weighed(FULL, DEFAULT_PLAN), weighed(lowest, DEFAULT_PLAN)] == [100, 0]
    assert weighed(lowest | {"relevance": 5}, DEFAULT_PLAN) == 30
    assert weighed({"motivation": 3}, Plan(reviewers=1, criteria=(Criterion(code="motivation", weight=7),))) == 50


@pytest.mark.feature("A8")
def test_submitting_needs_every_criterion_and_says_no_score_to_the_outside() -> None:
    with pytest.raises(Refusal) as refusal:
        assigned().submit(
            scores={"relevance": 5}, comment="", plan=DEFAULT_PLAN, locked=False, cause=by("reviewer", "graciela")
        )
    missing = ("experience", "motivation", "multiplier")
    assert refusal.value.fields == dict.fromkeys(missing, complaints.REQUIRED)
    one, event = assigned().submit(
        scores=FULL, comment="Muy buena.", plan=DEFAULT_PLAN, locked=False, cause=by("reviewer", "graciela")
    )
    assert (one.status, one.score, one.scores, one.comment) == (ReviewStatus.SUBMITTED, 100, FULL, "Muy buena.")
    assert event == ReviewSubmitted(
        review_id="application-1-graciela",
        application_id="application-1",
        edition_id="edition-44",
        reviewer_id="graciela",
    )
    assert event.audience == "internal"
    assert [(step.before, step.after) for step in one.timeline] == [("", "assigned"), ("assigned", "submitted")]


@pytest.mark.feature("A8")
def test_a_conflict_of_interest_is_declared_by_a_code_before_anything_is_said() -> None:
    one, event = assigned().recuse(reason_code="colleague", cause=by("reviewer", "graciela"))
    assert (one.status, one.recused_because, one.counts) == (ReviewStatus.RECUSED, "colleague", False)
    assert event == ReviewRecused(
        review_id="application-1-graciela",
        application_id="application-1",
        edition_id="edition-44",
        reviewer_id="graciela",
        reason_code="colleague",
    )
    assert code_of(lambda: submitted().recuse(reason_code="colleague", cause=by("reviewer"))) == "review-closed"
    assert code_of(lambda: one.recuse(reason_code="colleague", cause=by("reviewer"))) == "review-closed"


@pytest.mark.feature("A8")
def test_what_is_submitted_may_change_until_the_edition_selects_and_is_locked_then() -> None:
    one = submitted()
    changed, _ = one.submit(
        scores=dict.fromkeys(FULL, 1), comment="", plan=DEFAULT_PLAN, locked=False, cause=by("reviewer")
    )
    assert changed.score == 0
    assert one.standing(locked=True) is ReviewStatus.LOCKED
    again = {"scores": FULL, "comment": "", "plan": DEFAULT_PLAN, "cause": by("reviewer")}
    assert code_of(lambda: one.submit(**again, locked=True)) == "review-closed"
    under_review = application(Status.UNDER_REVIEW)
    open_in = {
        status: (
            committee.open_to(assigned(), under_review, edition(status)),
            committee.open_to(one, under_review, edition(status)),
        )
        for status in EditionStatus
        if committee.open_to(assigned(), under_review, edition(status))
    }
    assert open_in == {
        EditionStatus.OPEN: (True, True),
        EditionStatus.CLOSED_FOR_APPLICATIONS: (True, True),
        EditionStatus.SELECTING: (True, False),
    }
    assert not committee.open_to(assigned(), application(Status.WITHDRAWN), edition())


@pytest.mark.feature("A8")
def test_the_director_reopens_a_locked_review_which_does_not_count_meanwhile() -> None:
    one, event = submitted().reopen(
        person_id="person-graciela", reason="Lea la carta.", due_on=date(2026, 12, 5), cause=by("director")
    )
    assert (one.status, one.score, one.scores, one.reopened_because) == (
        ReviewStatus.ASSIGNED,
        None,
        FULL,
        "Lea la carta.",
    )
    assert event == ReviewReopened(
        review_id="application-1-graciela",
        application_id="application-1",
        edition_id="edition-44",
        reviewer_id="graciela",
        person_id="person-graciela",
        due_on=date(2026, 12, 5),
    )
    assert together([one]) is None
    assert code_of(lambda: one.reopen(person_id="", reason="", due_on=DUE, cause=by("director"))) == "review-closed"


@pytest.mark.feature("A8")
def test_a_reviewer_reads_what_the_official_wrote_for_them_and_others_scores_only_after_their_own() -> None:
    under_review, others = application(Status.UNDER_REVIEW), [submitted(by_whom="bruno")]
    before = told.in_full(assigned(), under_review, edition(), others)
    after = told.in_full(submitted(), under_review, edition(), [*others, submitted(), assigned(reviewer_id="diego")])
    assert before["others"] == []
    assert after["others"] == [{"scores": FULL, "score": 100, "comment": ""}]
    private = {"email", "sex", "focal_point_name", "focal_point_email", "letter", "endorsement", "timeline", "acts"}
    assert private & before.keys() == set()


def test_late_is_what_is_still_to_be_given_after_its_last_day() -> None:
    assert not assigned().late(DUE)
    assert assigned().late(date(2026, 12, 2))
    assert not submitted().late(date(2026, 12, 2))


@pytest.mark.feature("A8")
def test_mean_and_spread_and_who_is_far_apart() -> None:
    there = [submitted(), submitted(dict.fromkeys(FULL, 4), by_whom="bruno"), assigned(reviewer_id="diego")]
    found = together(there)
    assert found == Reviewed(mean=88, spread=25, count=2)
    assert found.disputed
    assert not Reviewed(mean=50, spread=24, count=2).disputed


@pytest.mark.feature("A8")
def test_the_reviewed_score_replaces_what_the_form_says() -> None:
    one = application(Status.UNDER_REVIEW)
    assert score_of(one) == 80
    assert score_of(replace(one, form=replace(ROSA, years_experience=40))) == 100
    assert score_of(replace(one, form=replace(ROSA, years_experience=0, ministry_kind="other", motivation="Sí"))) == 0
    reviewed = replace(one, reviewed=Reviewed(mean=12, spread=0, count=2))
    assert score_of(reviewed) == 12
    other = application(Status.UNDER_REVIEW, 2, years=1)
    assert selection.in_order([reviewed, other]) == [other, reviewed]


def test_a_review_begins_with_a_step() -> None:
    (step,) = assigned().timeline
    assert (step.at, step.before, step.after, step.role) == (AT, "", "assigned", "secretariat")


@pytest.mark.feature("A8")
def test_the_criteria_are_changed_with_a_step_until_the_selection_begins() -> None:
    plan = Plan(reviewers=3, criteria=(Criterion(code="relevance", weight=2),))
    changed = committee.change_plan(edition(), plan, cause=by("director"))
    assert (changed.review, changed.timeline[-1].after, changed.timeline[-1].note) == (
        plan,
        "review-plan",
        "3: relevance 2",
    )
    selecting = edition(EditionStatus.SELECTING)
    assert code_of(lambda: committee.change_plan(selecting, plan, cause=by("director"))) == "wrong-status"
