"""Facts: each is numbered without a gap, is with the broker, was heard by every listener and was seen outside."""

from collections import defaultdict
from collections.abc import Iterator

from tests.chaos.evidence import Evidence, Finding

COLLECTIONS = {  # whose documents count the facts of their subject
    "registration": ("editions", "applications"),
    "scheduling": ("programmes", "sessions", "experts", "roster"),
    "certification": ("completions", "certificates"),
    "notifications": ("emails",),
}


def check(evidence: Evidence) -> Iterator[Finding]:
    """All of it."""
    for kind, what, ids in (
        ("lost", "facts that never left the outbox", _unsent(evidence)),
        ("lost", "facts that a listener never heard", _unheard(evidence)),
        ("invented", "what was heard and never published", _invented(evidence)),
        ("lost", "facts that nobody outside was given", _unseen(evidence)),
        ("invented", "what was seen outside and never published", _made_up(evidence)),
        ("disorder", "subjects whose facts have gaps or the same number twice", _gaps(evidence)),
        ("partial", "documents that count other facts than there are", _uncounted(evidence)),
        ("lost", "poison that was not parked", _unparked(evidence)),
        ("lost", "messages that were parked", sorted(map("|".join, (evidence.parked - evidence.poison).elements()))),
    ):
        if ids:
            yield Finding(kind, what, tuple(ids))


def _unparked(evidence: Evidence) -> list[str]:
    return sorted(map("|".join, (evidence.poison - evidence.deleted - evidence.parked).elements()))


def _unsent(evidence: Evidence) -> list[str]:
    return [f"{fact.name} {fact.event_id}" for fact in evidence.facts if not fact.sent]


def _unheard(evidence: Evidence) -> list[str]:
    heard = {(row.service, row.consumer, row.event_id) for row in evidence.heard}
    return [
        f"{fact.name} {fact.event_id} by {consumer}"
        for fact in evidence.facts
        for service, consumer in evidence.listeners.get(fact.name, [])
        if (service, consumer, fact.event_id) not in heard
    ]


def _invented(evidence: Evidence) -> list[str]:
    """Internal facts are not kept, so what was heard of them cannot be compared."""
    published = {fact.event_id for fact in evidence.facts}
    return [
        f"{row.name} {row.event_id}"
        for row in evidence.heard
        if row.event_id not in published and ".contact." not in row.name
    ]


def _unseen(evidence: Evidence) -> list[str]:
    return [f"{fact.name} {fact.event_id}" for fact in evidence.facts if not evidence.outside[fact.event_id]]


def _made_up(evidence: Evidence) -> list[str]:
    return sorted(set(evidence.outside) - {fact.event_id for fact in evidence.facts})


def _sequences(evidence: Evidence) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for fact in evidence.facts:
        found[fact.service, fact.subject].append(fact.sequence)
    return found


def _gaps(evidence: Evidence) -> list[str]:
    told = evidence.addresses_told()
    numbers = {key: sorted([*given, *told.get(key[1], ())]) for key, given in _sequences(evidence).items()}
    gaps = [
        f"{service} {subject} {given}"
        for (service, subject), given in numbers.items()
        if given != list(range(1, 1 + len(given)))
    ]
    if (there := sum(map(len, told.values()))) != (owed := len(told) + evidence.restated):
        gaps.append(f"the facts of experts leave {there} numbers for their addresses, which were told {owed} times")
    return gaps


def _uncounted(evidence: Evidence) -> list[str]:
    published, told = _sequences(evidence), evidence.addresses_told()
    wrong = []
    for service, collections in COLLECTIONS.items():
        for collection in collections:
            for key, document in evidence.kept(f"{service}.{collection}").items():
                last = max([0, *published.get((service, key), ()), *told.get(key, ())])
                if document["sequence"] != last:
                    wrong.append(f"{service}.{collection} {key} counts {document['sequence']}, there are {last}")
    return wrong
