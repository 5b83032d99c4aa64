"""What was released is what today's contracts are held to; what came after it is still ours to change."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deploy import contracts, releases

FILE = Path("tests/contracts/published.json")
CREATED = "registration.edition.created.v1"
Git = Callable[..., None]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A project of its own, with what is published today, not yet released."""
    root = tmp_path / "project"
    shutil.copytree(contracts.GOLDEN, root / "tests" / "contracts" / "golden")
    shutil.copy(contracts.PUBLISHED, root / FILE)
    shutil.copy(contracts.ROOT / "pyproject.toml", root)
    monkeypatch.setattr(contracts, "ROOT", root)
    monkeypatch.setattr(contracts, "PUBLISHED", root / FILE)
    monkeypatch.setattr(contracts, "GOLDEN", root / "tests" / "contracts" / "golden")

    def run(*arguments: str) -> None:
        who = ["-c", "user.name=Inés Quispe", "-c", "user.email=ines.quispe@cimi.example"]
        subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)

    run("init", "--initial-branch", "main")
    return run


def commit(git: Git, **changed: Any) -> None:
    """Commit a description in which some of the event has changed."""
    description = json.loads((contracts.ROOT / FILE).read_text("utf-8"))
    description[CREATED] |= changed
    (contracts.ROOT / FILE).write_text(json.dumps(description))
    git("add", "-A")
    git("commit", "--message", "Contracts", "--allow-empty")


def test_before_the_first_release_what_is_committed_counts(git: Git) -> None:
    commit(git, audience="internal")

    assert releases.last(contracts.ROOT) is None
    assert list(contracts.shrunk()) == [f"{CREATED}: it was internal and is now public"]


@pytest.mark.feature("E3")
@pytest.mark.parametrize(
    ("as_released", "sentence"),
    [
        ({"audience": "internal"}, "it was internal and is now public"),
        ({"subject": "year"}, "its subject was year and is now edition_id"),
        ({"fields": {"edition_id": "required str", "ordinal": "required int", "year": "required str"}}, "year was "),
        ({"fields": {"edition_id": "required str", "ordinal": "required int"}}, "the new field year must be optional"),
        ({"codes": {"year": ["early", "late"]}}, "year has lost the code early"),
    ],
)
def test_what_the_last_release_promised_is_held_whatever_was_committed_since(
    git: Git, as_released: dict[str, Any], sentence: str
) -> None:
    today = json.loads((contracts.ROOT / FILE).read_text("utf-8"))[CREATED]
    commit(git, **as_released)
    git("tag", "v0.1.0")
    commit(git, **today)

    first, *_ = contracts.shrunk()

    assert first.startswith(f"{CREATED}: {sentence}")


@pytest.mark.feature("E3")
def test_what_came_after_the_last_release_may_still_change(git: Git) -> None:
    commit(git)
    git("tag", "v0.1.0")
    commit(git, audience="internal")

    assert list(contracts.shrunk()) == []


def test_an_event_and_a_golden_message_of_the_last_release_stay(git: Git) -> None:
    commit(git, golden={"gone.json": {"release": "0.1.0", "sha256": "ab" * 32}})
    git("tag", "v0.1.0")
    commit(git, golden={})

    assert list(contracts.shrunk()) == [f"{CREATED}: gone.json is gone"]


def test_the_highest_release_counts_and_only_one_that_the_work_at_hand_builds_on(git: Git) -> None:
    for tag in ("v0.9.0", "v0.10.0", "v0.10.0-rc1", "verified"):
        commit(git)
        git("tag", tag)
    git("switch", "--create", "elsewhere")
    commit(git)
    git("tag", "v1.0.0")
    git("switch", "main")

    assert releases.last(contracts.ROOT) == "v0.10.0"


def test_a_copy_without_history_has_no_release(tmp_path: Path) -> None:
    assert releases.last(tmp_path) is None
