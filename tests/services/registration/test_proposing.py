"""Pins, weights and the undoing of a proposal, before anybody outside has seen it."""

from dataclasses import replace
from typing import Any

import pytest

from services.registration import solver
from services.registration.model import proposing
from services.registration.model.application import Application
from services.registration.model.board import Aim, Count, count
from services.registration.model.cohort import Aims, Pin
from services.registration.model.edition import EditionStatus
from services.registration.model.states import Decision, EndorsementStatus, Status
from services.registration.use_cases import proposals, selection
from shared.contracts.refusal import Refusal
from tests.services.registration.invented import ROSA, application, by, edition
from tests.services.registration.memory import MemoryRegistry

SELECTING = edition(EditionStatus.SELECTING, country_cap=2)
SECRETARIAT = by("secretariat")


def under_review(number: int, country: str = "PE", years: int = 6, **changes: object) -> Application:
    """The `number`-th who applied."""
    return application(Status.UNDER_REVIEW, number, country=country, years=years, **changes)


class Desk:
    """Commands on an edition in memory."""

    def __init__(self, *people: Application, **limits: int) -> None:
        self.memory = MemoryRegistry()
        self.memory.editions.add(edition(EditionStatus.CLOSED_FOR_APPLICATIONS, **limits))
        for one in people:
            self.memory.applications.add(one)

    @property
    def edition(self) -> Any:
        """The edition as it is now."""
        return self.memory.editions.get("edition-44")

    def one(self, number: int) -> Application:
        """An application as it is now."""
        return self.memory.applications.get(f"application-{number}")

    def decisions(self) -> list[Decision | None]:
        """What is proposed for all."""
        return [one.proposed_decision for one in self.memory.applications.things.values()]

    def propose(self) -> dict[str, Any]:
        """Solve."""
        asked = {"edition_id": "edition-44"}
        return proposals.propose(asked, SECRETARIAT, registry=self.memory.registry, solve=solver.solve)

    def undo(self) -> dict[str, Any]:
        """Undo."""
        asked = {"edition_id": "edition-44", "version": self.edition.version}
        return proposals.undo(asked, SECRETARIAT, registry=self.memory.registry)

    def pin(self, number: int, to: str, reason: str = "Preside la red regional.") -> None:
        """Pin."""
        one = self.one(number)
        asked = {"application_id": one.id, "version": one.version, "pin": to, "reason": reason}
        proposals.pin(asked, SECRETARIAT, registry=self.memory.registry)

    def decide(self, number: int, decision: Decision) -> None:
        """Decide by hand."""
        one = self.one(number)
        asked = {"application_id": one.id, "version": one.version, "decision": decision}
        selection.decide(asked, SECRETARIAT, registry=self.memory.registry)


def refusal_of(attempt: Any) -> Refusal:
    """What it is refused with."""
    with pytest.raises(Refusal) as refusal:
        attempt()
    return refusal.value


@pytest.mark.feature("A10")
def test_people_are_pinned_in_and_out_and_the_rest_is_solved_again() -> None:
    desk = Desk(under_review(1, years=9), under_review(2, years=8), under_review(3, years=1), country_cap=2)
    assert desk.propose() == {"selected": 2, "waitlisted": 1, "not_selected": 0, "gap": 0}
    desk.pin(3, "in")
    desk.pin(1, "out")
    assert desk.propose() == {"selected": 2, "waitlisted": 0, "not_selected": 1, "gap": 0}
    assert desk.decisions() == [Decision.NOT_SELECTED, Decision.SELECTED, Decision.SELECTED]
    assert [desk.one(number).decision_reason for number in (1, 2, 3)] == [
        "pinned-out",
        "best-of-country",
        "pinned-in",
    ]


def test_a_pin_leaves_who_why_and_when_in_the_timeline() -> None:
    desk = Desk(under_review(1))
    desk.pin(1, "in")
    desk.pin(1, "none", "")
    steps = [(step.before, step.after, step.role, step.note) for step in desk.one(1).timeline]
    assert steps == [
        ("pin:none", "pin:in", "secretariat", "Preside la red regional."),
        ("pin:in", "pin:none", "secretariat", ""),
    ]
    assert (desk.one(1).pin, desk.one(1).pin_reason) == (Pin.NONE, "")


def test_a_pin_needs_a_reason() -> None:
    refusal = refusal_of(lambda: Desk(under_review(1)).pin(1, "out", ""))
    assert (refusal.code, refusal.fields) == ("invalid", {"reason": "This is required."})


@pytest.mark.feature("A10")
@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"seats": 1}, "seats-exceeded"),
        ({"country_cap": 1}, "country-cap-exceeded"),
        ({"institution_cap": 1}, "institution-cap-exceeded"),
    ],
)
def test_a_pin_above_a_limit_is_refused_with_the_limit_named(limits: dict[str, int], code: str) -> None:
    desk = Desk(under_review(1), under_review(2), **limits)
    desk.pin(1, "in")
    assert refusal_of(lambda: desk.pin(2, "in")).code == code
    desk.pin(1, "in", "Otra razón.")
    desk.pin(1, "none")
    desk.pin(2, "in")


@pytest.mark.parametrize("status", [one for one in EditionStatus if one not in proposing.WEIGHED_IN])
def test_nothing_is_pinned_or_weighed_or_undone_before_and_after_the_selection(status: EditionStatus) -> None:
    of = edition(status)
    attempts = (
        lambda: proposing.pin(under_review(1), Pin.IN, reason="x", others=[], edition=of, cause=SECRETARIAT),
        lambda: proposing.weigh(of, Aims(), cause=SECRETARIAT),
        lambda: proposing.undo(of, cause=SECRETARIAT),
    )
    assert [refusal_of(attempt).code for attempt in attempts] == ["wrong-status"] * 3


def test_only_who_is_under_review_is_pinned() -> None:
    refused = refusal_of(
        lambda: proposing.pin(application(), Pin.IN, reason="x", others=[], edition=SELECTING, cause=SECRETARIAT)
    )
    assert refused.code == "wrong-status"


@pytest.mark.feature("A10")
def test_undoing_a_proposal_puts_back_what_it_replaced_and_keeps_the_pins() -> None:
    desk = Desk(under_review(1, years=9), under_review(2, years=8), country_cap=1)
    desk.propose()
    desk.decide(1, Decision.NOT_SELECTED)
    desk.pin(2, "out")
    desk.propose()
    assert desk.decisions() == [Decision.SELECTED, Decision.NOT_SELECTED]
    desk.undo()
    assert (desk.decisions(), desk.one(1).decision_reason) == ([Decision.NOT_SELECTED, Decision.WAITLISTED], "by-hand")
    assert (desk.one(2).pin, desk.one(2).decision_reason) == (Pin.OUT, "country-cap")
    assert desk.one(1).timeline[-1].reason_code == "undone"


def test_a_proposal_is_undone_once() -> None:
    desk = Desk(under_review(1))
    desk.propose()
    desk.memory.applications.add(under_review(2))
    desk.undo()
    assert desk.decisions() == [None, None]
    assert refusal_of(desk.undo).code == "nothing-to-undo"


def test_the_same_proposal_again_leaves_no_second_step() -> None:
    desk = Desk(under_review(1), under_review(2), country_cap=1)
    for _ in range(3):
        desk.propose()
    assert [step.after for step in desk.one(2).timeline] == ["proposed:waitlisted"]
    version = desk.one(2).version
    desk.propose()
    assert desk.one(2).version == version


def test_a_page_older_than_a_proposal_publishes_nothing() -> None:
    desk = Desk(under_review(1))
    desk.propose()
    seen = desk.edition.version
    desk.propose()
    assert desk.edition.version > seen


def test_an_application_that_is_sent_back_is_weighed_anew() -> None:
    pinned = under_review(1, pin=Pin.IN, pin_reason="Preside.", proposed_decision=Decision.SELECTED)
    assert pinned.unweighed() == under_review(1)


def test_other_weights_leave_a_trace_and_another_proposal() -> None:
    desk = Desk(
        under_review(1, "PE", 9),
        under_review(2, "PE", 8),
        under_review(3, "BR", 1),
        seats=2,
    )
    desk.propose()
    assert desk.decisions() == [Decision.SELECTED, Decision.WAITLISTED, Decision.SELECTED]
    weights = {"score": 2, "countries": 0, "sexes": 1, "ministries": 1}
    asked = {"edition_id": "edition-44", "version": desk.edition.version, **weights}
    answer = proposals.weigh_aims(asked, SECRETARIAT, registry=desk.memory.registry)
    assert answer == {"edition_id": "edition-44", "version": desk.edition.version, "aims": weights}
    left = desk.edition.timeline[-1]
    assert (left.before, left.after) == ("aims:2:6:1:1", "aims:2:0:1:1")
    desk.propose()
    assert desk.decisions() == [Decision.SELECTED, Decision.SELECTED, Decision.WAITLISTED]


@pytest.mark.feature("A10")
def test_the_board_counts_the_chosen_against_every_limit_and_aim() -> None:
    weighed = [
        under_review(1, "PE", proposed_decision=Decision.SELECTED),
        under_review(2, "PE", proposed_decision=Decision.WAITLISTED),
        under_review(3, "BR", form=replace(ROSA, country="BR", sex="M", ministry_kind="labour")),
        under_review(4, "UY", endorsement=EndorsementStatus.REFUSED, proposed_decision=Decision.SELECTED),
    ]
    board = count(weighed, edition(EditionStatus.SELECTING, institution_cap=2))
    assert board.seats == Count(what="seats", weighed=4, chosen=2, most=30)
    assert board.countries == (
        Count(what="PE", weighed=2, chosen=1, most=3),
        Count(what="UY", weighed=1, chosen=1, most=3),
        Count(what="BR", weighed=1, chosen=0, most=3),
    )
    assert [(one.name, one.country, one.weighed, one.chosen, one.most) for one in board.institutions] == [
        ("Dirección de Extranjería", "PE", 2, 1, 2),
        ("Dirección de Extranjería", "UY", 1, 1, 2),
    ]
    assert [(one.what, one.chosen) for one in board.sexes] == [("F", 2), ("M", 0)]
    assert [(one.what, one.chosen) for one in board.ministries] == [("interior", 2), ("labour", 0)]
    assert (board.ministry_share, board.aims) == (
        7,
        (
            Aim(name="score", weight=2, points=2 * (80 + 80)),
            Aim(name="countries", weight=6, points=6 * 200),
            Aim(name="sexes", weight=1, points=0),
            Aim(name="ministries", weight=1, points=200),
        ),
    )
