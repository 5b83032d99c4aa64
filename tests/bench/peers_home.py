"""The virtualenv of the peers: what a user would pick instead of CIMI's messaging, locked, and no part of CIMI."""

import hashlib
import subprocess
import sys
import venv

from tests.bench.stage import ROOT

HOME = ROOT / "build" / "peers"
LOCK = ROOT / "requirements" / "peers.txt"
STAMP = HOME / "complete"


def install() -> None:
    """Set it up, unless it is there with this very lock."""
    expected = hashlib.sha256(LOCK.read_bytes()).hexdigest() + sys.version.split()[0]
    if STAMP.exists() and STAMP.read_text("ascii") == expected:
        return
    print("setting up build/peers …", flush=True)
    venv.create(HOME, with_pip=True, clear=True)
    pip = [str(HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq"]
    subprocess.run([*pip, "install", "--require-hashes", "-r", str(LOCK)], check=True)
    STAMP.write_text(expected, "ascii")
