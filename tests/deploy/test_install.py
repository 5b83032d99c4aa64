"""Setting up: done once, done again when the lock changed or the first time was cut short, clear when it cannot be."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "deploy" / "install.py"


@pytest.fixture
def install(tmp_path, monkeypatch) -> ModuleType:
    """The set-up of an invented project that needs nothing."""
    specification = importlib.util.spec_from_file_location("install", SCRIPT)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "dev.txt").touch()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "LOCK", tmp_path / "requirements" / "dev.txt")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "complete")
    return module


def test_a_finished_set_up_is_left_alone_until_the_lock_changes(install, capsys):
    assert install.main() is None
    first = install.STAMP.read_text()
    capsys.readouterr()
    assert install.main() is None
    assert capsys.readouterr().out == ""
    install.LOCK.write_text("# another lock\n")
    assert install.main() is None
    assert "setting up" in capsys.readouterr().out
    assert install.STAMP.read_text() != first


def test_a_set_up_that_was_cut_short_is_repaired(install):
    assert install.main() is None
    install.STAMP.unlink()
    (site,) = install.VENV.glob("lib/python*/site-packages")
    shutil.rmtree(site / "pip")
    assert install.main() is None
    assert (site / "pip" / "__init__.py").exists()


def test_a_lock_that_cannot_be_installed_leaves_no_stamp(install):
    install.LOCK.write_text("no-such-package-of-ours==1.0\n")  # without a hash pip does not even look for it
    assert install.main() == "The dependencies could not be installed (see above); `make install` tries again."
    assert not install.STAMP.exists()


def test_an_old_python_is_told_so(install, monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert install.main() == "CIMI needs Python 3.11 or newer; this is 3.9. On Debian 12: apt-get install python3."


def test_a_full_disk_is_told(install, monkeypatch):
    monkeypatch.setattr(install, "LEAST_FREE_BYTES", 1024**6)
    assert install.main().endswith("setting up needs 2048 MB.")


def test_where_python_comes_without_venv_it_is_installed_from_debian(install, monkeypatch, tmp_path):
    asked = []
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\n[ -e {tmp_path}/installed ] || exit 1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))

    def from_debian(package):
        asked.append(package)
        (tmp_path / "installed").touch()

    monkeypatch.setattr("shared.testing.debian.install", from_debian)
    assert install.main() is None
    assert asked == [f"python3.{sys.version_info[1]}-venv"]
