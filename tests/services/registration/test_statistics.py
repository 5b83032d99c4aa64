"""Who applied and took part; and, kept apart, what others have reported."""

from collections.abc import Callable
from typing import Any

from services.registration.model import statistics
from services.registration.model.statistics import Line, People, Tally
from tests.services.registration.conftest import form
from tests.services.registration.office import Office, refused

Json = dict[str, Any]

TALLIES = [
    Tally(edition_id="44", country="PE", sex="F", ministry_kind="interior", applications=4, participants=2),
    Tally(edition_id="44", country="PE", sex="M", ministry_kind="labour", applications=1, participants=0),
    Tally(edition_id="45", country="BR", sex="F", ministry_kind="interior", applications=5, participants=1),
]

NEWS = {"ordinal": 39, "year": 2017, "participants": 30, "source": "iom.int, marzo de 2017", "confidence": "published"}


def test_each_table_counts_everybody_once() -> None:
    assert statistics.tables(TALLIES) == {
        "edition": [Line(key="44", applications=5, participants=2), Line(key="45", applications=5, participants=1)],
        "country": [Line(key="BR", applications=5, participants=1), Line(key="PE", applications=5, participants=2)],
        "sex": [Line(key="F", applications=9, participants=3), Line(key="M", applications=1, participants=0)],
        "ministry": [
            Line(key="interior", applications=9, participants=3),
            Line(key="labour", applications=1, participants=0),
        ],
    }
    assert statistics.in_all(TALLIES) == Line(key="", applications=10, participants=3)


def test_nobody_makes_empty_tables() -> None:
    assert statistics.tables([]) == {"edition": [], "country": [], "sex": [], "ministry": []}


def test_the_database_counts_applications_and_participants(office: Office, set_up: Callable[..., Json]) -> None:
    edition_id = set_up()["edition_id"]
    for count, (country, sex) in enumerate([("PE", "F"), ("PE", "F"), ("BR", "")], start=1):
        sent = form(count, country=country, sex=sex)
        office.command("submit_application", "public", edition_id=edition_id, **sent)
    office.database.collection("applications").update_one({"number": "CIMI-44-0001"}, {"$set": {"status": "finished"}})
    assert office.registry.applications.tallies("another") == []
    recorded = office.query("statistics", "auditor")["recorded"]
    assert recorded == {
        "in_all": {"key": "", "applications": 3, "participants": 1},
        "people": {"applied": 3, "took_part": 1},
        "by_edition": [{"key": edition_id, "applications": 3, "participants": 1}],
        "by_country": [
            {"key": "PE", "applications": 2, "participants": 1},
            {"key": "BR", "applications": 1, "participants": 0},
        ],
        "by_sex": [
            {"key": "F", "applications": 2, "participants": 1},
            {"key": "", "applications": 1, "participants": 0},
        ],
        "by_ministry": [{"key": "interior", "applications": 3, "participants": 1}],
    }


def test_the_count_reads_an_index_and_no_application(office: Office, set_up: Callable[..., Json]) -> None:
    edition_id = set_up()["edition_id"]
    office.command("submit_application", "public", edition_id=edition_id, **form(1))
    rows = office.database.collection("applications")
    by = {name: f"$form.{name}" for name in ("country", "sex", "ministry_kind")}
    pipeline = [{"$match": {"edition_id": edition_id}}, {"$group": {"_id": by | {"status": "$status"}}}]
    explained = rows.database.command("explain", {"aggregate": rows.name, "pipeline": pipeline, "cursor": {}})
    chosen = str(explained["queryPlanner"]["winningPlan"])
    assert ("'counted'" in chosen, "'FETCH'" in chosen) == (True, False)
    assert office.registry.applications.count_people(edition_id) == People(applied=1)


def test_what_others_report_is_kept_apart_and_two_sources_may_contradict(office: Office) -> None:
    other = NEWS | {"participants": 31, "source": "Memoria 2017", "confidence": "rough"}
    all_until = NEWS | {"scope": "cumulative", "participants": 850, "confidence": "rough"}
    office.command("report_totals", "secretariat", totals=[NEWS, other, all_until])
    found = office.query("statistics", "auditor")
    assert found["recorded"]["in_all"] == {"key": "", "applications": 0, "participants": 0}
    assert [(one["scope"], one["participants"], one["source"]) for one in found["reported"]] == [
        ("cumulative", 850, "iom.int, marzo de 2017"),
        ("edition", 30, "iom.int, marzo de 2017"),
        ("edition", 31, "Memoria 2017"),
    ]


def test_a_source_counts_once_and_a_bad_line_keeps_all_others_out(office: Office) -> None:
    office.command("report_totals", "secretariat", totals=[NEWS])
    other = NEWS | {"ordinal": 38, "year": 2016}
    assert refused(lambda: office.command("report_totals", "secretariat", totals=[other, NEWS])) == ("invalid", 422)
    assert len(office.query("statistics", "auditor")["reported"]) == 1


def test_a_mistaken_total_is_struck_and_stays_readable(office: Office) -> None:
    office.command("report_totals", "secretariat", totals=[NEWS])
    (one,) = office.query("statistics", "auditor")["reported"]
    strike = {"report_id": one["report_id"], "version": one["version"], "reason": "Es de la edición 38."}
    office.command("strike_report", "director", **strike)
    office.command("report_totals", "secretariat", totals=[NEWS])
    struck = [(one["participants"], one["struck_because"]) for one in office.query("statistics", "auditor")["reported"]]
    assert struck == [(30, "Es de la edición 38."), (30, "")]
