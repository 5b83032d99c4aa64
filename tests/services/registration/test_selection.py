"""The selection as it is proposed, what stands in its way, and its one publication."""

from dataclasses import replace

import pytest

from services.registration import solver
from services.registration.model import seats, selection
from services.registration.model.application import Application, Place
from services.registration.model.cohort import Pin
from services.registration.model.edition import EditionStatus, Publication
from services.registration.model.selection import Finding, Proposal
from services.registration.model.states import Decision, EndorsementStatus, Status
from services.registration.model.why import Change, Verdict, Why
from shared.contracts.refusal import Refusal
from shared.contracts.registration import SeatReleased, SelectionPublished
from tests.services.registration.invented import ROSA, application, by, edition


def under_review(count: int, country: str, years: int = 6, **changes: object) -> Application:
    """The `count`-th who applied, of a country and with some years of experience."""
    return application(Status.UNDER_REVIEW, count, country=country, years=years, **changes)


def decisions(weighed: list[Application], **limits: int) -> list[Decision | None]:
    """What is proposed for each, in the order given."""
    proposal = selection.propose(weighed, edition(EditionStatus.SELECTING, **limits), solve=solver.solve)
    return [proposal.verdicts[one.id].decision for one in weighed]


SEAT, WAITS, NEITHER = Decision.SELECTED, Decision.WAITLISTED, Decision.NOT_SELECTED


@pytest.mark.feature("A10")
def test_every_country_has_a_seat_before_one_has_two() -> None:
    weighed = [
        under_review(1, "PE", 9),
        under_review(2, "PE", 8),
        under_review(3, "PE", 7),
        under_review(4, "BR", 3),
        under_review(5, "UY", 1),
    ]
    assert decisions(weighed, seats=4) == [SEAT, SEAT, WAITS, SEAT, SEAT]


@pytest.mark.feature("A10")
def test_a_country_at_its_cap_waits_even_when_seats_are_left() -> None:
    assert decisions([under_review(count, "PE", 10 - count) for count in range(1, 4)], country_cap=2) == [
        SEAT,
        SEAT,
        WAITS,
    ]


@pytest.mark.feature("A10")
def test_an_institution_at_its_cap_waits_even_when_its_country_has_seats_left() -> None:
    weighed = [
        under_review(1, "PE", 9),
        under_review(2, "PE", 8),
        under_review(3, "PE", 2, form=replace(ROSA, institution="Cancillería", years_experience=2)),
    ]
    assert decisions(weighed, institution_cap=1) == [SEAT, WAITS, SEAT]


def test_without_an_endorsement_there_is_neither_seat_nor_place() -> None:
    weighed = [under_review(count, "PE", endorsement=status) for count, status in enumerate(EndorsementStatus, start=1)]
    assert decisions(weighed) == [NEITHER, NEITHER, SEAT, NEITHER, NEITHER]


@pytest.mark.feature("A10")
def test_pins_go_before_everything() -> None:
    weighed = [
        under_review(1, "PE", 9, pin=Pin.OUT),
        under_review(2, "PE", 1, pin=Pin.IN, endorsement=EndorsementStatus.REQUESTED),
        under_review(3, "PE", 8),
        under_review(4, "PE", 7),
    ]
    assert decisions(weighed, country_cap=2) == [NEITHER, SEAT, SEAT, WAITS]


def test_pins_that_no_longer_fit_are_refused_with_the_limit_named() -> None:
    weighed = [under_review(count, "PE", pin=Pin.IN) for count in range(1, 4)]
    with pytest.raises(Refusal) as refusal:
        decisions(weighed, country_cap=2)
    assert (refusal.value.code, refusal.value.message) == (
        "country-cap-exceeded",
        "That would take 3 seats for PE, above 2.",
    )


def test_nobody_under_review_is_no_proposal() -> None:
    assert selection.propose([], edition(EditionStatus.SELECTING), solve=solver.solve) == Proposal(
        verdicts={}, points=0, gap=0
    )


def test_the_same_applications_in_any_order_have_the_same_proposal() -> None:
    weighed = [under_review(count, ("PE", "BR", "UY")[count % 3], count % 4) for count in range(1, 20)]
    of = edition(EditionStatus.SELECTING, seats=5, country_cap=2)
    there, back = (selection.propose(line, of, solve=solver.solve) for line in (weighed, weighed[::-1]))
    assert there == back


@pytest.mark.feature("A10")
def test_a_proposal_says_why_and_what_would_change_it() -> None:
    weighed = [
        under_review(1, "PE", 9),
        under_review(2, "PE", 4),
        under_review(3, "BR", 3),
        under_review(4, "BR", 8, endorsement=EndorsementStatus.REFUSED),
    ]
    proposal = selection.propose(weighed, edition(EditionStatus.SELECTING, seats=2, country_cap=1), solve=solver.solve)
    assert [proposal.verdicts[one.id] for one in weighed] == [
        Verdict(
            decision=SEAT,
            reason="best-of-country",
            why=Why(numbers={"score": 95}, changes=(Change(code="keeps-score", number=70),)),
        ),
        Verdict(
            decision=WAITS,
            reason="country-cap",
            why=Why(
                numbers={"score": 70, "last": 95, "cap": 1},
                changes=(Change(code="score", number=96, application="CIMI-44-0001"),),
            ),
        ),
        Verdict(
            decision=SEAT,
            reason="best-of-country",
            why=Why(numbers={"score": 65}, changes=(Change(code="keeps-score", number=0),)),
        ),
        Verdict(decision=NEITHER, reason="not-endorsed", why=Why(numbers={}, changes=(Change(code="endorsed"),))),
    ]
    assert (proposal.points, proposal.gap) == (2 * (95 + 65) + 6 * 200 + 0 + 100, 0)


def test_places_count_in_the_country_and_in_the_region() -> None:
    waiting = [under_review(1, "PE", 2), under_review(2, "BR", 9), under_review(3, "PE", 5)]
    assert selection.places(waiting) == {
        "application-2": Place(country_position=1, region_position=1),
        "application-3": Place(country_position=1, region_position=2),
        "application-1": Place(country_position=2, region_position=3),
    }


def test_whoever_joins_late_waits_at_the_end() -> None:
    waiting = [
        replace(under_review(1, "PE"), place=Place(country_position=2, region_position=7)),
        replace(under_review(2, "BR"), place=Place(country_position=1, region_position=4)),
    ]
    assert selection.last_place(waiting, "BR") == Place(country_position=2, region_position=8)
    assert selection.last_place([], "BR") == Place(country_position=1, region_position=1)


def decided(count: int, country: str, decision: Decision | None, **changes: object) -> Application:
    """Somebody under review for whom something is proposed."""
    return under_review(count, country, proposed_decision=decision, **changes)


def test_the_dry_run_names_what_blocks_and_what_only_deserves_a_look() -> None:
    found = selection.findings(
        [
            decided(1, "PE", Decision.SELECTED),
            decided(2, "PE", Decision.SELECTED, endorsement=EndorsementStatus.REQUESTED),
            decided(3, "PE", None),
        ],
        edition(EditionStatus.SELECTING, country_cap=1),
        not_reviewed=1,
    )
    assert found == [
        Finding(code="country-cap-exceeded", message="That would take 2 seats for PE, above 1.", blocking=True),
        Finding(code="undecided", message="Applications under review without a decision: 1.", blocking=True),
        Finding(code="not-endorsed", message="Applications selected but not endorsed: 1.", blocking=False),
        Finding(code="not-reviewed", message="Applications not reviewed yet: 1.", blocking=False),
    ]


def test_a_pin_that_the_proposal_does_not_follow_deserves_a_look() -> None:
    weighed = [decided(1, "PE", WAITS, pin=Pin.IN), decided(2, "PE", WAITS, pin=Pin.OUT), decided(3, "BR", SEAT)]
    assert selection.findings(weighed, edition(EditionStatus.SELECTING), not_reviewed=0) == [
        Finding(code="pins-unmet", message="Applications pinned but decided otherwise: 1.", blocking=False)
    ]


@pytest.mark.feature("A9")
def test_publication_takes_the_seats_and_remembers_its_batch() -> None:
    weighed = [
        decided(1, "PE", Decision.SELECTED),
        decided(2, "BR", Decision.SELECTED),
        decided(3, "PE", Decision.WAITLISTED),
        decided(4, "UY", Decision.NOT_SELECTED),
    ]
    selecting = edition(EditionStatus.SELECTING)
    published, event = selection.publish(selecting, weighed, batch_id="batch-1", cause=by("director"))
    assert (published.status, published.taken, published.publication) == (
        EditionStatus.DECIDED,
        {"PE": 1, "BR": 1},
        Publication(batch_id="batch-1", selected=2, waitlisted=1, not_selected=1),
    )
    assert event == SelectionPublished(
        edition_id="edition-44", batch_id="batch-1", selected=2, waitlisted=1, not_selected=1
    )


@pytest.mark.parametrize(
    ("weighed", "limits", "code"),
    [
        ([decided(1, "PE", SEAT), decided(2, "BR", SEAT)], {"seats": 1}, "seats-exceeded"),
        ([decided(count, "PE", SEAT) for count in range(4)], {}, "country-cap-exceeded"),
        ([decided(count, "PE", SEAT) for count in range(2)], {"institution_cap": 1}, "institution-cap-exceeded"),
        ([decided(1, "PE", None)], {}, "undecided"),
    ],
)
def test_a_selection_with_a_blocking_problem_is_not_published(
    weighed: list[Application], limits: dict[str, int], code: str
) -> None:
    selecting = edition(EditionStatus.SELECTING, **limits)
    with pytest.raises(Refusal) as refusal:
        selection.publish(selecting, weighed, batch_id="batch-1", cause=by("director"))
    assert refusal.value.code == code
    findings = selection.findings(weighed, selecting, not_reviewed=0)
    assert [finding.code for finding in findings] == [code]


@pytest.mark.parametrize("status", [one for one in EditionStatus if one is not EditionStatus.SELECTING])
def test_only_a_selection_that_was_begun_is_published(status: EditionStatus) -> None:
    with pytest.raises(Refusal) as refusal:
        selection.publish(edition(status), [], batch_id="batch-1", cause=by("director"))
    assert refusal.value.code == "wrong-status"


def test_a_freed_seat_is_announced_with_what_is_left() -> None:
    freed, event = seats.release(edition(taken={"PE": 2, "BR": 1}), "BR")
    assert freed.taken == {"PE": 2}
    assert event == SeatReleased(edition_id="edition-44", country="BR", seats_left=28)


def test_a_seat_that_nobody_took_cannot_be_freed() -> None:
    with pytest.raises(ValueError, match="no seat to release"):
        seats.release(edition(taken={"PE": 1}), "BR")
