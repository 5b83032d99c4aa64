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
    """The newest tag of a release before or at the commit at hand; None where there is none, or no history."""
    if not (root / ".git").exists():
        return None
    tags = _git(root, "tag", "--merged", "HEAD", "--list", RELEASES, "--sort=v:refname", "--sort=-creatordate")
    return next(iter(tags.splitlines()), None)


def file_of(root: Path, release: str, path: Path) -> str:
    """A file as it was in the release. Raises CalledProcessError when it had none."""
    return _git(root, "show", f"{release}:{path.relative_to(root).as_posix()}")


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, env={**os.environ, "LC_ALL": "C"}, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
