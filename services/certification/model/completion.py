"""Whether a participant has completed the course: the rule as data, what it makes of attendance, and the decision."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from shared.contracts.certification import CompletionApproved, CompletionComputed, CompletionRefused
from shared.contracts.refusal import Refusal


class Status(StrEnum):
    """How far the decision is."""

    PROVISIONAL = "provisional"
    COMPUTED = "computed"
    APPROVED = "approved"
    REFUSED = "refused"


class Result(StrEnum):
    """What the rule says."""

    PASS = "pass"  # noqa: S105  # a result, not a password
    FAIL = "fail"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What completing the course takes: at least this share of the released programme's minutes."""

    rule_version: int = 1
    minimum_percent: int = 80

    def required(self, minutes: int) -> int:
        """The minutes that are needed out of `minutes`, rounded up."""
        return -(-minutes * self.minimum_percent // 100)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """One participant's minutes against the rule. total: all minutes of the released programme."""

    attended_minutes: int
    required_minutes: int
    total_minutes: int
    rule_version: int

    @property
    def result(self) -> Result:
        """Enough or not."""
        return Result.PASS if self.attended_minutes >= self.required_minutes else Result.FAIL

    @property
    def percent(self) -> int:
        """The share attended, rounded down so that it never claims a bar that was missed."""
        return self.attended_minutes * 100 // self.total_minutes if self.total_minutes else 0


@dataclass(frozen=True, kw_only=True)
class Completion:
    """The decision about one participant; its id is the application's.

    takes_part:    false once the person withdrew, stayed away or left.
    heard:         the application's last sequence that said so or the contrary.
    review_needed: something changed after the decision that speaks against it; a person looks, nothing changes alone.
    """

    id: str
    person_id: str
    edition_id: str
    takes_part: bool
    heard: int
    status: Status = Status.PROVISIONAL
    tally: Tally | None = None
    computed_at: datetime | None = None
    by_exception: bool = False
    exception_reason: str = ""
    review_needed: bool = False
    version: int = 0

    @property
    def decided(self) -> bool:
        """A director has decided."""
        return self.status in (Status.APPROVED, Status.REFUSED)

    @property
    def awaits_decision(self) -> bool:
        """The rule has been applied and the director is next."""
        return self.takes_part and self.status == Status.COMPUTED

    def takes_part_from(self, sequence: int, *, takes_part: bool) -> "Completion":
        """What the application says of taking part, unless something newer was heard before."""
        if sequence <= self.heard:
            return self
        doubtful = self.review_needed or (self.status == Status.APPROVED and not takes_part)
        return replace(self, takes_part=takes_part, heard=sequence, review_needed=doubtful)

    def can_be_computed(self, tally: Tally) -> bool:
        """There is a new result and no decision yet."""
        return self.takes_part and not self.decided and tally != self.tally

    def compute(self, tally: Tally, *, at: datetime) -> tuple["Completion", CompletionComputed]:
        """Attendance is final: this is the result."""
        if not self.can_be_computed(tally):
            raise Refusal("not-computable", "This completion is decided or has this result already.")
        return replace(self, status=Status.COMPUTED, tally=tally, computed_at=at), CompletionComputed(
            application_id=self.id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            result=tally.result.value,
            attended_minutes=tally.attended_minutes,
            required_minutes=tally.required_minutes,
            rule_version=tally.rule_version,
        )

    def doubt(self, tally: Tally) -> "Completion":
        """Attendance was corrected after the decision: ask for a review when the result would be another."""
        changed = self.tally is not None and tally.result != self.tally.result
        return replace(self, review_needed=True) if self.decided and changed else self

    def approve(self) -> tuple["Completion", CompletionApproved]:
        """The director approves a result that passes."""
        if not self.awaits_decision or self._computed().result != Result.PASS:
            raise Refusal("not-approvable", "Only a computed completion that passes can be approved.")
        return replace(self, status=Status.APPROVED), self._approved(by_exception=False)

    def approve_by_exception(self, reason: str) -> tuple["Completion", CompletionApproved]:
        """The director approves what the rule did not, or a refusal of before, for this reason."""
        refused = self.takes_part and self.status == Status.REFUSED
        if not (self.awaits_decision or refused) or self._computed().result != Result.FAIL:
            raise Refusal("not-exceptional", "An exception is for a computed completion that does not pass.")
        approved = replace(self, status=Status.APPROVED, by_exception=True, exception_reason=reason)
        return approved, self._approved(by_exception=True)

    def refuse(self) -> tuple["Completion", CompletionRefused]:
        """The director confirms that the requirements were not met."""
        tally = self._computed()
        if not self.awaits_decision or tally.result != Result.FAIL:
            raise Refusal("not-refusable", "Only a computed completion that does not pass can be refused.")
        return replace(self, status=Status.REFUSED), CompletionRefused(
            application_id=self.id,
            person_id=self.person_id,
            edition_id=self.edition_id,
            attended_minutes=tally.attended_minutes,
            required_minutes=tally.required_minutes,
        )

    def _computed(self) -> Tally:
        if self.tally is None:
            raise Refusal("not-computed", "Attendance is not final yet.")
        return self.tally

    def _approved(self, *, by_exception: bool) -> CompletionApproved:
        return CompletionApproved(
            application_id=self.id, person_id=self.person_id, edition_id=self.edition_id, by_exception=by_exception
        )
