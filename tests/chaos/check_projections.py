"""What services made of each other's facts: the newest of each is known where it must be, and each counted once."""

from collections import Counter
from collections.abc import Iterator

from deploy.demo.check import TOLD_TO_ONE
from tests.chaos.evidence import Evidence, Fact, Finding
from tests.chaos.history import Json

SEAT = {
    "registration.offer.confirmed.v1": "confirmed",
    "registration.application.withdrawn.v1": "withdrawn",
    "registration.application.withdrawn_by_course.v1": "withdrawn",
    "registration.application.no_show_recorded.v1": "no_show",
    "registration.application.left_early.v1": "left_early",
}
OPENED, RELEASED = "registration.edition.opened.v1", "scheduling.programme.released.v1"
PUBLISHED, LOCKED = "scheduling.session.published.v1", "scheduling.attendance.locked.v1"
CONFIRMED, ARRIVED = "registration.offer.confirmed.v1", "scheduling.participant.arrived.v1"
OF_APPLICATIONS = tuple(name for name in TOLD_TO_ONE if name.startswith("registration."))
SEATED = ("selected", "confirmed", "enrolled", "finished")

# The newest fact of each of these names is kept under its subject, with its sequence in this field.
KEPT = (
    (tuple(SEAT), "scheduling.roster", "source_sequence"),
    (tuple(SEAT), "certification.completions", "heard"),
    ((OPENED,), "certification.editions", "heard"),
    ((RELEASED,), "certification.programmes", "heard"),
    ((LOCKED,), "certification.sheets", "heard"),
    ((OPENED,), "notifications.editions", "sequence"),
    ((RELEASED,), "notifications.releases", "sequence"),
    ((PUBLISHED,), "notifications.sessions", "sequence"),
    (OF_APPLICATIONS, "notifications.applications", "sequence"),
)


def check(evidence: Evidence) -> Iterator[Finding]:
    """All of it."""
    for names, where, field in KEPT:
        yield from _kept(evidence, names, where, field)
    for kind, what, ids in (
        ("lost", "contacts that notifications does not know", _contacts(evidence)),
        ("disorder", "roster entries that stand otherwise than they were told", _standings(evidence)),
        ("partial", "editions without their whole programme", _programmes(evidence)),
        ("partial", "certificates that were approved and not made", _certificates(evidence)),
        ("lost", "participants who arrived and are not enrolled", _arrivals(evidence)),
        ("doubled", "facts of an edition that certification reckoned with more or less than once", _turns(evidence)),
        ("partial", "editions whose count of applications or seats is wrong", _numbers(evidence)),
    ):
        if ids:
            yield Finding(kind, what, tuple(ids))


def _newest(evidence: Evidence, names: tuple[str, ...]) -> dict[str, Fact]:
    newest: dict[str, Fact] = {}
    for fact in evidence.facts:
        if fact.name in names and (fact.subject not in newest or newest[fact.subject].sequence < fact.sequence):
            newest[fact.subject] = fact
    return newest


def _kept(evidence: Evidence, names: tuple[str, ...], where: str, field: str) -> Iterator[Finding]:
    told = {subject: fact.sequence for subject, fact in _newest(evidence, names).items()}
    known = {key: int(document[field]) for key, document in evidence.kept(where).items() if document[field]}
    if behind := [f"{key} at {known.get(key)} instead of {told[key]}" for key in told if known.get(key) != told[key]]:
        yield Finding("lost", f"facts that {where} does not know", tuple(behind))
    if more := sorted(set(known) - set(told)):
        yield Finding("invented", f"documents of {where} that no fact told", tuple(more))


def _contacts(evidence: Evidence) -> list[str]:
    known = {key: int(document["sequence"]) for key, document in evidence.kept("notifications.contacts").items()}
    told = {f"registration|{key}": int(one["sequence"]) for key, one in evidence.kept("registration.people").items()}
    told |= {f"scheduling|{key}": max(numbers, default=0) for key, numbers in evidence.addresses_told().items()}
    return [key for key in told.keys() | known.keys() if told.get(key) != known.get(key)]


def _standings(evidence: Evidence) -> list[str]:
    roster = evidence.kept("scheduling.roster")
    newest = _newest(evidence, tuple(SEAT))
    return [key for key, fact in newest.items() if key in roster and roster[key]["standing"] != SEAT[fact.name]]


def _programmes(evidence: Evidence) -> list[str]:
    sessions = Counter(str(one["edition_id"]) for one in evidence.kept("scheduling.sessions").values())
    opened = {fact.subject for fact in evidence.facts if fact.name == OPENED}
    planned = set(evidence.kept("scheduling.programmes"))
    lengths = set(sessions.values())
    return sorted(opened ^ planned) + [edition for edition, count in sessions.items() if count != max(lengths)]


def _certificates(evidence: Evidence) -> list[str]:
    pdfs = evidence.kept("certification.pdfs")
    every = evidence.kept("certification.certificates").items()
    return [key for key, certificate in every if certificate["status"] != "issued" or key not in pdfs]


def _arrivals(evidence: Evidence) -> list[str]:
    applications = evidence.kept("registration.applications")
    arrived = {fact.subject for fact in evidence.facts if fact.name == ARRIVED}
    return [key for key in arrived if applications[key]["status"] in ("selected", "confirmed")]


def _of_edition(evidence: Evidence, *names: str) -> Counter[str]:
    return Counter(str(fact.data["edition_id"]) for fact in evidence.facts if fact.name in names)


def _differing(counted: Counter[str], there: Counter[str]) -> list[str]:
    return [
        f"{key}: {counted[key]} instead of {there[key]}"
        for key in counted.keys() | there.keys()
        if counted[key] != there[key]
    ]


def _turns(evidence: Evidence) -> list[str]:
    turns = evidence.kept("certification.turns").items()
    taken = Counter({key: int(one["taken"]) for key, one in turns})
    return _differing(taken, _of_edition(evidence, OPENED, RELEASED, LOCKED, CONFIRMED))


def _numbers(evidence: Evidence) -> list[str]:
    applications: list[Json] = list(evidence.kept("registration.applications").values())
    sent = Counter(str(one["edition_id"]) for one in applications)
    seated = Counter(str(one["edition_id"]) for one in applications if one["status"] in SEATED)
    editions = evidence.kept("registration.editions").items()
    counted = Counter({key: int(one.get("applications", 0)) for key, one in editions})
    taken = Counter({key: sum(one["taken"].values()) for key, one in editions})
    return _differing(counted, sent) + _differing(taken, seated)
