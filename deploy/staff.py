"""The first members of staff, made once: `python -m deploy.staff --sign-ins DIR` writes a file for each and says so.

A file holds the email and, on a second line, a password that was made up here. Once all are made nothing is done any
more, so whoever changes a password keeps it.
"""

import argparse
import secrets
import sys
from pathlib import Path

from deploy.keys import write_once
from services.gateway import accounts

STAFF = {
    "secretariat": "Lucía Ferrari",
    "director": "Héctor Olmedo",
    "auditor": "Inés Quiroga",
    "travel_desk": "Paloma Sosa",
}


def make(folder: Path) -> int:
    """0 when all have an account."""
    made = folder / "made"
    if made.exists():
        return 0
    folder.mkdir(exist_ok=True, mode=0o700)
    for role, name in STAFF.items():
        path = folder / role
        email = f"{role}@cimi.example"
        write_once(path, f"{email}\n{secrets.token_urlsafe(16)}\n")
        password = path.with_name(f"{role}-password")
        write_once(password, path.read_text("utf-8").split("\n")[1])
        account = ["--email", email, "--name", name, "--role", role, "--password-file", str(password)]
        if failed := accounts.main(["add", *account]):
            return failed
        password.unlink()
    made.touch()
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.staff", description="Make the first staff accounts.")
    parser.add_argument("--sign-ins", type=Path, required=True, help="folder for a file for each")
    return make(parser.parse_args().sign_ins)


if __name__ == "__main__":
    sys.exit(main())
