"""What is noted about features: the last run of everything, whoever ran it, and later looks at a part of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.features import written
from shared.testing.features import RESULTS, read

ROOT = Path(__file__).parents[2]
CONFTEST = """
from pathlib import Path
from shared.testing.features import Recorder

def pytest_configure(config):
    config.addinivalue_line("markers", "feature(*ids)")
    config.pluginmanager.register(Recorder(Path(__file__).parent))
"""
TESTS = """
import pytest

@pytest.mark.feature("A1")
def test_{one}(): pass

@pytest.mark.feature("B2", "C3")
def test_{other}(): assert {holds}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An invented project of two files of tests."""
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_seats.py").write_text(TESTS.format(one="taken", other="freed", holds=True))
    (tmp_path / "tests" / "test_letters.py").write_text(TESTS.format(one="sent", other="read", holds=False))
    return tmp_path


def noted(project: Path, *arguments: str) -> dict[str, str]:
    """Run its tests: test -> outcome, of everything that is noted after that."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=project, env=environment, capture_output=True, check=False, timeout=60)
    return {test.partition("::")[2]: result["outcome"] for test, result in read(project / RESULTS).items()}


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2", "--dist", "loadfile")])
def test_a_run_of_everything_forgets_tests_that_are_no_more(project: Path, workers: tuple[str, ...]) -> None:
    first = noted(project, *workers)
    letters = project / "tests" / "test_letters.py"
    letters.write_text(letters.read_text().replace("test_sent", "test_posted"))
    second = noted(project, *workers)
    assert first == {"test_taken": "passed", "test_freed": "passed", "test_sent": "passed", "test_read": "failed"}
    assert second == {"test_taken": "passed", "test_freed": "passed", "test_posted": "passed", "test_read": "failed"}


@pytest.mark.parametrize("part", [("tests/test_letters.py",), ("-k", "letters"), ("-x",)])
def test_a_run_of_a_part_forgets_nothing(project: Path, part: tuple[str, ...]) -> None:
    noted(project)
    letters = project / "tests" / "test_letters.py"
    letters.write_text(TESTS.format(one="sent", other="read", holds=True))
    (project / "tests" / "test_badges.py").write_text("def test_a_badge(): assert False\n" if part == ("-x",) else "")
    assert set(noted(project, *part)) == {"test_taken", "test_freed", "test_sent", "test_read"}


def test_the_cases_of_one_sentence_are_one_line_that_says_how_they_went():
    rows = [{"group": "Seats", "id": "A1", "feature": "Seats", "course_only": ""}]
    shown = {
        "tests/test_seats.py::test_taken[by Peru]": {"features": ["A1"], "outcome": "passed"},
        "tests/test_seats.py::test_taken[by Chile]": {"features": ["A1"], "outcome": "failed"},
        "tests/test_seats.py::test_seats_are_freed": {"features": ["A1"], "outcome": "passed"},
    }

    last = written(rows, shown).splitlines()[-1]

    assert last == "| A1 | Seats | seats are freed (passed)<br>taken (1 cases failed, 1 cases passed) |"
