"""What may be done now, and by whom: the commands that would not be refused for where things stand."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.registration.model import checking, editing, extending, nominating, offering, papers, settings
from services.registration.model.application import Application
from services.registration.model.edition import EDGES, Edition, EditionStatus
from services.registration.model.reviewing import REVIEWED_IN
from services.registration.model.states import EndorsementStatus, Status, way
from services.registration.model.visa_letter import INVITED
from services.registration.model.windows import Phase

Guard = Callable[[Application, Edition, datetime], bool]


@dataclass(frozen=True)
class Act:
    """A command, the roles that may give it, and when."""

    command: str
    roles: tuple[str, ...]
    allowed: Guard


def _to(status: Status) -> Guard:
    return lambda application, edition, at: way(application.status, status)


def _in(*statuses: Status) -> Guard:
    return lambda application, edition, at: application.status in statuses


def _review_can_start(application: Application, edition: Edition, at: datetime) -> bool:
    begun = edition.status in REVIEWED_IN and at >= edition.windows[Phase.REVIEW].opens_at
    return application.status is Status.SUBMITTED and not application.missing and begun


def _reopenable(application: Application, edition: Edition, at: datetime) -> bool:
    return application.status in (Status.INELIGIBLE, Status.NOT_SELECTED) and edition.status in REVIEWED_IN


def _decidable(application: Application, edition: Edition, at: datetime) -> bool:
    weighing = (EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING)
    return application.status is Status.UNDER_REVIEW and edition.status in weighing


def _decidable_late(application: Application, edition: Edition, at: datetime) -> bool:
    return application.status is Status.UNDER_REVIEW and edition.status is EditionStatus.DECIDED


def _overridable(application: Application, edition: Edition, at: datetime) -> bool:
    return checking.overridable(application)


def _answerable(application: Application, edition: Edition, at: datetime) -> bool:
    begun = at >= edition.windows[Phase.NOMINATION].opens_at
    asked = begun and application.endorsement.status is EndorsementStatus.REQUESTED
    return asked and application.status in nominating.UNDECIDED and not nominating.overdue(application, edition, at)


def _confirmable(application: Application, edition: Edition, at: datetime) -> bool:
    offer = application.offer
    return (
        application.status is Status.SELECTED and application.endorsed and offer is not None and at <= offer.expires_at
    )


def _missed(application: Application, edition: Edition, at: datetime) -> bool:
    begun = edition.status in (EditionStatus.RUNNING, EditionStatus.FINISHED)
    return application.status is Status.CONFIRMED and begun


ACTS = (
    Act("resubmit_application", ("applicant",), _in(Status.RETURNED)),
    Act("edit_application", ("applicant",), lambda one, edition, at: bool(editing.editable(one, role="applicant"))),
    Act("edit_application", ("secretariat",), lambda one, edition, at: bool(editing.editable(one, role="secretariat"))),
    Act("accept_document", ("secretariat",), lambda one, edition, at: papers.decidable(one)),
    Act("reject_document", ("secretariat",), lambda one, edition, at: papers.decidable(one)),
    Act("return_application", ("secretariat",), _to(Status.RETURNED)),
    Act("start_review", ("secretariat", "director"), _review_can_start),
    Act("mark_ineligible", ("secretariat",), _to(Status.INELIGIBLE)),
    Act("override_eligibility", ("secretariat",), _overridable),
    Act("reopen_application", ("director",), _reopenable),
    Act("answer_nomination", ("focal_point",), _answerable),
    Act("record_endorsement", ("secretariat",), lambda one, edition, at: nominating.recordable(one)),
    Act("decide", ("secretariat", "director"), _decidable),
    Act("decide", ("director",), _decidable_late),
    Act("pin", ("secretariat", "director"), _decidable),
    Act("confirm_offer", ("applicant",), _confirmable),
    Act("change_offer_parts", ("applicant",), offering.parts_changeable),
    Act("make_visa_letter", ("applicant", "secretariat"), _in(*INVITED)),
    Act("extend_offer", ("secretariat", "director"), offering.extendable),
    Act("decline_offer", ("applicant", "focal_point"), _in(Status.SELECTED)),
    Act("withdraw_application", ("applicant", "secretariat", "focal_point"), _to(Status.WITHDRAWN)),
    Act("withdraw_by_course", ("director",), _in(Status.SELECTED, Status.CONFIRMED)),
    Act("record_no_show", ("secretariat",), _missed),
    Act("record_left_early", ("secretariat",), _to(Status.LEFT_EARLY)),
)

EDITION_ACTS = {
    "open_edition": (EditionStatus.DRAFT, EditionStatus.ANNOUNCED),
    "close_applications": (EditionStatus.OPEN,),
    "extend_window": extending.EXTENDABLE[Phase.CONFIRMATION],
    "propose_selection": (EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING),
    "weigh_aims": (EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING),
    "finish_edition": (EditionStatus.RUNNING,),
    "change_dates": settings.BEFORE_OPENING,
    "change_seats": settings.CHANGEABLE,
    "change_texts": settings.CHANGEABLE,
    "set_offer_terms": settings.CHANGEABLE,
}


def on_application(application: Application, edition: Edition, *, role: str, at: datetime) -> list[str]:
    """The commands that `role` may give about this application."""
    return [act.command for act in ACTS if role in act.roles and act.allowed(application, edition, at)]


def on_edition(edition: Edition, *, role: str) -> list[str]:
    """The commands that `role` may give about this edition."""
    if role not in ("secretariat", "director"):
        return []
    found = [command for command, statuses in EDITION_ACTS.items() if edition.status in statuses]
    if edition.status is EditionStatus.SELECTING and edition.proposed is not None:
        found.append("undo_proposal")
    if edition.status is EditionStatus.DECIDED and edition.programme_version is not None:
        found.append("start_edition")
    if edition.status is EditionStatus.SELECTING and role == "director":
        found.append("publish_selection")
    if EditionStatus.CANCELLED in EDGES[edition.status]:
        found.append("cancel_edition")
    return found
