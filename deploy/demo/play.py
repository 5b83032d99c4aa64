"""Plays one edition from the call to the certificates, only through the doors, and judges what came of it."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from deploy.demo import (
    beside,
    call,
    check,
    course,
    dates,
    examine,
    governments,
    namesakes,
    papers,
    requirements,
    reviews,
    selection,
    stays,
    travel,
)
from deploy.demo.cast import newcomers
from deploy.demo.door import Door
from deploy.demo.letters import Letters, Maildir, Register
from deploy.demo.report import Report, report_of
from deploy.demo.show import Show, Watch
from deploy.demo.stage import Place, Stage
from deploy.demo.waiting import GaveUp, until

ACTS = 48


def play(place: Place, *, console: Console, record: Path, watch: Watch | None = None) -> Report:
    """One edition. `record` is where the subscriber writes; `watch` hears what is being done, for who disturbs it."""
    began = time.monotonic()
    stage = staged(place, Show(ACTS, console=console, watch=watch))
    earlier = {event.event_id for event in examine.published(stage.director)}
    with stage.show.running(), beside.listening(place.subscriber, record):
        perform(stage)
        with stage.show.act("Everything comes to rest"):
            examine.quiet(stage.director, place)
        seen = heard_out(stage, earlier, record) if place.subscriber else None
    caught = Counter(letter.message_id for letter in stage.letters.everything()) if place.maildir else None
    evidence = examine.gather(stage, earlier=earlier, caught=caught, seen=seen)
    parked = examine.parked(stage.director)
    queued = examine.waiting_in_queues(place)
    found = check.findings(
        evidence,
        expected=stage.expected,
        called=stage.calls,
        told_inside=stage.told_inside,
        parked=parked,
        queued=queued,
    )
    return report_of(stage, evidence, found, parked=parked, seconds=time.monotonic() - began)


def staged(place: Place, show: Show) -> Stage:
    """Everybody at their doors, before the first act."""
    director = Door(place.gateway, place.director)
    ordinals = {int(edition["ordinal"]) for edition in director.get("/editions")["editions"]}
    calendar = dates.calendar(ordinals=ordinals, now=datetime.now(UTC))
    return Stage(
        secretariat=Door(place.gateway, place.secretariat),
        director=director,
        reviewer=Door(place.gateway, place.reviewer),
        travel_desk=Door(place.gateway, place.travel_desk),
        public=Door(place.gateway),
        letters=Letters(Maildir(place.maildir) if place.maildir else Register(director)),
        show=show,
        calendar=calendar,
        applicants=newcomers(calendar.ordinal),
    )


def perform(stage: Stage) -> None:
    """The acts, in order."""
    call.set_up(stage)
    requirements.set_up(stage)
    governments.keep_institutions(stage)
    call.open_call(stage)
    call.enter_experts(stage)
    governments.call(stage)
    governments.answer(stage)
    governments.remind(stage)
    governments.apply(stage)
    papers.begin_and_send(stage)
    call.apply(stage)
    call.endorse(stage)
    papers.put_right(stage)
    requirements.decide(stage)
    call.close_call(stage)
    reviews.review(stage)
    call.start_reviews(stage)
    offered = selection.publish(stage)
    travellers = selection.answer_offers(stage, offered)
    travel.arrange(stage, travellers)
    selection.replace(stage, travellers.leaver)
    travel.settle(stage, travellers.leaver)
    stays.prepare(stage, [travellers.far, travellers.own_way])
    namesakes.compare(stage)
    course.release_programme(stage)
    course.hold_sessions(stage)
    course.certify(stage)
    course.finish(stage)


def heard_out(stage: Stage, earlier: set[str], record: Path) -> list[dict[str, object]]:
    """What the subscriber saw, once it has had time to see everything."""
    awaited = {event.event_id for event in examine.published(stage.director)} - earlier

    def all_seen() -> bool:
        return awaited <= {str(event["id"]) for event in beside.seen(record)}

    try:
        until("the subscriber to see every event", all_seen, patience=30)
    except GaveUp:
        stage.show.console.print("The subscriber has not seen every event.")
    return beside.seen(record)
