"""While a package is installed no system service may start; nothing of that stays behind."""

import stat
from pathlib import Path

import pytest

from shared.testing import debian

FOREIGN = "#!/bin/sh\nexit 104\n"


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that Debian asks, somewhere else."""
    monkeypatch.setattr(debian, "POLICY", tmp_path / "policy-rc.d")
    monkeypatch.setattr("os.geteuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda program: f"/usr/bin/{program}")
    return tmp_path / "policy-rc.d"


@pytest.fixture
def asked(policy: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Debian would be told at each step of an installation."""
    answers: list[str] = []

    class Done:
        returncode = 0

    def apt(*_: str) -> Done:
        answers.append(policy.read_text())
        assert stat.S_IMODE(policy.stat().st_mode) & 0o111
        return Done()

    monkeypatch.setattr(debian, "_apt", apt)
    return answers


def test_no_service_starts_while_a_package_is_installed(policy: Path, asked: list[str]) -> None:
    debian.install("rabbitmq-server")
    assert (asked, policy.exists()) == ([debian.OURS], False)


def test_what_a_killed_installation_left_behind_is_used_and_goes(policy: Path, asked: list[str]) -> None:
    policy.write_text(debian.OURS)
    debian.install("rabbitmq-server")
    assert (asked, policy.exists()) == ([debian.OURS], False)


def test_what_a_killed_installation_left_behind_goes_even_when_nothing_is_to_be_installed(policy: Path) -> None:
    policy.write_text(debian.OURS)
    debian.tidy()
    assert not policy.exists()


def test_the_administrators_own_file_stays(policy: Path, asked: list[str]) -> None:
    policy.write_text(FOREIGN)
    policy.chmod(0o755)
    debian.install("rabbitmq-server")
    debian.tidy()
    assert (asked, policy.read_text()) == ([FOREIGN], FOREIGN)
