"""Calling governments: what is sent to an institution, what it answers, and how it is reminded."""

from dataclasses import replace
from typing import Any

from services.registration.model import complaints
from services.registration.model.call import (
    ANSWERED_IN,
    UNANSWERED,
    Call,
    CallStatus,
    Nominee,
    due_on,
    in_time,
    is_calling,
    is_over,
    takes_nominations,
)
from services.registration.model.call_terms import CallTerms
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.institution import Institution
from services.registration.model.letter import Letter
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    CALLED_OFF_BECAUSE,
    CallAcknowledged,
    CallDeclined,
    CallReminded,
    CallSent,
    CallUnanswered,
    CallWithdrawn,
    NominationInvited,
    NominationRanked,
    NominationWithdrawn,
)

ON_PAPER = "on-paper"

TERMS_CHANGE_IN = (EditionStatus.DRAFT, EditionStatus.ANNOUNCED, EditionStatus.OPEN)


def set_terms(edition: Edition, terms: CallTerms) -> Edition:
    """Another quota or other reminders, until applications close; what is nominated above a lower quota stays."""
    if edition.status not in TERMS_CHANGE_IN:
        raise _over(edition)
    terms.refuse_mistakes()
    return replace(edition, call=terms)


def send(*, call_id: str, institution: Institution, edition: Edition, cause: Cause) -> tuple[Call, CallSent]:
    """Ask an institution to nominate officials."""
    _refuse_unless_calling(edition, cause)
    if institution.country not in edition.countries:
        raise Refusal("country-not-invited", f"{institution.country} does not take part in this edition.")
    call = Call(
        id=call_id,
        edition_id=edition.id,
        institution_id=institution.id,
        country=institution.country,
        focal_point_id=institution.focal_point_id,
        status=CallStatus.INVITED,
        sent_at=cause.at,
    ).remark("", CallStatus.INVITED, cause=cause)
    return call, _sent(call, edition, cause)


def hand_over(call: Call, *, focal_point_id: str, edition: Edition, cause: Cause) -> tuple[Call, CallSent]:
    """Ask the new focal point; what the institution has said already stays said."""
    if not in_time(edition, cause.at):
        raise _over(edition)
    status = call.status if call.status in (CallStatus.NOMINATED, CallStatus.DECLINED) else CallStatus.INVITED
    handed = replace(call, focal_point_id=focal_point_id, status=status, sent_at=cause.at)
    asked = handed.remark(call.status, status, cause=cause, reason_code="focal-point-replaced")
    return asked, _sent(asked, edition, cause)


def remind(call: Call, *, edition: Edition, cause: Cause) -> tuple[Call, CallReminded]:
    """Remind an institution that has not answered; a silent one is heard again when the time was extended."""
    _refuse_unless_calling(edition, cause)
    if call.status not in (*UNANSWERED, CallStatus.SILENT):
        raise Refusal("call-answered", f"The call to {call.country} is answered: there is nothing to remind of.")
    status = CallStatus.INVITED if call.status is CallStatus.SILENT else call.status
    reminded = replace(call, status=status, reminded_at=(*call.reminded_at, cause.at))
    made = reminded.remark(call.status, status, cause=cause, reason_code="reminded")
    return made, CallReminded(**_about(made), focal_point_id=made.focal_point_id, due_on=due_on(edition, cause.at))


def acknowledge(call: Call, *, evidence: str, edition: Edition, cause: Cause) -> tuple[Call, CallAcknowledged]:
    """The institution has taken note."""
    _refuse_late(edition, cause, evidence)
    if call.status in (CallStatus.NOMINATED, CallStatus.DECLINED):
        raise Refusal("call-answered", f"The call to {call.country} was answered before.")
    noted = call.move(CallStatus.ACKNOWLEDGED, cause=cause, **_paper(evidence))
    return noted, CallAcknowledged(**_about(call), focal_point_id=call.focal_point_id)


def decline(
    call: Call, *, reason_code: str, evidence: str, edition: Edition, cause: Cause
) -> tuple[Call, CallDeclined]:
    """The institution nominates nobody."""
    _refuse_late(edition, cause, evidence)
    if call.ranked:
        raise Refusal("has-nominees", "Take the nominations back before saying that nobody is nominated.")
    moved = call.move(CallStatus.DECLINED, cause=cause, reason_code=reason_code, note=evidence)
    declined = replace(moved, reason_code=reason_code)
    return declined, CallDeclined(**_about(call), focal_point_id=call.focal_point_id, reason_code=reason_code)


def nominate(
    call: Call, *, nominee: Nominee, used: int, evidence: str, edition: Edition, cause: Cause
) -> tuple[Call, NominationInvited, NominationRanked]:
    """One more official, ranked last; `used` counts those nominated by the whole country."""
    _refuse_late(edition, cause, evidence)
    if not takes_nominations(edition, cause.at):
        raise Refusal("window-closed", f"Edition {edition.ordinal} does not take applications any more.")
    if used >= edition.call.quota:
        raise Refusal("quota-used", f"{call.country} has nominated {used} of {edition.call.quota} officials.")
    if call.status is CallStatus.NOMINATED:
        moved = call.remark(call.status, call.status, cause=cause, **_paper(evidence))
    else:
        moved = call.move(CallStatus.NOMINATED, cause=cause, **_paper(evidence))
    nominated = replace(moved, nominees=(*call.nominees, nominee), reason_code="")
    invited = NominationInvited(
        **_about(call),
        nomination_id=nominee.id,
        person_id=nominee.person_id,
        apply_until=edition.dates.application_closes_at,
    )
    return nominated, invited, _ranked(nominated, nominee)


def rank(
    call: Call, *, nomination_id: str, place: int, edition: Edition, cause: Cause
) -> tuple[Call, tuple[NominationRanked, ...]]:
    """Put a nominated official in another place; the others close ranks."""
    _refuse_late(edition, cause, ON_PAPER)
    moved = call.nominee(nomination_id)
    order = [one for one in call.ranked if one is not moved]
    order.insert(min(max(place, 1), len(order) + 1) - 1, moved)
    gone = tuple(one for one in call.nominees if one.withdrawn_at)
    reordered = replace(call, nominees=(*order, *gone)).remark(
        f"rank:{call.ranked.index(moved) + 1}", f"rank:{order.index(moved) + 1}", cause=cause
    )
    changed = (after for before, after in zip(call.ranked, reordered.ranked, strict=True) if before is not after)
    return reordered, tuple(_ranked(reordered, one) for one in changed)


def take_back(
    call: Call, *, nomination_id: str, edition: Edition, cause: Cause
) -> tuple[Call, tuple[NominationWithdrawn | NominationRanked, ...]]:
    """Nominate somebody no more who has not applied yet; without any nominee the call waits for an answer again."""
    _refuse_late(edition, cause, ON_PAPER)
    gone = call.nominee(nomination_id)
    if gone.application_id:
        raise Refusal("nominee-applied", "This official has applied already; withdraw the application instead.")
    nominees = tuple(replace(one, withdrawn_at=cause.at) if one is gone else one for one in call.nominees)
    left = replace(call, nominees=nominees)
    if left.ranked:
        left = left.remark(call.status, call.status, cause=cause, reason_code="nomination-withdrawn")
    else:
        left = left.move(CallStatus.ACKNOWLEDGED, cause=cause, reason_code="nomination-withdrawn")
    withdrawn = NominationWithdrawn(**_about(call), nomination_id=gone.id, person_id=gone.person_id)
    behind = left.ranked[call.ranked.index(gone) :]
    return left, (withdrawn, *(_ranked(left, one) for one in behind))


def note_application(
    call: Call, *, nomination_id: str, application_id: str, cause: Cause
) -> tuple[Call, NominationRanked]:
    """The nominated official has applied; a nomination is good for one application."""
    nominee = call.nominee(nomination_id)
    if nominee.application_id:
        raise Refusal("nomination-used", "This official has applied already.", status=410)
    applied = replace(nominee, application_id=application_id)
    noted = replace(call, nominees=tuple(applied if one is nominee else one for one in call.nominees))
    made = noted.remark(call.status, call.status, cause=cause, reason_code="nominee-applied")
    return made, _ranked(made, applied)


def receive_letter(call: Call, *, letter: Letter, evidence: str, edition: Edition, cause: Cause) -> Call:
    """Keep a signed letter about the institution's officials."""
    _refuse_late(edition, cause, evidence)
    made = call.remark(call.status, call.status, cause=cause, reason_code="letter-received", note=evidence)
    return replace(made, letters=(*call.letters, letter))


def end(call: Call, *, edition: Edition, cause: Cause) -> tuple[Call, CallUnanswered]:
    """Nothing was heard until the last day or the selection; paper may still be recorded before that."""
    if call.status not in UNANSWERED or not is_over(edition, cause.at):
        raise Refusal("call-answered", f"The call to {call.country} is not to be ended.")
    silent = call.move(CallStatus.SILENT, cause=cause)
    return silent, CallUnanswered(**_about(call), focal_point_id=call.focal_point_id)


def call_off(call: Call, *, cause: Cause) -> tuple[Call, tuple[CallWithdrawn | NominationWithdrawn, ...]]:
    """The edition is cancelled; whoever was nominated and has not applied is invited no more."""
    invited = [one for one in call.ranked if not one.application_id]
    nominees = tuple(replace(one, withdrawn_at=cause.at) if one in invited else one for one in call.nominees)
    withdrawn = replace(call.move(CallStatus.WITHDRAWN, cause=cause, reason_code=CALLED_OFF_BECAUSE), nominees=nominees)
    gone = (NominationWithdrawn(**_about(call), nomination_id=one.id, person_id=one.person_id) for one in invited)
    return withdrawn, (CallWithdrawn(**_about(call), focal_point_id=call.focal_point_id), *gone)


def _refuse_unless_calling(edition: Edition, cause: Cause) -> None:
    if not is_calling(edition, cause.at):
        raise _over(edition)


def _refuse_late(edition: Edition, cause: Cause, evidence: str) -> None:
    """The institution answers in time; staff record what came on paper, also late, until the selection is published."""
    if cause.actor.role != "secretariat":
        if not in_time(edition, cause.at):
            raise Refusal("nominating-over", "The time to answer this call is over.", status=410)
        return
    if edition.status not in ANSWERED_IN:
        raise _over(edition)
    if not evidence:
        complaints.refuse_if_any({"evidence": complaints.EVIDENCE_NEEDED})


def _over(edition: Edition) -> Refusal:
    return Refusal("call-over", f"The time to nominate for edition {edition.ordinal} is over or has not come.")


def _paper(evidence: str) -> dict[str, str]:
    return {"reason_code": ON_PAPER, "note": evidence} if evidence else {}


def _sent(call: Call, edition: Edition, cause: Cause) -> CallSent:
    return CallSent(**_about(call), focal_point_id=call.focal_point_id, due_on=due_on(edition, cause.at))


def _ranked(call: Call, nominee: Nominee) -> NominationRanked:
    return NominationRanked(
        **_about(call),
        nomination_id=nominee.id,
        person_id=nominee.person_id,
        rank=[one.id for one in call.ranked].index(nominee.id) + 1,
        application_id=nominee.application_id or None,
    )


def _about(call: Call) -> dict[str, Any]:
    return {
        "call_id": call.id,
        "edition_id": call.edition_id,
        "institution_id": call.institution_id,
        "country": call.country,
    }
