"""What was published once is read for ever, and what is generated is what the contracts say."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated

import pytest

from deploy import contracts
from deploy.published import ENVELOPE, broken, described, envelope
from shared.contracts.envelope import decode
from shared.contracts.event import REGISTRY, Event
from shared.contracts.texts import Codes, Id, Number

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
    floor: Annotated[str, Codes(("ground", "first"), closed=True)] = "ground"
    used_for: Annotated[str, Codes(("lectures", "dinners"))] = "lectures"
    number: Number = "H-1"


del REGISTRY[HallBooked.name]
BEFORE = {"imagined.hall.booked.v1": described(HallBooked, {})}


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

    changed, *misfits = contracts.shrunk()

    assert changed == f"registration.edition.created.v1: {CREATED} is not as it was published"
    assert complaint in misfits[0]


def test_a_golden_message_that_is_gone_is_caught(published: Path) -> None:
    (published / CREATED).unlink()

    assert list(contracts.shrunk()) == [f"registration.edition.created.v1: {CREATED} is gone"]


def test_an_event_that_is_gone_is_caught(published: Path) -> None:
    description = json.loads(contracts.PUBLISHED.read_text("utf-8"))
    description["registration.edition.imagined.v1"] = described(HallBooked, {})
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
        ({"floor": Annotated[str, Codes(("ground",), closed=True)]}, "floor has lost the code first"),
        (
            {"floor": Annotated[str, Codes(("ground", "first", "roof"), closed=True)]},
            "floor is a closed list of codes and cannot grow",
        ),
        (
            {"floor": Annotated[str, Codes(("ground", "first"))]},
            "floor is a closed list of codes and cannot grow",
        ),
        ({"used_for": Annotated[str, Codes(("lectures", "exams"))]}, "used_for has lost the code dinners"),
        ({"number": Id}, "number fitted ^[A-Z0-9-]{1,40}$ and now fits ^[A-Za-z0-9_-]{1,64}$"),
        ({"number": str}, "number fitted ^[A-Z0-9-]{1,40}$ and now fits anything"),
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
        floor = "ground"
        used_for = "lectures"
        number = "H-1"

    assert list(broken(BEFORE, {Changed.name: described(Changed, {})})) == [f"{Changed.name}: {problem}"]


def test_an_envelope_that_loses_something_is_caught() -> None:
    before, today = envelope(), envelope()
    del today["fields"]["sequence"]

    assert list(broken({ENVELOPE: before}, {ENVELOPE: today})) == ["the envelope: the field sequence is gone"]


@pytest.mark.usefixtures("invented")
def test_another_audience_or_subject_is_caught() -> None:
    class Changed(Event, name="imagined.hall.booked.v1", subject="note", audience="internal"):
        hall_id: str
        seats: int
        on: date
        languages: list[str]
        note: str | None = None
        floor: Annotated[str, Codes(("ground", "first"), closed=True)] = "ground"
        used_for: Annotated[str, Codes(("lectures", "dinners"))] = "lectures"
        number: Number = "H-1"

    assert list(broken(BEFORE, {Changed.name: described(Changed, {})})) == [
        f"{Changed.name}: it was public and is now internal",
        f"{Changed.name}: its subject was hall_id and is now note",
    ]


@pytest.mark.usefixtures("invented")
def test_an_optional_field_a_code_of_an_open_list_and_a_new_event_may_be_added() -> None:
    class Changed(HallBooked, name="imagined.hall.enlarged.v1"):
        doors: int = 0
        used_for: Annotated[str, Codes(("lectures", "dinners", "exams"))] = "lectures"

    assert list(broken(BEFORE, {HallBooked.name: described(Changed, {}), "new": described(Changed, {})})) == []


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
