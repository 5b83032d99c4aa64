"""The acts that staff do on one edition or application: the word in the address, the command, what it carries."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Act:
    """`path` ends the address of the page and of the API route alike; `fields` go with the id and the version."""

    path: str
    command: str
    fields: tuple[str, ...] = ()


EDITION_ACTS = (
    Act("opening", "open_edition"),
    Act("closing-of-applications", "close_applications"),
    Act("start", "start_edition"),
    Act("finish", "finish_edition"),
    Act("cancellation", "cancel_edition", ("reason",)),
)

APPLICATION_ACTS = (
    Act("return", "return_application", ("reason", "due_at")),
    Act("review", "start_review"),
    Act("ineligibility", "mark_ineligible", ("reason_code", "note")),
    Act("eligibility-override", "override_eligibility", ("reason",)),
    Act("reopening", "reopen_application", ("reason",)),
    Act("decision", "decide", ("decision",)),
    Act("pin", "pin", ("pin", "reason")),
    Act("endorsement", "record_endorsement", ("answer", "evidence")),
    Act("offer-extension", "extend_offer", ("expires_at", "reason_code", "note")),
    Act("withdrawal", "withdraw_application", ("reason_code",)),
    Act("withdrawal-by-course", "withdraw_by_course", ("reason_code",)),
    Act("no-show", "record_no_show"),
    Act("early-leave", "record_left_early"),
)
