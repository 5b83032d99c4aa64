"""Which tests show which feature, and how they last went: a pytest plugin that writes build/features.json."""

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

RESULTS = Path("build/features.json")
NARROWING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "maxfail", "collectonly")

Shown = dict[str, dict[str, Any]]


class Recorder:
    """Collects, from tests marked `feature("B6", …)`, test id -> {features, outcome}."""

    def __init__(self, root: Path) -> None:
        self._path = root / RESULTS
        self._shown: Shown = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Carry the marks on the report, which is all that reaches the main process of a parallel run."""
        report = yield
        report.user_properties = [*item.user_properties, ("features", _features(item))]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome; a failure anywhere between set-up and tear-down counts."""
        features = dict(report.user_properties).get("features")
        if features and (report.when == "call" or report.outcome != "passed"):
            noted = self._shown.setdefault(report.nodeid, {"features": features, "outcome": report.outcome})
            if report.outcome != "passed":
                noted["outcome"] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write what was seen: a run of everything replaces what is there, a smaller one is written over it."""
        if hasattr(session.config, "workerinput") or not self._shown:
            return
        earlier = {} if _everything(session) else read(self._path)
        self._path.parent.mkdir(exist_ok=True)
        self._path.write_text(json.dumps(earlier | self._shown, indent=1, sort_keys=True) + "\n", "utf-8")


def read(path: Path) -> Shown:
    """The results of the last runs; none when there was no run."""
    shown: Shown = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return shown


def _everything(session: pytest.Session) -> bool:
    """Whether this run was of all tests, to its end; then a test that it did not see is no more."""
    options = session.config.option
    narrowed = any(getattr(options, name, None) for name in NARROWING)
    ended = session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) and not session.shouldstop
    return ended and not narrowed and session.config.args_source is pytest.Config.ArgsSource.TESTPATHS


def _features(item: pytest.Item) -> list[str]:
    return sorted({feature for mark in item.iter_markers("feature") for feature in mark.args})
