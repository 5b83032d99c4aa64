"""What was published once is read for ever, and what is generated is what the contracts say."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from deploy import contracts
from deploy.published import broken, described
from shared.contracts.envelope import decode
from shared.contracts.event import REGISTRY, Event

KNOWN = contracts.events()
GOLDEN = sorted(contracts.GOLDEN.glob("*.json"))
CREATED = "registration.edition.created.v1.1.json"


class HallBooked(Event, name="imagined.hall.booked.v1"):
    """A hall as the first release published it."""

    hall_id: str
    seats: int
    on: date
    languages: list[str]
    note: str | None = None


del REGISTRY[HallBooked.name]
BEFORE = {"imagined.hall.booked.v1": described(HallBooked, [])}


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the golden messages and of the description, for a test to spoil."""
    folder = tmp_path / "golden"
    shutil.copytree(contracts.GOLDEN, folder)
    shutil.copy(contracts.PUBLISHED, tmp_path / "published.json")
    monkeypatch.setattr(contracts, "GOLDEN", folder)
    monkeypatch.setattr(contracts, "PUBLISHED", tmp_path / "published.json")
    return folder


@pytest.fixture
def invented() -> Iterator[None]:
    """Events that a test declares are forgotten after it."""
    known = set(REGISTRY)
    yield
    for name in set(REGISTRY) - known:
        del REGISTRY[name]


def spoil(golden: Path, **data: object) -> None:
    document = json.loads(golden.read_text("utf-8"))
    document["data"] |= data
    golden.write_text(json.dumps(document))


@pytest.mark.feature("E3")
@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_every_message_ever_published_is_still_read(path: Path) -> None:
    envelope = decode(path.read_bytes())

    assert envelope.event.name == path.name.rsplit(".", 2)[0]


def test_every_event_has_a_golden_message_with_all_its_fields() -> None:
    without = [
        event.name for event in KNOWN if not any(contracts.covers(path, event) for path in contracts.goldens(event))
    ]

    assert without == []


def test_what_is_committed_is_what_the_contracts_say() -> None:
    assert list(contracts.shrunk()) == []
    assert [path.name for path, text in contracts.generated() if path.read_text("utf-8") != text] == []


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("published_before", "complaint"),
    [
        ({"seats": 30}, "Unknown field"),
        ({"year": "twenty"}, "Not a valid integer"),
        ({"year": None}, "Field may not be null"),
    ],
)
def test_a_message_that_no_longer_fits_is_caught(
    published: Path, published_before: dict[str, object], complaint: str
) -> None:
    spoil(published / CREATED, **published_before)

    (problem,) = contracts.shrunk()

    assert complaint in problem


def test_a_golden_message_that_is_gone_is_caught(published: Path) -> None:
    (published / CREATED).unlink()

    assert list(contracts.shrunk()) == [f"registration.edition.created.v1: {CREATED} is gone"]


def test_an_event_that_is_gone_is_caught(published: Path) -> None:
    description = json.loads(contracts.PUBLISHED.read_text("utf-8"))
    description["registration.edition.imagined.v1"] = {"audience": "public", "subject": "x", "fields": {}, "golden": []}
    contracts.PUBLISHED.write_text(json.dumps(description))
    text = (published / CREATED).read_text("utf-8").replace("edition.created", "edition.imagined")
    (published / "registration.edition.imagined.v1.1.json").write_text(text)

    assert list(contracts.shrunk()) == [
        "registration.edition.imagined.v1: the event is gone",
        "registration.edition.imagined.v1: registration.edition.imagined.v1.1.json is of no event",
    ]


@pytest.mark.feature("E3")
@pytest.mark.usefixtures("invented")
@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"on": str}, "on was 'required date' and is now 'required str'"),
        ({"seats": bool}, "seats was 'required int' and is now 'required bool'"),
        ({"seats": str}, "seats was 'required int' and is now 'required str'"),
        ({"seats": int | None}, "seats was 'required int' and is now 'required int or null'"),
        ({"languages": list[int]}, "languages was 'required list[str]' and is now 'required list[int]'"),
        ({"note": str}, "note was 'optional str or null' and is now 'optional str'"),
        ({"on": None}, "the field on is gone"),
        ({"city": str}, "the new field city must be optional"),
    ],
)
def test_a_field_that_changes_its_kind_goes_or_comes_as_required_is_caught(
    changed: dict[str, object], problem: str
) -> None:
    class Changed(Event, name="imagined.hall.booked.v1"):
        """The hall of a later release."""

        __annotations__ = {  # as the class statement would write them
            name: hint for name, hint in (HallBooked.__annotations__ | changed).items() if hint is not None
        }
        note = None

    assert list(broken(BEFORE, {Changed.name: described(Changed, [])})) == [f"{Changed.name}: {problem}"]


@pytest.mark.usefixtures("invented")
def test_another_audience_or_subject_is_caught() -> None:
    class Changed(Event, name="imagined.hall.booked.v1", subject="note", audience="internal"):
        hall_id: str
        seats: int
        on: date
        languages: list[str]
        note: str | None = None

    assert list(broken(BEFORE, {Changed.name: described(Changed, [])})) == [
        f"{Changed.name}: it was public and is now internal",
        f"{Changed.name}: its subject was hall_id and is now note",
    ]


@pytest.mark.usefixtures("invented")
def test_an_optional_field_and_a_new_event_may_be_added() -> None:
    class Changed(HallBooked, name="imagined.hall.enlarged.v1"):
        floor: int = 0

    assert list(broken(BEFORE, {HallBooked.name: described(Changed, []), "new": described(Changed, [])})) == []


def test_nothing_is_written_over_what_was_published(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads(contracts.PUBLISHED.read_text("utf-8"))
    before["registration.edition.created.v1"]["fields"]["year"] = "required str"
    contracts.PUBLISHED.write_text(json.dumps(before))
    for arguments in (["contracts"], ["contracts", "--check"]):
        monkeypatch.setattr("sys.argv", arguments)
        assert contracts.main() == 1
        assert capsys.readouterr().err.splitlines() == [
            "registration.edition.created.v1: year was 'required str' and is now 'required int'",
            contracts.UNRELEASED,
        ]
    assert json.loads(contracts.PUBLISHED.read_text("utf-8")) == before
