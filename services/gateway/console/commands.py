"""The words of the command line, what each takes, and its exit codes."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from services.gateway.console import acts
from services.gateway.console.office import Office, Refused, credentials

DESCRIPTION = """\
What operators do about the messages between the services. It asks the gateway's HTTP API in your name, so it can do
what your role may do, and what you do is in the audit.

  ./cimi state                                     what waits, what is parked
  ./cimi parked list registration                  parked messages of one service
  ./cimi parked replay-all scheduling --reason KeyError         what would be replayed; with --yes it is
  ./cimi reconcile --since 2027-03-01              what somebody has not heard; with --repair it is sent again
  ./cimi replay ext.example.inbox --since 2027-03-01 --yes      old events for one subscriber
  ./cimi chain CIMI-44-0007                        all that happened about one application

Nothing is changed by looking. Whatever changes much is counted first and done with --yes (or --repair)."""

EPILOGUE = """\
signing in: --sign-in FILE (or CIMI_SIGN_IN) names a file with your email address on its first line and your password on
its second; without it you are asked. A password is never an argument: everybody on the machine can read those.

exit codes: 0 done, or all is well; 1 something needs a person (parked, missing, unsent, failed again, a service away);
2 refused, or not understood; 3 no answer."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and answer its exit code."""
    asked = parser().parse_args(arguments)
    try:
        email, password = credentials(asked.email, asked.sign_in)
        with Office(asked.url).signed_in(email, password) as office:
            code: int = asked.act(office, asked)
            return code
    except Refused as refused:
        print(f"cimi: {refused}", file=sys.stderr)
        return 3 if refused.unavailable else 2
    except OSError as error:
        print(f"cimi: {error}", file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """All of it."""
    shape = argparse.RawDescriptionHelpFormatter
    made = argparse.ArgumentParser(prog="cimi", description=DESCRIPTION, epilog=EPILOGUE, formatter_class=shape)
    url = os.environ.get("CIMI_PUBLIC_URL", "http://127.0.0.1:8000")
    made.add_argument("--url", default=url, help="the gateway (default: CIMI_PUBLIC_URL, or %(default)s)")
    made.add_argument("--email", default="", help="who signs in, if there is no --sign-in")
    sign_in = os.environ.get("CIMI_SIGN_IN")
    made.add_argument("--sign-in", type=Path, default=Path(sign_in) if sign_in else None, metavar="FILE")
    made.add_argument("--json", action="store_true", help="answer in JSON, for programs")
    words = made.add_subparsers(required=True, metavar="COMMAND")
    _word(words, "state", acts.state, "each service's outbox, and how many messages are parked")
    _parked(words)
    _reconcile(words)
    _send_again(words)
    _word(
        words, "contacts", acts.contacts, "have all names and addresses told to the register of emails anew", yes=True
    )
    chain = _word(words, "chain", acts.chain, "all that one request, or all about one application, led to")
    chain.add_argument("of", metavar="NUMBER|ID", help="an application's number, or a correlation id")
    return made


def _word(
    words: Any, name: str, act: Callable[[Office, argparse.Namespace], int], text: str, *, yes: bool = False
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = words.add_parser(name, help=text, description=text.capitalize() + ".")
    made.set_defaults(act=act)
    if yes:
        made.add_argument("--yes", action="store_true", help="do it; without it nothing is changed")
    return made


def _parked(words: Any) -> None:
    parked = words.add_parser("parked", help="messages that could not be handled: see, replay, discard")
    verbs = parked.add_subparsers(required=True, metavar="VERB")
    listed = _word(verbs, "list", acts.list_parked, "the parked messages; without a service, counted by error")
    listed.add_argument("service", nargs="?", choices=acts.SERVICES)
    listed.add_argument("--status", default="open", choices=["open", "replayed", "discarded"])
    every = _word(verbs, "replay-all", acts.replay_all, "replay all of a kind, each by itself", yes=True)
    every.add_argument("service", choices=acts.SERVICES)
    for each in (listed, every):
        each.add_argument("--reason", default="", help="the error class, as it is listed")
        each.add_argument("--event", default="", help="the name of the event")
    shown = _word(verbs, "show", acts.show_parked, "one message with the place where it failed")
    replay = _word(verbs, "replay", acts.replay, "handle one message now; it cannot take effect twice")
    discard = _word(verbs, "discard", acts.propose_discard, "propose to give one message up")
    discard.add_argument("--reason", required=True, help="why, in a few words; the second person reads it")
    confirm = _word(verbs, "confirm", acts.confirm_discard, "give up what another person has proposed to discard")
    for each in (shown, replay, discard, confirm):
        each.add_argument("service", choices=acts.SERVICES)
        each.add_argument("id")


def _reconcile(words: Any) -> None:
    made = _word(words, "reconcile", acts.reconcile, "compare what was told with what was heard")
    made.add_argument("--since", type=_moment, default=None, help="a day or a time (default: two days ago)")
    made.add_argument("--until", type=_moment, default=None, help="before that day or time (default: a minute ago)")
    made.add_argument("--repair", action="store_true", help="send what is missing again, and wait until it is heard")
    made.add_argument("--patience", type=float, default=60, metavar="SECONDS", help="how long (default: %(default)s)")


def _send_again(words: Any) -> None:
    again = _word(words, "send-again", acts.send_again, "send old events again to everybody who is bound", yes=True)
    replay = _word(words, "replay", acts.send_again, "send old events again to one subscriber's queue", yes=True)
    replay.add_argument("to", metavar="QUEUE", help="for example ext.example.inbox, or scheduling.inbox")
    again.add_argument("--id", action="append", default=[], dest="ids", metavar="ID")
    again.add_argument("--subject", default="", help="only events about this id")
    for each in (again, replay):
        each.add_argument("--service", default="", choices=acts.SERVICES, help="the publisher (default: all)")
        each.add_argument("--event", action="append", default=[], dest="events", metavar="NAME")
        each.add_argument(
            "--since", type=_moment, required=each is replay, help="what happened from that day or time on"
        )
        each.add_argument("--until", type=_moment, help="and before that day or time")


def _moment(text: str) -> datetime:
    """A day (from its first moment) or a time; UTC unless it says otherwise."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
