"""What was published once is read for ever, and what is generated is what the contracts say."""

import json
import shutil
from pathlib import Path

import pytest

from deploy import contracts
from shared.contracts.envelope import decode

KNOWN = contracts.events()
GOLDEN = sorted(contracts.GOLDEN.glob("*.json"))


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


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("published_before", "complaint"),
    [
        ({"seats": 30}, "Unknown field"),
        ({"year": "twenty"}, "Not a valid integer"),
        ({"year": None}, "Field may not be null"),
    ],
)
def test_a_field_that_is_gone_or_of_another_kind_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published_before: dict[str, object], complaint: str
) -> None:
    golden = contracts.GOLDEN / "registration.edition.created.v1.1.json"
    document = json.loads(golden.read_text("utf-8"))
    document["data"] |= published_before
    (tmp_path / golden.name).write_text(json.dumps(document))
    monkeypatch.setattr(contracts, "GOLDEN", tmp_path)

    (problem,) = contracts.shrunk()

    assert complaint in problem


def test_an_event_that_is_gone_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden = contracts.GOLDEN / "registration.edition.created.v1.1.json"
    text = golden.read_text("utf-8").replace("edition.created", "edition.imagined")
    (tmp_path / "registration.edition.imagined.v1.1.json").write_text(text)
    monkeypatch.setattr(contracts, "GOLDEN", tmp_path)

    assert list(contracts.shrunk()) == ["registration.edition.imagined.v1: the event is gone"]


def test_a_newly_required_field_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(contracts.GOLDEN / "registration.edition.created.v1.1.json", tmp_path)
    golden = tmp_path / "registration.edition.created.v1.1.json"
    document = json.loads(golden.read_text("utf-8"))
    del document["data"]["year"]
    golden.write_text(json.dumps(document))
    monkeypatch.setattr(contracts, "GOLDEN", tmp_path)

    (problem,) = contracts.shrunk()

    assert "Missing data for required field" in problem


def test_the_topology_that_is_committed_is_the_one_of_today() -> None:
    topology = contracts.definitions(contracts.listeners(), contracts.PUBLISHERS)

    assert json.loads(contracts.DEFINITIONS.read_text("utf-8")) == topology
