"""Two seeds of the chaos runs: whatever breaks, nothing is lost, nothing is doubled and everything comes to rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.seed import Arena

pytestmark = pytest.mark.timeout(400)

SECONDS = 20


@pytest.fixture(scope="module")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """One running system for both."""
    made = Arena(tmp_path_factory.mktemp("chaos"))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.mark.feature("D7", "D13", "E4", "E6", "E10")
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_or_doubled_under_load_and_faults(arena: Arena, seed: int) -> None:
    outcome = arena.play(seed, SECONDS)
    faults = Path(arena.system.folder / "faults.txt").read_text("utf-8")
    assert (outcome.findings, outcome.hangs) == ([], ""), faults
    assert outcome.acknowledged > 0
    assert outcome.faults
