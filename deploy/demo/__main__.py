"""`python -m deploy.demo`: plays one edition against a running system and says whether everything went right.

Every argument has an environment variable, `CIMI_DEMO_` and its name. Passwords come from files, never from arguments.
"""

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from deploy.demo.door import Refused, SignIn
from deploy.demo.play import play
from deploy.demo.report import show
from deploy.demo.stage import Place
from deploy.demo.waiting import GaveUp, Unexpected


def main() -> int:
    """0 when nothing is off."""
    asked = arguments()
    place, console = place_of(asked), Console()
    try:
        report = play(place, console=console, record=asked.build / "demo-events.jsonl")
    except (Refused, GaveUp, Unexpected) as stopped:
        console.print(f"[bold red]The demo stopped:[/] {stopped}")
        return 1
    report.write(asked.build / "demo-report.json")
    show(report, place, console=console)
    return 0 if report.good else 1


def arguments() -> argparse.Namespace:
    """What the command line and the environment say."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo", description="Play one edition of the course.")

    def option(name: str, default: str, told: str, kind: type = str) -> None:
        value = os.environ.get(f"CIMI_DEMO_{name.upper()}", default)
        parser.add_argument(f"--{name.replace('_', '-')}", type=kind, default=kind(value), help=told)

    option("gateway", "http://127.0.0.1:8000", "address of the gateway")
    option("secretariat", "", "file with the secretariat's email and password, a line each")
    option("director", "", "file with the director's email and password, a line each")
    option("reviewer", "", "file with the email and password of a member of the committee, a line each")
    option("travel_desk", "", "file with the travel desk's email and password, a line each")
    option("maildir", "", "folder of the mail catcher; without it the register of emails is read")
    option("broker", "", "RabbitMQ management address with user, password and vhost")
    option("subscriber", "", "AMQP address of the outside subscriber")
    option("build", "build", "folder for the report", Path)
    return parser.parse_args()


def place_of(asked: argparse.Namespace) -> Place:
    """The running system."""
    return Place(
        gateway=asked.gateway,
        secretariat=sign_in(Path(asked.secretariat)),
        director=sign_in(Path(asked.director)),
        reviewer=sign_in(Path(asked.reviewer)),
        travel_desk=sign_in(Path(asked.travel_desk)),
        maildir=Path(asked.maildir) if asked.maildir else None,
        broker=asked.broker,
        subscriber=asked.subscriber,
    )


def sign_in(path: Path) -> SignIn:
    """The email and the password in a file."""
    email, password = path.read_text("utf-8").splitlines()
    return SignIn(email, password)


if __name__ == "__main__":
    sys.exit(main())
