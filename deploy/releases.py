"""The last release of this checkout, and what its files said."""

import os
import subprocess
import tomllib
from pathlib import Path

RELEASES = "v[0-9]*"


def current(root: Path) -> str:
    """The version that is being worked on."""
    return str(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def last(root: Path) -> str | None:
    """The highest release that the commit at hand builds on; None where there is none, or no history."""
    if not (root / ".git").exists():
        return None
    order = ("-c", "versionsort.suffix=-")  # v1.0.0-rc1 comes before v1.0.0
    tags = _git(root, *order, "tag", "--merged", "HEAD", "--list", RELEASES, "--sort=-version:refname")
    return next(iter(tags.splitlines()), None)


def file_of(root: Path, release: str, path: Path) -> str:
    """A file as it was in the release. Raises CalledProcessError when it had none."""
    return _git(root, "show", f"{release}:{path.relative_to(root).as_posix()}")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, env={**os.environ, "LC_ALL": "C"}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
