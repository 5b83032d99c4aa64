"""The first members of staff, made once: `python -m deploy.staff --sign-ins DIR` writes a file for each and says so.

A file holds the email and, on a second line, a password that was made up here. An account is made once, so whoever
changes a password keeps it; a role that a later release adds gets its account at the next start.
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
    "reviewer": "Rubén Cabrera",
}


def make(folder: Path) -> int:
    """0 when all have an account; a password lies by itself until its account is made, and no longer."""
    folder.mkdir(exist_ok=True, mode=0o700)
    for role, name in STAFF.items():
        path, password, email = folder / role, folder / f"{role}-password", f"{role}@cimi.example"
        if path.exists() and not password.exists():
            continue
        write_once(password, secrets.token_urlsafe(16))
        write_once(path, f"{email}\n{password.read_text('utf-8')}\n")
        account = ["--email", email, "--name", name, "--role", role, "--password-file", str(password)]
        if failed := accounts.main(["add", *account]):
            return failed
        password.unlink()
    return 0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.staff", description="Make the first staff accounts.")
    parser.add_argument("--sign-ins", type=Path, required=True, help="folder for a file for each")
    return make(parser.parse_args().sign_ins)


if __name__ == "__main__":
    sys.exit(main())
