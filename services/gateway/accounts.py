"""Staff accounts by command line: `python -m services.gateway.accounts add --email … --name … --role director …`."""

import argparse
import sys
from pathlib import Path

from services.gateway import use_cases
from services.gateway.model.account import Role
from services.gateway.settings import open_desk
from shared.contracts.refusal import Refusal
from shared.messaging.settings import SettingsError, read_settings
from shared.storage import new_id


def main(arguments: list[str] | None = None) -> int:
    """Add an account, or set an existing one anew; the password is the first line of a file, never an argument."""
    asked = _parser().parse_args(arguments)
    try:
        password = Path(asked.password_file).read_text("utf-8").split("\n")[0].strip()
        account = use_cases.add_account(
            open_desk(read_settings()),
            account_id=new_id(),
            email=asked.email,
            name=asked.name,
            role=Role(asked.role),
            language=asked.language,
            password=password,
        )
    except Refusal as refusal:
        print("\n".join(f"{name}: {text}" for name, text in refusal.fields.items()), file=sys.stderr)
        return 2
    except (OSError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{account.email} may sign in as {account.role}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.gateway.accounts", description=__doc__)
    add = parser.add_subparsers(required=True, metavar="add").add_parser("add", help="add an account, or set it anew")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--language", default="es", choices=["es", "en"])
    add.add_argument("--password-file", required=True, help="a file whose first line is the password")
    return parser


if __name__ == "__main__":
    sys.exit(main())
