"""From the published selection to the closing day, on a real database."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.states import OfferStatus
from shared.contracts.registration import (
    ApplicationEnrolled,
    ApplicationFinished,
    ApplicationNotSelected,
    ApplicationPromoted,
    ApplicationSelected,
    ApplicationWaitlisted,
    ApplicationWithdrawn,
    ApplicationWithdrawnByCourse,
    EditionFinished,
    OfferConfirmed,
    OfferDeclined,
    OfferLapsed,
    SeatReleased,
    SelectionPublished,
)
from shared.contracts.scheduling import ParticipantArrived, ProgrammeReleased
from shared.storage import now
from tests.services.registration.invented import by
from tests.services.registration.office import Office, change, refused, version_of

Json = dict[str, Any]
Published = Callable[..., tuple[str, list[str]]]
UnderReview = Callable[..., tuple[Json, list[str]]]


def test_what_is_only_proposed_is_hidden_from_the_applicant(office: Office, under_review: UnderReview) -> None:
    edition, (rosa,) = under_review(["PE"])
    before = office.query("my_application", "applicant", rosa, application_id=rosa)
    office.command("propose_selection", "secretariat", edition_id=edition["edition_id"])
    after = office.query("my_application", "applicant", rosa, application_id=rosa)
    assert {key for key in before if after[key] != before[key]} == {"version", "edition"}
    assert office.query("application", "auditor", application_id=rosa)["proposed_decision"] == "selected"


def test_a_stale_page_changes_nothing(office: Office, published: Published) -> None:
    _, (rosa,) = published(["PE"])
    stale = {"application_id": rosa, "version": version_of(office, rosa) - 1}
    assert refused(lambda: office.command("confirm_offer", "applicant", rosa, **stale)) == ("stale", 409)
    assert office.told(OfferConfirmed) == []


@pytest.mark.feature("A9")
def test_the_dry_run_is_what_publication_does_and_publishing_again_does_nothing(
    office: Office, under_review: UnderReview
) -> None:
    edition, ids = under_review(["PE", "PE", "PE", "BR", "UY"], seats=3, country_cap=2)
    of = {"edition_id": edition["edition_id"]}
    assert office.command("propose_selection", "secretariat", **of) == {
        "selected": 3,
        "waitlisted": 2,
        "not_selected": 0,
        "gap": 0,
    }
    dry_run = office.query("selection", "director", **of)
    assert (dry_run["counts"], dry_run["problems"]) == (
        {"selected": 3, "waitlisted": 2, "not_selected": 0, "undecided": 0},
        [],
    )
    assert office.told(ApplicationSelected) == []
    request = {**of, "version": dry_run["edition_version"]}
    first = office.command("publish_selection", "director", **request)
    events = len(office.told())
    assert office.command("publish_selection", "director", **request) == first
    assert len(office.told()) == events
    assert {key: first[key] for key in ("selected", "waitlisted", "not_selected")} == {
        "selected": 3,
        "waitlisted": 2,
        "not_selected": 0,
    }
    chosen = {row["application_id"] for row in dry_run["rows"] if row["decision"] == "selected"}
    assert {event.subject for event in office.told(ApplicationSelected)} == chosen == {ids[0], ids[3], ids[4]}
    waiting = office.told(ApplicationWaitlisted)
    assert [(event.subject, event.country_position, event.region_position) for event in waiting] == [
        (ids[1], 1, 1),
        (ids[2], 2, 2),
    ]
    assert len(office.told(SelectionPublished)) == 1
    assert office.query("edition", "auditor", **of)["seats_taken"] == 3


def test_a_decision_by_hand_is_published_instead_of_the_rules(office: Office, under_review: UnderReview) -> None:
    edition, (rosa, joao) = under_review(["PE", "BR"])
    of = {"edition_id": edition["edition_id"]}
    office.command("propose_selection", "secretariat", **of)
    change(office, "decide", "director", joao, decision="not_selected")
    office.command(
        "publish_selection", "director", **of, version=office.query("selection", "director", **of)["edition_version"]
    )
    assert [event.subject for event in office.told(ApplicationSelected, ApplicationNotSelected)] == [rosa, joao]


@pytest.mark.feature("A12", "A13")
def test_a_declined_seat_goes_to_the_waiting_list_of_the_same_country(office: Office, published: Published) -> None:
    edition_id, (rosa, luis, joao, ana) = published(["PE", "PE", "BR", "BR"], seats=2)
    change(office, "decline_offer", "applicant", joao, reason_code="duty")
    assert office.told(SeatReleased) == [SeatReleased(edition_id=edition_id, country="BR", seats_left=1)]
    (proposal,) = office.query("promotions", "secretariat", edition_id=edition_id)["proposals"]
    assert (proposal["application_id"], proposal["country"], proposal["reason"]) == (ana, "BR", "same-country")
    office.command("promote", "secretariat", proposal_id=proposal["proposal_id"], version=proposal["version"])
    assert [event.subject for event in office.told(ApplicationPromoted)] == [ana]
    assert office.query("promotions", "secretariat", edition_id=edition_id)["proposals"] == []
    again = refused(lambda: office.command("promote", "director", proposal_id=proposal["proposal_id"]))
    assert again == ("promotion-over", 409)
    assert [event.reason_code for event in office.told(OfferDeclined)] == ["duty"]
    assert {rosa, luis} & {event.subject for event in office.told(ApplicationPromoted)} == set()


@pytest.mark.feature("A13")
def test_offers_that_nobody_answers_lapse_and_free_their_seats(office: Office, published: Published) -> None:
    edition_id, (rosa, luis, joao) = published(["PE", "PE", "BR"], seats=2)
    change(office, "confirm_offer", "applicant", joao)
    office.later = timedelta(days=12)
    assert refused(lambda: change(office, "confirm_offer", "applicant", rosa)) == ("offer-expired", 410)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(OfferLapsed)] == [rosa]
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]
    assert proposal["application_id"] == luis
    assert office.query("edition", "auditor", edition_id=edition_id)["seats_taken"] == 1


def test_an_offer_that_cannot_lapse_does_not_hold_the_others_up(
    office: Office, published: Published, caplog: pytest.LogCaptureFixture
) -> None:
    _, (rosa, joao) = published(["PE", "BR"])

    def damage() -> None:
        one = office.registry.applications.get(rosa)
        assert one.offer
        office.registry.applications.save(replace(one, offer=replace(one.offer, status=OfferStatus.VOID)))

    office.database.transact(damage, cause=by("director"))
    office.later = timedelta(days=12)
    office.tick()
    assert [event.subject for event in office.told(OfferLapsed)] == [joao]
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        f"the clock cannot change application {rosa}: wrong-status"
    ]


def test_after_the_last_day_for_promotions_nobody_waits_any_longer(office: Office, published: Published) -> None:
    edition_id, (rosa, luis) = published(["PE", "PE"], seats=1, country_cap=1)
    change(office, "decline_offer", "applicant", rosa)
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]
    office.later = timedelta(days=112)
    late = refused(lambda: office.command("promote", "director", proposal_id=proposal["proposal_id"]))
    assert late == ("past-cutoff", 409)
    office.tick()
    office.tick()
    assert [event.subject for event in office.told(ApplicationNotSelected)] == [luis]
    assert office.query("promotions", "director", edition_id=edition_id)["proposals"] == []


def test_the_course_from_the_released_programme_to_the_closing_day(office: Office, published: Published) -> None:
    edition_id, (rosa, joao, ana) = published(["PE", "BR", "UY"])
    for one in (rosa, joao, ana):
        change(office, "confirm_offer", "applicant", one)

    def edition() -> Json:
        return office.query("edition", "director", edition_id=edition_id)

    def move(name: str) -> Json:
        return office.command(name, "director", edition_id=edition_id, version=edition()["version"])

    assert refused(lambda: move("start_edition")) == ("programme-not-released", 409)
    days = [now().date()]
    released = ProgrammeReleased(edition_id=edition_id, programme_version=1, days=days, session_ids=[], minutes=0)
    office.hear("note_programme", released)
    office.hear("note_programme", released)
    assert move("start_edition")["status"] == "running"
    arrived = ParticipantArrived(application_id=rosa, edition_id=edition_id, on=days[0])
    office.hear("enrol", arrived)
    office.hear("enrol", arrived)
    change(office, "record_no_show", "secretariat", ana)
    finished = move("finish_edition")
    assert (finished["status"], finished["counts"]) == ("finished", {"finished": 1, "confirmed": 1, "no_show": 1})
    office.hear("enrol", ParticipantArrived(application_id=joao, edition_id=edition_id, on=days[0]))
    assert [event.subject for event in office.told(ApplicationEnrolled)] == [rosa, joao]
    assert [event.subject for event in office.told(ApplicationFinished)] == [rosa, joao]
    assert len(office.told(EditionFinished)) == 1
    seen = office.query("participants", "auditor", edition_id=edition_id)["participants"]
    assert [(one["application_id"], one["status"]) for one in seen] == [(rosa, "finished"), (joao, "finished")]


def test_an_arrival_of_somebody_who_has_withdrawn_changes_nothing(office: Office, published: Published) -> None:
    edition_id, (rosa,) = published(["PE"])
    change(office, "confirm_offer", "applicant", rosa)
    change(office, "withdraw_application", "secretariat", rosa, reason_code="personal")
    assert office.told(ApplicationWithdrawn)[0].seat_released
    withdrawn, told = office.registry.applications.get(rosa), len(office.told())
    office.hear("enrol", ParticipantArrived(application_id=rosa, edition_id=edition_id, on=now().date()))
    assert (office.registry.applications.get(rosa), len(office.told())) == (withdrawn, told)


def test_an_arrival_of_somebody_who_has_not_confirmed_waits_for_a_person(office: Office, published: Published) -> None:
    edition_id, (rosa,) = published(["PE"])
    arrived = ParticipantArrived(application_id=rosa, edition_id=edition_id, on=now().date())
    assert refused(lambda: office.hear("enrol", arrived)) == ("wrong-status", 409)


def test_a_cancelled_edition_ends_every_live_application(office: Office, published: Published) -> None:
    edition_id, ids = published(["PE", "PE", "BR"], seats=2)
    version = office.query("edition", "director", edition_id=edition_id)["version"]
    cancelled = office.command("cancel_edition", "director", edition_id=edition_id, version=version, reason="Huelga")
    assert (cancelled["status"], cancelled["seats_taken"], cancelled["counts"]) == (
        "cancelled",
        0,
        {"withdrawn_by_course": 3},
    )
    assert [event.subject for event in office.told(ApplicationWithdrawnByCourse)] == ids
