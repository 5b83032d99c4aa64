"""The checker: from all evidence, what was lost, doubled, invented, half done or in disorder. Nothing else decides."""

from collections.abc import Iterator

from tests.chaos import check_acts, check_emails, check_facts, check_projections
from tests.chaos.evidence import Evidence, Finding


def check(evidence: Evidence) -> list[Finding]:
    """Every finding; none when all is as it must be."""
    return list(_all(evidence))


def _all(evidence: Evidence) -> Iterator[Finding]:
    for part in (check_acts, check_facts, check_emails, check_projections):
        yield from part.check(evidence)


def count(findings: list[Finding], kind: str) -> int:
    """How many ids were found to be `kind`."""
    return sum(len(finding.ids) for finding in findings if finding.kind == kind)
