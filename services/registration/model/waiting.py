"""Who must act next on an application, so that nobody has to guess whose turn it is."""

from services.registration.model.application import Application
from services.registration.model.states import EndorsementStatus, Status


def waiting_on(application: Application) -> str:
    """applicant, focal_point, secretariat, director or nobody."""
    match application.status:
        case Status.RETURNED:
            return "applicant"
        case Status.SUBMITTED:
            return "secretariat"
        case Status.UNDER_REVIEW:
            return _review_waits_on(application)
        case Status.SELECTED:
            return "applicant" if application.endorsed else _endorser(application)
    return "nobody"


def _review_waits_on(application: Application) -> str:
    if application.proposed_decision:
        return "director"
    if application.endorsement.status is EndorsementStatus.REQUESTED:
        return "focal_point"
    return "secretariat"


def _endorser(application: Application) -> str:
    return "focal_point" if application.endorsement.status is EndorsementStatus.REQUESTED else "secretariat"
