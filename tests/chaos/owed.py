"""What each command owes: the public facts that must come of it, by its reply. Said again here, not asked of the code."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.history import Json


@dataclass(frozen=True)
class Owed:
    """facts: how many of each exactly; perhaps: names of which there may be any number."""

    facts: Counter[str]
    perhaps: frozenset[str] = frozenset()

    def is_paid_by(self, published: Counter[str]) -> bool:
        """Whether this is what was published."""
        exact = Counter({name: count for name, count in published.items() if name not in self.perhaps})
        return exact == self.facts


BY_OPERATORS = ("send_again", "restate_contacts")  # they repair, each in several services, under keys of their own


def _once(*names: str, perhaps: tuple[str, ...] = ()) -> Callable[[Json], Owed]:
    return lambda _reply: Owed(Counter(names), frozenset(perhaps))


def _nothing(_reply: Json) -> Owed:
    return Owed(Counter())


def _published(reply: Json) -> Owed:
    decided = ("selected", "waitlisted", "not_selected")
    told = {f"registration.application.{one}.v1": int(reply[one]) for one in decided if reply[one]}
    return Owed(Counter({"registration.selection.published.v1": 1, **told}))


def _released(reply: Json) -> Owed:
    return Owed(
        Counter({"scheduling.programme.released.v1": 1, "scheduling.session.published.v1": int(reply["sessions"])}),
        frozenset({"scheduling.expert.assigned.v1"}),
    )


def _approved(reply: Json) -> Owed:
    passed, failed = int(reply["approved"]), int(reply["refused"])
    facts = {"certification.completion.approved.v1": passed, "certification.certificate.approved.v1": passed}
    return Owed(+Counter({**facts, "certification.completion.refused.v1": failed}))


def _reviewed(reply: Json) -> Owed:
    return Owed(+Counter({"registration.application.review_started.v1": int(reply["started"])}))


OWED: dict[str, Callable[[Json], Owed]] = {
    "create_edition": _once("registration.edition.created.v1"),
    "open_edition": _once("registration.edition.opened.v1"),
    "close_applications": _once("registration.edition.closed.v1"),
    "start_edition": _once("registration.edition.started.v1"),
    "finish_edition": _once(
        "registration.edition.finished.v1",
        perhaps=("registration.application.finished.v1", "registration.application.not_selected.v1"),
    ),
    "submit_application": _once(
        "registration.application.submitted.v1",
        "registration.eligibility.evaluated.v1",
        "registration.nomination.requested.v1",
    ),
    "resubmit_application": _once("registration.application.resubmitted.v1", "registration.eligibility.evaluated.v1"),
    "return_application": _once("registration.application.returned.v1"),
    "mark_ineligible": _once("registration.application.marked_ineligible.v1"),
    "endorse": _once("registration.nomination.received.v1"),
    "refuse_to_endorse": _once("registration.nomination.refused.v1"),
    "withdraw_application": _once("registration.application.withdrawn.v1", perhaps=("registration.seat.released.v1",)),
    "start_reviews": _reviewed,
    "propose_selection": _nothing,
    "publish_selection": _published,
    "confirm_offer": _once("registration.offer.confirmed.v1"),
    "decline_offer": _once("registration.offer.declined.v1", "registration.seat.released.v1"),
    "promote": _once("registration.application.promoted.v1"),
    "add_expert": _nothing,
    "assign_experts": _nothing,
    "release_programme": _released,
    "mark_attendance": _once("scheduling.attendance.recorded.v1", perhaps=("scheduling.participant.arrived.v1",)),
    "lock_attendance": _once("scheduling.attendance.locked.v1"),
    "approve_completions": _approved,
    "resend_email": _nothing,
}
