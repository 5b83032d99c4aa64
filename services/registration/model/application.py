"""An application: one official's wish to take part in one edition, from the form to the closing day."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from services.registration.model import document
from services.registration.model.cohort import Pin
from services.registration.model.document import Documents
from services.registration.model.eligibility import UNCHECKED, Eligibility
from services.registration.model.form import Form
from services.registration.model.letter import Letter
from services.registration.model.review import Reviewed
from services.registration.model.states import Decision, EndorsementStatus, OfferStatus, Status, way
from services.registration.model.timeline import Step, step
from services.registration.model.why import Verdict, Why
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


@dataclass(frozen=True, kw_only=True)
class Endorsement:
    """The nominating institution's word on this official.

    evidence: what proves one given on paper; letter_id: the signed letter that says it.
    """

    status: EndorsementStatus = EndorsementStatus.NOT_REQUESTED
    focal_point_id: str = ""
    due_on: date | None = None
    reason: str = ""
    evidence: str = ""
    letter_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """A seat on offer: one object, closed by whichever end comes first.

    parts: what is offered with the seat, as the edition offered it then; each may be refused by itself.
    """

    id: str
    expires_at: datetime
    status: OfferStatus = OfferStatus.OPEN
    made_at: datetime | None = None
    reminded_at: tuple[datetime, ...] = ()
    extended_at: tuple[datetime, ...] = ()
    parts: tuple[str, ...] = ()
    refused_parts: tuple[str, ...] = ()

    @property
    def accepted_parts(self) -> tuple[str, ...]:
        """What is taken with the seat, unless the seat is not."""
        return tuple(part for part in self.parts if part not in self.refused_parts)

    @property
    def last_written_at(self) -> datetime | None:
        """When the person was written to about it last; None: nobody knows, it is from before that was kept."""
        return max((at for at in (self.made_at, *self.reminded_at, *self.extended_at) if at), default=None)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place on the waiting list, from 1: among those of the same country, and among all."""

    country_position: int
    region_position: int


@dataclass(frozen=True, kw_only=True)
class Return:
    """Corrections asked for, and until when."""

    reason: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Application:
    """One application. What happens to it is in applying, papers, nominating, reviewing, offering and attending.

    required: the kinds of documents that its edition asked for when it was sent.
    sent_as: under which id its applicant was known before they were merged; empty when that never happened.
    sent_again_at: when the form last came again and the applicant was told of this application.
    """

    id: str
    edition_id: str
    person_id: str
    number: str
    status: Status
    form: Form
    submitted_at: datetime
    documents: Documents = ()
    required: tuple[str, ...] = ("letter",)
    endorsement: Endorsement = Endorsement()
    returned: Return | None = None
    proposed_decision: Decision | None = None
    decision_reason: str = ""
    why: Why = field(default_factory=Why)
    pin: Pin = Pin.NONE
    pin_reason: str = ""
    before_proposal: Verdict | None = None
    offer: Offer | None = None
    place: Place | None = None
    eligibility: Eligibility = UNCHECKED
    reviewed: Reviewed | None = None
    sent_as: str = ""
    sent_again_at: datetime | None = None
    timeline: tuple[Step, ...] = ()
    version: int = 0

    @property
    def country(self) -> str:
        """Whose official this is."""
        return self.form.country

    @property
    def sender_id(self) -> str:
        """Who sent it, whoever they turned out to be."""
        return self.sent_as or self.person_id

    def given_to(self, person_id: str, *, cause: Cause) -> "Application":
        """The same application, of who its applicant turned out to be."""
        moved = replace(self, person_id=person_id, sent_as=self.sender_id)
        after = "person:own" if person_id == self.sender_id else "person:merged"
        return moved.remark("", after, cause=cause)

    @property
    def endorsed(self) -> bool:
        """Whether the institution nominates this official."""
        return self.endorsement.status is EndorsementStatus.ENDORSED

    @property
    def letter(self) -> Letter | None:
        """The nomination letter as it came last."""
        found = document.of_kind(self.documents, "letter")
        return found.latest.file if found else None

    @property
    def missing(self) -> tuple[str, ...]:
        """What must still come before review. A document may be looked at during review: it need not be accepted yet."""
        return document.lacking(self.required, self.documents) + self.form.missing()

    @property
    def waiting_since(self) -> datetime:
        """When something last happened."""
        return self.timeline[-1].at if self.timeline else self.submitted_at

    @property
    def verdict(self) -> Verdict:
        """What is proposed."""
        return Verdict(decision=self.proposed_decision, reason=self.decision_reason, why=self.why)

    def decided(self, verdict: Verdict) -> "Application":
        """With this proposed instead."""
        return replace(self, proposed_decision=verdict.decision, decision_reason=verdict.reason, why=verdict.why)

    def unweighed(self) -> "Application":
        """With nothing proposed or pinned: it is to be looked at anew."""
        return replace(self.decided(Verdict()), pin=Pin.NONE, pin_reason="", before_proposal=None)

    def move(self, to: Status, *, cause: Cause, reason_code: str = "", note: str = "") -> "Application":
        """The only way to another status: along an edge, leaving a step in the timeline."""
        if not way(self.status, to):
            raise self.wrong_status()
        return replace(self, status=to).remark(self.status, to, cause=cause, reason_code=reason_code, note=note)

    def remark(self, before: str, after: str, *, cause: Cause, reason_code: str = "", note: str = "") -> "Application":
        """Leave a step in the timeline."""
        made = step(before, after, cause=cause, version=self.version, reason_code=reason_code, note=note)
        return replace(self, timeline=(*self.timeline, made))

    def wrong_status(self) -> Refusal:
        """The refusal of what cannot be done from here."""
        return Refusal("wrong-status", f"Application {self.number} is {self.status}: this cannot be done now.")
