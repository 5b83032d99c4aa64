"""Requests: what a client was told is done is done once and wholly, and what it was not told is done once or not at all."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.chaos.evidence import Evidence, Fact, Finding, Reply
from tests.chaos.history import Act
from tests.chaos.owed import BY_OPERATORS, OWED


def check(evidence: Evidence) -> Iterator[Finding]:
    """Each act against its stored reply and its facts."""
    stored: dict[str, list[Reply]] = defaultdict(list)
    for reply in evidence.replies:
        stored[reply.key].append(reply)
    caused: dict[str, list[Fact]] = defaultdict(list)
    for fact in evidence.facts:
        caused[fact.causation_id].append(fact)
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for act in (act for act in evidence.acts if act.what not in BY_OPERATORS):
        if wrong := _judged(act, stored[act.key], caused[act.key]):
            found[wrong].append(f"{act.what} {act.key}")
    keys, chains = {act.key for act in evidence.acts}, {act.correlation_id for act in evidence.acts}
    found["lost", "acts of staff that the audit does not know"] = [
        f"{act.what} {act.key}"
        for act in evidence.acts
        if act.by_staff and act.acknowledged and act.correlation_id not in evidence.audited
    ]
    found["invented", "a reply to nobody"] = [key for key in stored if stored[key] and key not in keys]
    found["invented", "a fact that no request caused"] = [
        f"{fact.name} {fact.event_id}" for fact in evidence.facts if fact.correlation_id not in chains
    ]
    yield from (Finding(kind, what, tuple(ids)) for (kind, what), ids in found.items() if ids)


def _judged(act: Act, stored: list[Reply], caused: list[Fact]) -> tuple[str, str] | None:
    """What is wrong with one act: (kind, what), or None."""
    if len(stored) > 1:
        return "doubled", "a request that was done more than once"
    if not stored:
        if act.acknowledged:
            return "lost", "an acknowledged request without its effect"
        return ("partial", "facts of a request that was not done") if caused else None
    if act.refused:
        return "invented", "an effect of a request that was refused"
    if any(400 <= one.status < 500 for one in act.attempts):
        return "doubled", "a request that was done and refused when it was repeated"
    if any(reply != stored[0].reply for reply in act.replies):
        return "doubled", "a request that was answered in two ways"
    return _paid(act, stored[0], Counter(fact.name for fact in caused))


def _paid(act: Act, stored: Reply, published: Counter[str]) -> tuple[str, str] | None:
    owed = OWED[act.what](stored.reply)
    if owed.is_paid_by(published) or (act.what == "publish_selection" and not published):
        return None  # a second publication is answered with the first one's batch and changes nothing
    return ("doubled" if published > owed.facts else "partial"), "a request with other facts than it owes"
