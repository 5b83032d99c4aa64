"""Two people at the same moment, on a real database: the database itself keeps the promises."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from services.registration.model import seats
from services.registration.model.promotion import Promotion
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationPromoted,
    ApplicationSelected,
    ApplicationSubmitted,
    ContactUpdated,
    OfferConfirmed,
    OfferDeclined,
    SelectionPublished,
)
from shared.storage import new_id
from tests.services.registration.conftest import form
from tests.services.registration.invented import application, by, edition
from tests.services.registration.office import Office

Json = dict[str, Any]
Attempt = Callable[[], Any]


def at_once(*attempts: Attempt) -> list[Any]:
    """What each of these gets, done in as many threads: an answer, or the code of a refusal."""

    def tried(attempt: Attempt) -> Any:
        try:
            return attempt()
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(len(attempts)) as threads:
        return list(threads.map(tried, attempts))


def test_the_last_seat_goes_to_one_of_two(office: Office) -> None:
    def add() -> None:
        office.registry.editions.add(edition(seats=1, country_cap=1))

    office.database.transact(add, cause=by("director"))

    def take(country: str) -> Attempt:
        def work() -> str:
            one = office.registry.editions.get("edition-44")
            office.registry.editions.save(seats.take(one, [country]))
            return "taken"

        return lambda: office.database.transact(work, cause=by("secretariat"))

    assert sorted(at_once(take("PE"), take("BR"))) == ["seats-exceeded", "taken"]
    assert office.registry.editions.get("edition-44").seats_taken == 1


@pytest.mark.parametrize("taken", [{"PE": 2, "BR": 1}, {"PE": 3}], ids=["seats", "country cap"])
def test_the_database_refuses_a_seat_too_many_whoever_asks(office: Office, taken: dict[str, int]) -> None:
    limits = {"seats": 2, "country_cap": 2} if len(taken) == 2 else {"seats": 9, "country_cap": 2}

    def overfill() -> None:
        kept = office.registry.editions.add(edition(**limits))
        office.registry.editions.save(replace(kept, taken=taken))

    with pytest.raises(OperationFailure) as refusal:
        office.database.transact(overfill, cause=by("director"))
    assert refusal.value.code == 121


@pytest.mark.parametrize(("caps", "allowed"), [({"PE": 3}, True), ({"BR": 3}, False), ({"PE": 1, "BR": 9}, False)])
def test_the_database_knows_the_limits_of_single_countries(office: Office, caps: dict[str, int], allowed: bool) -> None:
    def fill() -> None:
        kept = office.registry.editions.add(edition(seats=9, country_cap=2, country_caps=caps))
        office.registry.editions.save(replace(kept, taken={"PE": 3}))

    if allowed:
        office.database.transact(fill, cause=by("director"))
        assert office.registry.editions.get("edition-44").taken == {"PE": 3}
    else:
        with pytest.raises(OperationFailure) as refusal:
            office.database.transact(fill, cause=by("director"))
        assert refusal.value.code == 121


def test_an_edition_from_before_there_were_windows_gets_the_usual_ones(office: Office) -> None:
    office.database.transact(lambda: office.registry.editions.add(edition()), cause=by("director"))
    newer = ("nomination_opens_on", "review_opens_on", "review_closes_on")
    newer += ("confirmation_opens_on", "confirmation_closes_on")
    dropped = {f"dates.{name}": "" for name in newer} | {"country_caps": "", "documents": "", "extensions": ""}
    office.database.collection("editions").update_one({"_id": "edition-44"}, {"$unset": dropped})
    office.registry.create_indexes()
    whole = edition()
    usual = replace(whole, dates=replace(whole.dates, review_closes_on=date(2027, 2, 10)), version=1)
    assert office.registry.editions.get("edition-44") == usual


@pytest.mark.feature("A20")
def test_the_database_refuses_a_second_live_application_of_a_person(office: Office) -> None:
    def twice(status: Status) -> Attempt:
        def work() -> str:
            kept = office.registry.applications.add(application(status, 1))
            again = replace(application(Status.SUBMITTED, 2), person_id=kept.person_id)
            office.registry.applications.add(again)
            raise Refusal("both", "Both are there.")

        return lambda: office.database.transact(work, cause=by("public"))

    outcomes = {status: at_once(twice(status)) for status in Status}
    live = {status for status, codes in outcomes.items() if codes == ["already-applied"]}
    assert live == {
        Status.SUBMITTED,
        Status.RETURNED,
        Status.UNDER_REVIEW,
        Status.WAITLISTED,
        Status.SELECTED,
        Status.CONFIRMED,
        Status.ENROLLED,
    }
    assert {tuple(codes) for status, codes in outcomes.items() if status not in live} == {("both",)}


@pytest.mark.feature("A12")
def test_the_database_refuses_a_second_promotion_for_a_freed_seat(office: Office) -> None:
    def twice() -> None:
        for _ in range(2):
            vacant = Promotion(id=new_id(), edition_id="edition-44", freed_by="offer-1", country="PE")
            office.registry.promotions.add(vacant)

    with pytest.raises(Refusal) as refusal:
        office.database.transact(twice, cause=by("system"))
    assert refusal.value.code == "already-exists"


@pytest.mark.feature("A20")
def test_the_same_form_sent_twice_at_once_is_one_application(office: Office, set_up: Callable[..., Json]) -> None:
    edition_id = set_up()["edition_id"]

    def send() -> Json:
        return office.command("submit_application", "public", edition_id=edition_id, **form())

    answers = at_once(send, send, send)
    assert sorted(answer.get("number", "sent again") for answer in answers) == [
        "CIMI-44-0001",
        "sent again",
        "sent again",
    ]
    assert len(office.told(ApplicationSubmitted)) == 1


def test_officials_of_one_institution_who_apply_at_once_share_its_focal_point(
    office: Office, set_up: Callable[..., Json]
) -> None:
    edition_id = set_up()["edition_id"]

    def send(count: int) -> Attempt:
        return lambda: office.command("submit_application", "public", edition_id=edition_id, **form(count))

    answers = at_once(*map(send, range(1, 6)))
    assert sorted(answer["number"] for answer in answers) == [f"CIMI-44-{count:04d}" for count in range(1, 6)]
    known = [event for event in office.told(ContactUpdated) if event.full_name == "Jorge Salas"]
    assert len(known) == 1


@pytest.mark.feature("A9")
def test_two_clicks_on_publish_are_one_publication(
    office: Office, under_review: Callable[..., tuple[Json, list[str]]]
) -> None:
    closed, _ = under_review(["PE", "BR", "UY"])
    of = {"edition_id": closed["edition_id"]}
    office.command("propose_selection", "secretariat", **of)
    version = office.query("selection", "director", **of)["edition_version"]

    def publish() -> Json:
        return office.command("publish_selection", "director", **of, version=version)

    first, second = at_once(publish, publish)
    assert first == second
    assert (len(office.told(SelectionPublished)), len(office.told(ApplicationSelected))) == (1, 3)


@pytest.mark.feature("A10")
def test_two_pins_at_once_do_not_go_above_a_limit_together(
    office: Office, under_review: Callable[..., tuple[Json, list[str]]]
) -> None:
    _, ids = under_review(["PE", "PE"], country_cap=1)

    def pin(application_id: str) -> Attempt:
        version = office.registry.applications.get(application_id).version
        asked = {"application_id": application_id, "version": version, "pin": "in", "reason": "Preside la red."}
        return lambda: office.command("pin", "secretariat", **asked)["status"]

    assert sorted(at_once(*map(pin, ids))) == ["country-cap-exceeded", "under_review"]
    assert sorted(office.registry.applications.get(one).pin for one in ids) == ["in", "none"]


@pytest.mark.feature("A11")
def test_one_freed_seat_promoted_by_two_is_one_offer(
    office: Office, published: Callable[..., tuple[str, list[str]]]
) -> None:
    edition_id, (rosa, _luis) = published(["PE", "PE"], seats=1, country_cap=1)
    version = office.registry.applications.get(rosa).version
    office.command("decline_offer", "applicant", rosa, application_id=rosa, version=version)
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]

    def promote() -> str:
        return str(office.command("promote", "director", proposal_id=proposal["proposal_id"])["status"])

    assert sorted(at_once(promote, promote)) == ["promotion-over", "selected"]
    assert len(office.told(ApplicationPromoted)) == 1


def test_an_offer_confirmed_and_declined_at_once_has_one_end(
    office: Office, published: Callable[..., tuple[str, list[str]]]
) -> None:
    _, (rosa,) = published(["PE"])
    asked = {"application_id": rosa, "version": office.registry.applications.get(rosa).version}
    ends = at_once(
        lambda: office.command("confirm_offer", "applicant", rosa, **asked)["status"],
        lambda: office.command("decline_offer", "applicant", rosa, **asked)["status"],
    )
    assert ends.count("stale") == 1
    assert len(office.told(OfferConfirmed, OfferDeclined)) == 1


def test_a_seat_freed_while_the_next_in_line_withdraws_is_meant_for_somebody_who_still_waits(
    office: Office, published: Callable[..., tuple[str, list[str]]]
) -> None:
    edition_id, (rosa, luis, ana) = published(["PE", "PE", "PE"], seats=1, country_cap=1)
    versions = {one: office.registry.applications.get(one).version for one in (rosa, luis)}
    at_once(
        lambda: office.command("decline_offer", "applicant", rosa, application_id=rosa, version=versions[rosa]),
        lambda: office.command("withdraw_application", "applicant", luis, application_id=luis, version=versions[luis]),
    )
    (proposal,) = office.query("promotions", "director", edition_id=edition_id)["proposals"]
    assert proposal["application_id"] == ana


@pytest.mark.feature("A9")
def test_publishing_a_hundred_and_twenty_takes_seconds(office: Office) -> None:
    def fill() -> None:
        of = office.registry.editions.add(edition())
        closed, event = of.close(cause=by("director"))
        office.registry.editions.save(closed, event)
        for count in range(1, 121):
            country = of.countries[count % len(of.countries)]
            office.registry.applications.add(application(Status.UNDER_REVIEW, count, country=country))

    office.database.transact(fill, cause=by("director"))
    office.command("propose_selection", "secretariat", edition_id="edition-44")
    version = office.query("selection", "director", edition_id="edition-44")["edition_version"]
    began = time.monotonic()
    batch = office.command("publish_selection", "director", edition_id="edition-44", version=version)
    assert time.monotonic() - began < 5
    assert (batch["selected"], batch["waitlisted"]) == (15, 105)
