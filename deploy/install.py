"""Sets up .venv with the locked dependencies; started by make with whatever Python there is, so it needs nothing.

The last thing it writes is a stamp with the lock's digest: without that very stamp the set-up was not finished or is
of another lock, and is done again.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements" / "dev.txt"
STAMP = VENV / "complete"
LEAST_FREE_BYTES = 2 * 1024**3


def main() -> "str | None":  # quoted, and no newer syntax: an old Python must get as far as the sentence below
    """Set up, unless it is done; one sentence when it cannot be done."""
    if sys.version_info[:2] != NEEDED and shutil.which("python3.11"):
        os.execvp("python3.11", ["python3.11", *sys.argv])  # noqa: S606  # becomes the Python that was measured
    if sys.version_info < NEEDED:
        version = ".".join(map(str, sys.version_info[:2]))
        return f"CIMI needs Python 3.11 or newer; this is {version}. On Debian 12: apt-get install python3."

    with LOCK.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second finds everything done
        expected = f"{hashlib.sha256(lock.read()).hexdigest()} {sys.version.split()[0]}\n"
        if STAMP.exists() and STAMP.read_text("ascii") == expected:
            return None
        return _set_up(expected)


def _set_up(stamp: str) -> "str | None":
    free = shutil.disk_usage(str(ROOT)).free
    if free < LEAST_FREE_BYTES:
        return f"Only {free // 1024**2} MB of disk are free in {ROOT}; setting up needs 2048 MB."
    print("setting up .venv (a minute or two) …", flush=True)
    STAMP.unlink(missing_ok=True)
    problem = None if _works() else _make_venv()
    if problem:
        return problem
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "-qq"]
    done = subprocess.run([*pip, "install", "--require-hashes", "-r", str(LOCK)], check=False)
    if done.returncode:
        return "The dependencies could not be installed (see above); `make install` tries again."
    STAMP.write_text(stamp, "ascii")
    return None


def _works() -> bool:
    """Whether there is a .venv of this Python with pip in it."""
    question = [str(VENV / "bin" / "python"), "-c", "import pip, sys; print(sys.version.split()[0])"]
    try:
        answer = subprocess.run(question, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    except OSError:  # there is none, or its Python is gone
        return False
    return answer.returncode == 0 and answer.stdout.decode().strip() == sys.version.split()[0]


def _make_venv() -> "str | None":
    sys.path.insert(0, str(ROOT))
    from shared.testing import debian  # noqa: PLC0415  # not before the path is right

    for attempt in ("first", "with venv from Debian"):
        shutil.rmtree(str(VENV), ignore_errors=True)
        done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, check=False)
        if done.returncode == 0:
            return None
        if attempt == "first":
            try:
                debian.install(f"python3.{sys.version_info[1]}-venv")
            except debian.ServerUnavailable as refusal:
                return str(refusal)
    return f"A virtual environment could not be made with {sys.executable}."


if __name__ == "__main__":
    sys.exit(main())
