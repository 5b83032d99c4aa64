"""The whole system, whole editions: one undisturbed, one in which every kind of process is killed on the way."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.demo import beside, examine
from deploy.demo.cast import experts, newcomers
from deploy.demo.door import Door, Json
from deploy.demo.play import play
from deploy.demo.report import Report
from deploy.demo.stage import Place
from deploy.local import Local
from shared.testing.servers import free_ports

pytestmark = pytest.mark.timeout(600)

ACTS = {
    "registration.application.started.v1": 1,
    "registration.draft.sent.v1": 1,
    "registration.application.edited.v1": 1,
    "registration.document.rejected.v1": 1,
    "registration.document.accepted.v1": 1,
    "registration.eligibility.overridden.v1": 1,
    "registration.offer.partially_accepted.v1": 1,
    "registration.offer.declined.v1": 1,
    "registration.application.promoted.v1": 1,
    "registration.application.withdrawn.v1": 1,
    "registration.replacement.named.v1": 1,
    "registration.replacement.seated.v1": 1,
    "registration.travel.requested.v1": 3,
    "registration.travel.not_needed.v1": 1,
    "registration.travel.itinerary_accepted.v1": 3,
    "registration.travel.ticketed.v1": 2,
    "registration.travel.cancelled.v1": 1,
    "registration.travel.settled.v1": 1,
    "registration.participant.details_completed.v1": 2,
    "registration.edition.extended.v1": 1,
}

KILLED = {
    ("Officials apply", 30): "registration",
    ("Officials apply", 60): "registration-relay",
    ("Institutions answer", 20): "notifications",
    ("Institutions answer", 35): "mail",  # early: what it refuses is tried again after a minute
    ("Institutions answer", 50): "notifications-sender",
    ("Institutions answer", 70): "notifications-relay",
    ("Offers are confirmed", 10): "gateway",
    ("Sessions are held", 5): "scheduling-relay",
    ("Sessions are held", 8): "scheduling",
    ("Sessions are held", 17): "certification-relay",
    ("Sessions are held", 20): "certification",
}


@dataclass
class Killer:
    """Hears how far the edition is, and ends the processes whose time has come."""

    local: Local
    left: dict[tuple[str, int], str] = field(default_factory=lambda: dict(KILLED))

    def watch(self, act: str, done: int) -> None:
        name = self.left.pop((act, done), "")
        if name:
            self.local.kill(name)


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """A second complete system, with its own ports and data."""
    system = Local(tmp_path_factory.mktemp("system"), free_ports(Local.PORTS))
    system.start()
    yield system
    system.stop()


@pytest.fixture(scope="module")
def played(local: Local, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[Json]]:
    """An undisturbed edition, and what the outsider beside it saw."""
    record = tmp_path_factory.mktemp("played") / "events.jsonl"
    return play(local.place(), console=Console(quiet=True), record=record), beside.seen(record)


def same(report: Report) -> dict[str, Any]:
    """What must come out the same in every edition."""
    told = report.to_json()
    return {**told, "seconds": None, "details": {**told["details"], "edition": None}}


@pytest.mark.feature(*(f"A{row}" for row in range(2, 21)), "B6", "C8", "C10", "D13", "G4")
def test_an_edition_is_played_from_the_call_to_the_certificates(played: tuple[Report, list[Json]]) -> None:
    report, _ = played
    assert [finding for finding in report.findings if not finding.good] == []
    numbers = (report.applications, report.selected, report.confirmed, report.certificates)
    assert numbers == (121, 30, 30, 29)  # one is of the official whom an institution names for the seat of another
    assert (report.parked, report.lost, report.doubled) == (0, 0, 0)
    assert report.details["calls"] == {"declined": 10, "nominated": 20, "silent": 30}
    assert report.details["nominated"] == 34
    assert report.details["refused"] == {"window-closed": 4}
    assert report.details["statuses"] == {
        "declined": 1, "finished": 30, "ineligible": 9, "not_selected": 73, "withdrawn": 1,
    }  # fmt: skip
    assert {name: report.details["events"].get(name, 0) for name in ACTS} == ACTS


@pytest.mark.feature("E1", "E4")
def test_the_outsider_saw_what_lies_in_the_outboxes(local: Local, played: tuple[Report, list[Json]]) -> None:
    _, seen = played
    director = Door(local.place().gateway, local.place().director)
    published = {event.event_id for event in examine.published(director)}
    assert sorted(str(event["id"]) for event in seen) == sorted(published)
    assert {str(event["id"]) for event in replayed(local.place())} == published


def replayed(place: Place) -> list[Json]:
    """The stream from its first event, as the outsider may read it at any time."""
    program = [sys.executable, str(beside.SUBSCRIBER), "--from-start", "--until-idle", "2"]
    address = {**os.environ, "CIMI_SUBSCRIBER_URL": place.subscriber}
    ended = subprocess.run(program, env=address, capture_output=True, timeout=90, check=True)
    return [json.loads(line) for line in ended.stdout.splitlines()]


@pytest.mark.feature("E11")
def test_the_outsider_learns_nobodys_name_or_address(played: tuple[Report, list[Json]]) -> None:
    report, seen = played
    told = "\n".join(json.dumps(event, ensure_ascii=False) for event in seen)
    people = newcomers(report.details["edition"])
    private = {one.email for one in people} | {one.focal_point_email for one in people}
    private |= {f"{one.given_names} {one.first_surname}" for one in people} | {one.name for one in experts()}
    assert [word for word in private if word in told] == []
    assert "@" not in told


@pytest.mark.feature("E4", "E10")
def test_killing_any_process_on_the_way_changes_nothing_in_the_report(
    local: Local, played: tuple[Report, list[Json]], tmp_path: Path
) -> None:
    undisturbed, _ = played
    killer = Killer(local)
    report = play(local.place(), console=Console(quiet=True), record=tmp_path / "events.jsonl", watch=killer.watch)
    assert killer.left == {}
    assert [finding for finding in report.findings if not finding.good] == []
    assert set(local.state().values()) == {"RUNNING"}
    assert same(report) == same(undisturbed)
