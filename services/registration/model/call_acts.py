"""What may be done now about a call to an institution, and by whom."""

from datetime import datetime

from services.registration.model.call import (
    ANSWERED_IN,
    UNANSWERED,
    Call,
    CallStatus,
    in_time,
    is_calling,
    takes_nominations,
)
from services.registration.model.edition import Edition

OFFICE = ("secretariat", "director")


def on_call(call: Call, edition: Edition, *, role: str, used: int, at: datetime) -> list[str]:
    """The commands that `role` may give about this call; `used` counts the nominations of its country."""
    found = _answers(call, edition, used, at) if _answers_now(edition, role, at) else []
    unanswered = call.status in (*UNANSWERED, CallStatus.SILENT)
    return [*found, "remind_call"] if role in OFFICE and unanswered and is_calling(edition, at) else found


def _answers_now(edition: Edition, role: str, at: datetime) -> bool:
    if role == "secretariat":
        return edition.status in ANSWERED_IN
    return role == "focal_point" and in_time(edition, at)


def _answers(call: Call, edition: Edition, used: int, at: datetime) -> list[str]:
    found = {
        "acknowledge_call": call.status in (CallStatus.INVITED, CallStatus.SILENT),
        "decline_call": not call.ranked and call.status is not CallStatus.DECLINED,
        "nominate": used < edition.call.quota and takes_nominations(edition, at),
        "rank_nomination": len(call.ranked) > 1,
        "withdraw_nomination": any(not one.application_id for one in call.ranked),
        "send_call_letter": True,
    }
    return [command for command, allowed in found.items() if allowed]
