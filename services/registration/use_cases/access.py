"""Whose application it is: applicants and focal points come by a link and see only what the link is for."""

from services.registration.model.application import Application
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal


def refuse_others(application: Application, actor: Actor) -> None:
    """Refuse an applicant or a focal point whose application this is not; staff pass."""
    own = {"applicant": application.id, "focal_point": application.endorsement.focal_point_id}
    if actor.id != own.get(actor.role, actor.id):
        raise Refusal("not-allowed", "This is somebody else's application.", status=403)
