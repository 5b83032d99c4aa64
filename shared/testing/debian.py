"""What the embedded servers need from Debian: found on this machine, or installed when we may."""

import contextlib
import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

POLICY = Path("/usr/sbin/policy-rc.d")
OURS = "#!/bin/sh\n# CIMI made this while it installs a package; a left-over may go.\nexit 101\n"
ELSE = "Use `docker compose up --wait` instead, or set CIMI_AMQP_URL and CIMI_MONGO_URL to servers of your own."


class ServerUnavailable(Exception):
    """A server cannot run here; the message is one sentence that says why and what to do."""


def install(package: str) -> None:
    """Install a Debian package, without starting a system service. Raises ServerUnavailable when we may not."""
    if shutil.which("apt-get") is None:
        raise ServerUnavailable(f"{package} is not installed and this system has no apt-get to install it. {ELSE}")
    if os.geteuid() != 0:
        raise ServerUnavailable(f"{package} is not installed and only root may install it. {ELSE}")
    print(f"installing {package} …", flush=True)
    with _no_service_starts():
        done = _apt("install", "-y", "--no-install-recommends", package)
        if done.returncode:  # the list of packages may be missing or old
            _apt("update")
            done = _apt("install", "-y", "--no-install-recommends", package)
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise ServerUnavailable(f"{package} could not be installed ({reason}). {ELSE}")


def tidy() -> None:
    """Remove what an installation of ours that was killed has left behind."""
    if os.geteuid() == 0 and POLICY.exists():
        with _no_service_starts():
            pass


def _apt(*arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    options = ("-q", "-o", "DPkg::Lock::Timeout=120")
    return subprocess.run(
        ["apt-get", *options, *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        text=True,
    )


@contextlib.contextmanager
def _no_service_starts() -> Iterator[None]:
    """Debian asks this file whether a freshly installed service may start; ours is a private node, so: no (101).

    Somebody else's stays as it is; one that a killed run of ours left behind is ours again, and goes at the end.
    """
    with _alone():
        if POLICY.exists() and POLICY.read_text("utf-8", errors="replace") != OURS:
            yield
            return
        POLICY.write_text(OURS, "ascii")
        POLICY.chmod(0o755)
        try:
            yield
        finally:
            POLICY.unlink(missing_ok=True)


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """One of us at a time, so that none removes the file while another installs."""
    folder = os.open(POLICY.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
