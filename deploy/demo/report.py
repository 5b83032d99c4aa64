"""The demo's last word: build/demo-report.json for machines, a table for people."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from deploy.demo import check
from deploy.demo.check import Finding
from deploy.demo.examine import Evidence
from deploy.demo.stage import Place, Stage

NUMBERS = (
    "applications", "selected", "confirmed", "certificates", "emails", "events", "parked", "lost", "doubled", "seconds",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Report:
    """What happened, in the numbers that must come out the same however often a process dies on the way."""

    applications: int
    selected: int
    confirmed: int
    certificates: int
    emails: int
    events: int
    parked: int
    lost: int
    doubled: int
    seconds: float
    details: dict[str, Any]
    findings: tuple[Finding, ...]

    @property
    def good(self) -> bool:
        """Whether nothing is off."""
        return all(finding.good for finding in self.findings)

    def to_json(self) -> dict[str, Any]:
        """As it is written."""
        return {
            **{name: value for name, value in vars(self).items() if name != "findings"},
            "checks": {finding.what: finding.good for finding in self.findings},
        }

    def write(self, path: Path) -> None:
        """Leave the report where others look for it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.to_json(), indent=1, ensure_ascii=False) + "\n", "utf-8")


def report_of(
    stage: Stage, evidence: Evidence, findings: Iterable[Finding], *, parked: int, seconds: float
) -> Report:  # fmt: skip
    """The numbers of an edition that was played."""
    balances = balances_of(evidence)
    return Report(
        applications=len(stage.applicants),
        selected=stage.selected,
        confirmed=check.confirmed(evidence),
        certificates=len(evidence.certificates),
        emails=len({row["email_id"] for row in evidence.emails if row["status"] == "accepted"}),
        events=len(evidence.published),
        parked=parked,
        lost=sum(len(balance.lost) for balance in balances),
        doubled=sum(len(balance.doubled) for balance in balances),
        seconds=round(seconds, 1),
        details={
            "edition": stage.calendar.ordinal,
            "calls": counted(row["status"] for row in evidence.calls),
            "nominated": sum(row["nominated"] for row in evidence.calls),
            "received": len(evidence.applications),
            "refused": dict(sorted(stage.refused.items())),
            "statuses": counted(row["status"] for row in evidence.applications),
            "certificates": counted(row["status"] for row in evidence.certificates),
            "emails": counted(row["template"] for row in evidence.emails),
            "events": counted(event.name for event in evidence.published),
            "subscriber": None if evidence.seen is None else len({one["id"] for one in evidence.seen}),
        },
        findings=tuple(findings),
    )


def balances_of(evidence: Evidence) -> list[check.Balance]:
    """What became of events and emails, wherever that could be looked at."""
    balances = [check.emails(evidence)]
    if evidence.caught is not None:
        balances.append(check.caught(evidence.emails, evidence.caught))
    if evidence.seen is not None:
        balances.append(check.seen(evidence))
    return balances


def counted(things: Iterable[object]) -> dict[str, int]:
    """How many of each, by name."""
    return dict(sorted(Counter(map(str, things)).items()))


def show(report: Report, place: Place, *, console: Console) -> None:
    """The numbers, what was checked, and where to look further."""
    numbers = Table(show_header=False)
    for name in NUMBERS:
        numbers.add_row(name, f"[bold]{getattr(report, name)}[/]")
    checks = Table(show_header=False, box=None)
    for finding in report.findings:
        checks.add_row("[green]yes[/]" if finding.good else "[red]NO[/]", finding.what, f"[dim]{finding.found}[/]")
    console.print("One edition, from the call to the certificates:", numbers, checks, "")
    addresses = Table(show_header=False, box=None)
    addresses.add_row("Staff pages and public pages", place.gateway)
    addresses.add_row("Secretariat", place.secretariat.email)
    addresses.add_row("Director", place.director.email)
    console.print(addresses)
    if not report.good:
        console.print("[bold red]Something is off: see the lines marked NO.[/]")
