"""Staff find applications: by words, filters and in every order; a look stays short however many there are."""

import copy
from collections.abc import Callable
from typing import Any

import pytest
from pymongo import MongoClient
from pymongo.monitoring import CommandListener

from services.registration.model.listing import FILTERS, SORTS, wanted
from services.registration.model.states import Status
from services.registration.repository import Applications, Listing
from services.registration.repository.listing import MOST
from shared.storage import Database
from tests.services.registration.conftest import form
from tests.services.registration.office import Office, change

Json = dict[str, Any]
SetUp = Callable[..., Json]

PEOPLE = (
    ("Rosa María", "Quispe", "PE", "F", "Dirección de Extranjería"),
    ("João", "Gonçalves", "BR", "M", "Polícia Federal"),
    ("Ángela", "Ñáñez", "PE", "F", "Cancillería"),
    ("Marie-Ange", "O’Neill", "HT", "", "Ministère de l’Intérieur"),
)


@pytest.fixture
def edition_id(office: Office, set_up: SetUp) -> str:
    """An edition with four applications, the last of which lacks its letter."""
    edition_id: str = set_up(countries=["BR", "HT", "PE"])["edition_id"]
    for count, (given, surname, country, sex, institution) in enumerate(PEOPLE, start=1):
        names = {"given_names": given, "first_surname": surname, "second_surname": "", "email": f"a{count}@gob.example"}
        more: Json = {"country": country, "sex": sex, "institution": institution} | ({} if sex else {"letter": None})
        office.command("submit_application", "public", edition_id=edition_id, **form(count, **names, **more))
    return edition_id


def numbers(office: Office, edition_id: str, **asked: Any) -> list[int]:
    found = office.query("applications", "auditor", edition_id=edition_id, **asked)
    return [int(row["number"].rpartition("-")[2]) for row in found["rows"]]


def test_words_are_found_from_their_beginning_without_accents(office: Office, edition_id: str) -> None:
    typed = {
        "quis": [1],
        "NANEZ": [3],
        "goncal": [2],
        "o'nei": [4],
        "neill": [4],
        "direccion rosa": [1],
        "rosa nanez": [],
        "cimi-44-0002": [2],
        "3": [3],
        "a2@gob": [2],
        "a .* $gt": [],
    }
    assert {words: numbers(office, edition_id, q=words) for words in typed} == typed


def test_every_filter_narrows_and_every_order_orders(office: Office, edition_id: str) -> None:
    assert numbers(office, edition_id, country="PE", sex="F") == [1, 3]
    assert numbers(office, edition_id, missing="any") == numbers(office, edition_id, sex="unsaid") == [4]
    assert numbers(office, edition_id, alumnus="yes") == numbers(office, edition_id, q="rosa", country="BR") == []
    assert numbers(office, edition_id, sort="-number") == [4, 3, 2, 1]
    assert numbers(office, edition_id, sort="name") == [2, 3, 4, 1]
    assert numbers(office, edition_id, sort="country") == [2, 4, 1, 3]
    assert numbers(office, edition_id, sort="-waiting", country="PE") == [3, 1]


def test_pages_follow_each_other_in_every_order(office: Office, edition_id: str) -> None:
    for sort in (*SORTS, *(f"-{sort}" for sort in SORTS)):
        for more in ({}, {"country": "PE", "sex": "F"}, {"q": "direc"}):
            whole, after, pages = numbers(office, edition_id, sort=sort, **more), "", []
            while after is not None:
                asked = {"edition_id": edition_id, "sort": sort, "after": after, "limit": 1, **more}
                page = office.query("applications", "auditor", **asked)
                pages += [int(row["number"].rpartition("-")[2]) for row in page["rows"]]
                after = page["next"]
            assert (sort, more, pages) == (sort, more, whole)


def test_what_happens_to_an_application_changes_where_it_is_found(office: Office, edition_id: str) -> None:
    (row,) = office.query("applications", "auditor", edition_id=edition_id, q="neill")["rows"]
    assert (row["waiting_on"], row["missing"]) == ("secretariat", ["letter"])
    due_at = "2099-01-01T00:00:00+00:00"
    change(office, "return_application", "secretariat", row["application_id"], reason="Falta la carta.", due_at=due_at)
    assert numbers(office, edition_id, waiting_on="applicant") == numbers(office, edition_id, status="returned") == [4]
    assert numbers(office, edition_id, waiting_on="secretariat") == [1, 2, 3]
    counts = office.query("edition", "auditor", edition_id=edition_id)["counts"]
    assert counts == {"submitted": 3, "returned": 1}


def test_applications_from_before_are_listed_at_the_next_start(office: Office, edition_id: str) -> None:
    office.database.collection("applications").update_many({}, {"$unset": {"listed": ""}})
    assert numbers(office, edition_id) == []
    office.registry.create_indexes()
    assert numbers(office, edition_id, q="quispe") == [1]


class Explained(CommandListener):
    """What is asked of the collection while a look is taken."""

    def __init__(self) -> None:
        self.commands: list[Json] = []

    def started(self, event: Any) -> None:
        if event.command_name == "aggregate" and event.command["aggregate"] == "applications":
            self.commands.append(copy.deepcopy(dict(event.command)))

    def succeeded(self, event: Any) -> None: ...

    def failed(self, event: Any) -> None: ...


def stages(plan: Any) -> list[str]:
    """Every stage of an explained plan."""
    if isinstance(plan, list):
        return [stage for one in plan for stage in stages(one)]
    if not isinstance(plan, dict):
        return []
    own = [plan["stage"]] if isinstance(plan.get("stage"), str) else []
    return own + [stage for key, value in plan.items() if key != "rejectedPlans" for stage in stages(value)]


def examined(plan: Any, what: str) -> int:
    """The most that any part of an explained plan has examined."""
    if isinstance(plan, list):
        return max((examined(one, what) for one in plan), default=0)
    if not isinstance(plan, dict):
        return 0
    own = plan.get(what, 0)
    return max([own if isinstance(own, int) else 0, *(examined(value, what) for value in plan.values())])


def crowd(office: Office, edition_id: str, count: int) -> None:
    """So many more, like those that are there."""
    rows = office.database.collection("applications")
    like = list(rows.find({}, sort=[("number", 1)]))
    made = []
    for place in range(count):
        one = copy.deepcopy(like[place % len(like)])
        number = f"CIMI-44-{place + 5000:06d}"
        for sort in SORTS:
            one["listed"][sort] = one["listed"][sort].replace(one["number"], number)
        one["_id"], one["person_id"], one["number"] = f"crowd-{place}", f"crowd-{place}", number
        made.append(one)
    rows.insert_many(made)


def test_no_look_scans_the_collection_sorts_it_or_reads_more_than_it_may(
    office: Office, edition_id: str, mongo_url: str
) -> None:
    crowd(office, edition_id, 4_000)
    seen = Explained()
    name = office.database.collection("applications").database.name
    with MongoClient(mongo_url, event_listeners=[seen]) as client:
        listing = Listing(Database(client, name))
        values = {
            "institution": "x",
            "missing": "any",
            "alumnus": "no",
            "waiting_on": "secretariat",
            "endorsement": "requested",
            "eligibility": "not_checked",
            "status": "submitted",
            "country": "PE",
            "ministry_kind": "interior",
            "sex": "F",
        }
        assert set(values) == set(FILTERS)
        asked = [({}, ""), *(({name: value}, "") for name, value in values.items()), (values, "")]
        asked += [({"status": "submitted", "sex": "M", "country": "PE"}, ""), ({}, "rosa"), ({"sex": "F"}, "di ro")]
        for filters, q in asked:
            for sort in (*SORTS, "-waiting"):
                wish = wanted(edition_id, filters, q)
                page = listing.page(wish, sort=sort, limit=50)
                listing.page(wish, sort=sort, after=page.next or "", limit=50)
                listing.count(wish)
        listing.by_status(edition_id)
        commands, seen.commands = seen.commands, []
        for command in commands:
            pipeline = {key: command[key] for key in ("aggregate", "pipeline", "cursor", "hint") if key in command}
            plan = client[name].command("explain", pipeline, verbosity="executionStats")
            said = str(command["pipeline"])
            assert (said, "COLLSCAN" in stages(plan)) == (said, False)
            assert "$sort" not in said or "listed.words" in said or "SORT" not in stages(plan), said
            assert examined(plan, "totalKeysExamined") <= 2 * MOST, said
            assert examined(plan, "totalDocsExamined") <= MOST + 1, said


def test_a_long_list_is_not_counted_to_its_end_and_goes_on_where_the_look_stopped(
    office: Office, edition_id: str
) -> None:
    crowd(office, edition_id, 2_500)
    found = office.query("applications", "auditor", edition_id=edition_id)
    assert (len(found["rows"]), found["count"], found["more"]) == (50, MOST, True)
    rare = {"edition_id": edition_id, "status": "submitted", "country": "BR", "sex": "F"}
    looks, after = 0, ""
    while after is not None:
        found = office.query("applications", "auditor", **rare, after=after)
        assert found["rows"] == []
        looks, after = looks + 1, found["next"]
    assert looks == 3


def test_to_find_those_of_one_status_no_other_is_read(office: Office, edition_id: str, mongo_url: str) -> None:
    crowd(office, edition_id, 400)
    rows = office.database.collection("applications")
    first = [row["_id"] for row in rows.find({}, sort=[("number", 1)], limit=150)]  # by number they all come first
    rows.update_many({"_id": {"$in": first}}, {"$set": {"status": "under_review"}})
    rows.update_many({"_id": {"$nin": first}}, {"$set": {"status": "withdrawn"}})
    seen = Explained()
    name = rows.database.name
    with MongoClient(mongo_url, event_listeners=[seen]) as client:
        found = Applications(Database(client, name)).of_edition(edition_id, (Status.UNDER_REVIEW,))
        assert [one.id for one in found] == first
        (asked,) = seen.commands
        command = {key: asked[key] for key in ("aggregate", "pipeline", "cursor", "hint") if key in asked}
        plan = client[name].command("explain", command, verbosity="executionStats")
    assert ("SORT" in stages(plan), examined(plan, "totalDocsExamined")) == (False, len(first))
