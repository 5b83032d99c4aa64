"""The checker sees what it is for: on a whole small history nothing, and each harm done to it by its name."""

import dataclasses
from collections import Counter
from typing import Any

import pytest

from tests.chaos.checker import check
from tests.chaos.evidence import Copy, Email, Evidence, Fact, Heard, Reply
from tests.chaos.history import Act, Attempt

TELLING = "notifications.tell_application_submitted"
ASKING = "notifications.tell_nomination_requested"
SUBMITTED, REQUESTED = "registration.application.submitted.v1", "registration.nomination.requested.v1"
EVALUATED = "registration.eligibility.evaluated.v1"
LISTENERS = {SUBMITTED: [("notifications", TELLING)], REQUESTED: [("notifications", ASKING)]}
RECEIPT = {"application_id": "rosa", "version": 1, "status": "submitted"}


def asked(*attempts: tuple[int, dict[str, Any]], key: str = "click") -> Act:
    """Rosa sends her application: (status, reply) for each time she sent it."""
    sent = [Attempt(1.0, 2.0, status, reply) for status, reply in attempts]
    return Act("submit_application", "rosa", key, "chain", sent)


def fact(service: str, event_id: str, name: str, subject: str, sequence: int, causation_id: str) -> Fact:
    return Fact(
        service=service,
        event_id=event_id,
        name=name,
        subject=subject,
        sequence=sequence,
        correlation_id="chain",
        causation_id=causation_id,
        sent=True,
        data={"edition_id": "e48"},
    )


def email(email_id: str, event_id: str, template: str, to: str) -> Email:
    return Email(
        id=email_id,
        event_id=event_id,
        template=template,
        recipient_id=to,
        application_id="rosa",
        address=f"{to}@migracion.pe.example",
        status="accepted",
        resends=0,
        message_id=f"<{email_id}@cimi.example>",
    )


FACTS = [
    fact("registration", "f1", SUBMITTED, "rosa", 1, "click"),
    fact("registration", "f2", REQUESTED, "rosa", 2, "click"),
    fact("notifications", "f3", "notifications.email.accepted.v1", "receipt", 1, "f1"),
    fact("notifications", "f4", "notifications.email.accepted.v1", "asking", 1, "f2"),
    fact("registration", "f0", EVALUATED, "rosa", 3, "click"),
]
HEARD = [
    Heard(service="notifications", consumer=TELLING, event_id="f1", name=SUBMITTED),
    Heard(service="notifications", consumer=ASKING, event_id="f2", name=REQUESTED),
]
EMAILS = [
    email("receipt", "f1", "application-submitted", "rosa"),
    email("asking", "f2", "nomination-requested", "juan"),
]
COPIES = [Copy(message_id=one.message_id, recipient=one.address) for one in EMAILS]
DOCUMENTS: dict[str, dict[str, Any]] = {
    "registration.applications": {"rosa": {"sequence": 3, "edition_id": "e48", "status": "submitted"}},
    "registration.editions": {"e48": {"sequence": 0, "applications": 1, "taken": {}}},
    "registration.people": {"rosa": {"sequence": 1}, "juan": {"sequence": 1}},
    "notifications.contacts": {"registration|rosa": {"sequence": 1}, "registration|juan": {"sequence": 1}},
    "notifications.applications": {"rosa": {"sequence": 2}},
    "notifications.emails": {"receipt": {"sequence": 1}, "asking": {"sequence": 1}},
}
WHOLE = Evidence(
    acts=[asked((0, {}), (201, RECEIPT))],
    replies=[Reply(service="registration", key="click", what="submit_application", reply=RECEIPT)],
    facts=FACTS,
    heard=HEARD,
    listeners=LISTENERS,
    outside=Counter(f0=1, f1=1, f2=2, f3=1, f4=1),
    emails=EMAILS,
    copies=COPIES,
    poison=Counter({("scheduling", "bad"): 1}),
    parked=Counter({("scheduling", "bad"): 1}),
    documents=DOCUMENTS,
)
ASSIGNED = fact("scheduling", "f6", "scheduling.expert.assigned.v1", "ines", 2, "")
BRIEFING = email("briefing", "f6", "expert-assigned", "ines")
TAUGHT = dataclasses.replace(  # an expert's address was told, then a session given to her, then the address told anew
    WHOLE,
    facts=[*FACTS, ASSIGNED, fact("notifications", "f7", "notifications.email.accepted.v1", "briefing", 1, "f6")],
    outside=WHOLE.outside + Counter(f6=1, f7=1),
    emails=[*EMAILS, BRIEFING],
    copies=[*COPIES, Copy(message_id=BRIEFING.message_id, recipient=BRIEFING.address)],
    documents=DOCUMENTS
    | {
        "scheduling.experts": {"ines": {"sequence": 3}},
        "notifications.contacts": DOCUMENTS["notifications.contacts"] | {"scheduling|ines": {"sequence": 3}},
        "notifications.emails": DOCUMENTS["notifications.emails"] | {"briefing": {"sequence": 1}},
    },
    restated=1,
)
NOTHING = Evidence(acts=[asked((0, {}))])


def but(**changes: Any) -> Evidence:
    """The whole history with something else in it."""
    return dataclasses.replace(WHOLE, **changes)


def without(*places: int, of: list[Any]) -> list[Any]:
    return [one for place, one in enumerate(of) if place not in places]


def documents(where: str, **changes: Any) -> dict[str, dict[str, Any]]:
    """The whole history's documents; those of `where` with changes, None for one that is not there."""
    changed = DOCUMENTS.get(where, {}) | changes
    return DOCUMENTS | {where: {key: one for key, one in changed.items() if one is not None}}


def found(evidence: Evidence) -> set[tuple[str, str]]:
    return {(finding.kind, finding.what) for finding in check(evidence)}


@pytest.mark.feature("E4", "E10", "D13")
def test_in_a_whole_history_nothing_is_found() -> None:
    assert check(WHOLE) == []


def test_an_unanswered_request_may_have_had_no_effect_or_the_whole() -> None:
    assert check(NOTHING) == []
    assert check(but(acts=[asked((0, {}))])) == []


@pytest.mark.feature("E4")
def test_an_address_that_is_told_anew_counts_though_its_fact_is_not_kept() -> None:
    assert check(TAUGHT) == []


HARMS: dict[str, tuple[Evidence, set[tuple[str, str]]]] = {
    "an acknowledged request is gone": (
        Evidence(acts=[asked((201, RECEIPT))]),
        {("lost", "an acknowledged request without its effect")},
    ),
    "a request is done twice": (
        but(replies=WHOLE.replies * 2),
        {("doubled", "a request that was done more than once")},
    ),
    "a request is answered in two ways": (
        but(acts=[asked((201, RECEIPT), (201, RECEIPT | {"version": 2}))]),
        {("doubled", "a request that was answered in two ways")},
    ),
    "a request is done and refused when it is repeated": (
        but(acts=[asked((201, RECEIPT), (409, {"code": "already-applied"}))]),
        {("doubled", "a request that was done and refused when it was repeated")},
    ),
    "a refused request is done": (
        but(acts=[asked((409, {"code": "stale"}))]),
        {("invented", "an effect of a request that was refused")},
    ),
    "an act of staff is not in the audit": (
        but(acts=[dataclasses.replace(WHOLE.acts[0], by_staff=True)]),
        {("lost", "acts of staff that the audit does not know")},
    ),
    "facts are there and their request is not done": (
        but(acts=[asked((0, {}))], replies=[]),
        {("partial", "facts of a request that was not done")},
    ),
    "a request has half of its facts": (
        but(
            facts=without(1, 3, 4, of=FACTS),
            heard=HEARD[:1],
            outside=Counter(f1=1, f3=1),
            emails=EMAILS[:1],
            copies=COPIES[:1],
            documents=documents("notifications.emails", asking=None)
            | {"registration.applications": {"rosa": {"sequence": 1, "edition_id": "e48", "status": "submitted"}}}
            | {"notifications.applications": {"rosa": {"sequence": 1}}},
        ),
        {("partial", "a request with other facts than it owes")},
    ),
    "a request's facts are there twice": (
        but(
            facts=[*FACTS, fact("registration", "f5", SUBMITTED, "luis", 1, "click")],
            heard=[*HEARD, Heard(service="notifications", consumer=TELLING, event_id="f5", name=SUBMITTED)],
            outside=WHOLE.outside + Counter(f5=1),
        ),
        {
            ("doubled", "a request with other facts than it owes"),
            ("lost", "facts without their email"),
            ("lost", "facts that notifications.applications does not know"),
        },
    ),
    "a fact never leaves the outbox": (
        but(facts=[dataclasses.replace(FACTS[0], sent=False), *FACTS[1:]]),
        {("lost", "facts that never left the outbox")},
    ),
    "a listener never hears of a fact": (
        but(heard=HEARD[:1]),
        {("lost", "facts that a listener never heard")},
    ),
    "something is heard that nobody published": (
        but(heard=[*HEARD, Heard(service="notifications", consumer=TELLING, event_id="f9", name=SUBMITTED)]),
        {("invented", "what was heard and never published")},
    ),
    "nobody outside is given a fact": (
        but(outside=Counter(f0=1, f1=1, f2=2, f3=1)),
        {("lost", "facts that nobody outside was given")},
    ),
    "a number is missing": (
        but(
            facts=[*FACTS[:4], dataclasses.replace(FACTS[4], sequence=4)],
            documents=documents(
                "registration.applications", rosa=DOCUMENTS["registration.applications"]["rosa"] | {"sequence": 4}
            ),
        ),
        {("disorder", "subjects whose facts have gaps or the same number twice")},
    ),
    "a document is there without its outbox rows": (
        but(
            documents=documents(
                "registration.applications", luis={"sequence": 2, "edition_id": "e48", "status": "submitted"}
            )
            | {"registration.editions": {"e48": {"sequence": 0, "applications": 2, "taken": {}}}}
        ),
        {("partial", "documents that count other facts than there are")},
    ),
    "a fact has no email": (
        but(
            emails=EMAILS[1:],
            copies=COPIES[1:],
            facts=without(2, of=FACTS),
            outside=WHOLE.outside - Counter(f3=1),
            documents=documents("notifications.emails", receipt=None),
        ),
        {("lost", "facts without their email")},
    ),
    "an email has no fact": (
        but(
            emails=[*EMAILS, email("made-up", "f9", "application-submitted", "rosa")],
            copies=[*COPIES, Copy(message_id="<made-up@cimi.example>", recipient="rosa@migracion.pe.example")],
            facts=[*FACTS, fact("notifications", "f5", "notifications.email.accepted.v1", "made-up", 1, "f9")],
            outside=WHOLE.outside + Counter(f5=1),
            documents=documents("notifications.emails", **{"made-up": {"sequence": 1}}),
        ),
        {("invented", "emails without their fact")},
    ),
    "an email that the register calls accepted never came": (
        but(copies=COPIES[1:]),
        {("lost", "emails that were never sent")},
    ),
    "an email came twice": (
        but(copies=[*COPIES, COPIES[0]]),
        {("doubled", "emails that the mail server has too often")},
    ),
    "an email came to somebody else": (
        but(copies=[COPIES[0], Copy(message_id=COPIES[1].message_id, recipient="eva@migracion.pe.example")]),
        {("lost", "emails that were never sent"), ("invented", "copies that no email stands behind")},
    ),
    "what became of an email was published twice": (
        but(
            facts=[*FACTS, fact("notifications", "f5", "notifications.email.accepted.v1", "receipt", 2, "f1")],
            outside=WHOLE.outside + Counter(f5=1),
            documents=documents("notifications.emails", receipt={"sequence": 2}),
        ),
        {("partial", "emails whose end was published otherwise than once")},
    ),
    "poison vanishes": (
        but(parked=Counter()),
        {("lost", "poison that was not parked")},
    ),
    "a good message is parked": (
        but(parked=WHOLE.parked + Counter({("notifications", "good"): 1})),
        {("lost", "messages that were parked")},
    ),
    "a contact is not known": (
        but(documents=documents("notifications.contacts", **{"registration|juan": None})),
        {("lost", "contacts that notifications does not know")},
    ),
    "an address told anew is not known": (
        dataclasses.replace(
            TAUGHT,
            documents=TAUGHT.documents
            | {"notifications.contacts": DOCUMENTS["notifications.contacts"] | {"scheduling|ines": {"sequence": 1}}},
        ),
        {("lost", "contacts that notifications does not know")},
    ),
    "a fact about an expert is gone": (
        dataclasses.replace(
            WHOLE,
            documents=TAUGHT.documents | {"notifications.emails": DOCUMENTS["notifications.emails"]},
            restated=TAUGHT.restated,
        ),
        {("disorder", "subjects whose facts have gaps or the same number twice")},
    ),
    "an application is counted twice": (
        but(documents=documents("registration.editions", e48={"sequence": 0, "applications": 2, "taken": {}})),
        {("partial", "editions whose count of applications or seats is wrong")},
    ),
    "a roster names somebody who never confirmed": (
        but(
            documents=documents(
                "scheduling.roster", rosa={"sequence": 0, "source_sequence": 3, "standing": "confirmed"}
            )
        ),
        {("invented", "documents of scheduling.roster that no fact told")},
    ),
    "certification reckoned with something that nobody published": (
        but(documents=documents("certification.turns", e48={"taken": 1})),
        {("doubled", "facts of an edition that certification reckoned with more or less than once")},
    ),
}


@pytest.mark.feature("E4")
@pytest.mark.parametrize("harm", HARMS)
def test_every_harm_is_found_by_its_name(harm: str) -> None:
    evidence, expected = HARMS[harm]
    assert found(evidence) == expected


def test_poison_that_an_operator_deleted_with_its_queue_need_not_be_parked_and_may_be() -> None:
    deleted = but(deleted=Counter({("scheduling", "bad"): 1}))
    assert check(dataclasses.replace(deleted, parked=Counter())) == []
    assert check(deleted) == []


def test_an_email_that_was_in_doubt_may_have_come_twice_and_no_more() -> None:
    resent = [dataclasses.replace(EMAILS[0], resends=1), EMAILS[1]]
    assert check(but(emails=resent, copies=[*COPIES, COPIES[0]])) == []
    assert found(but(emails=resent, copies=[*COPIES, COPIES[0], COPIES[0]])) == {
        ("doubled", "emails that the mail server has too often")
    }
