"""Whether an invitation letter still holds: anybody who has it may ask, by the code on the paper."""

from flask import Blueprint, render_template

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.door import ask
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("letters", __name__)


@pages.get("/letters/<verify_id>")
@permit(PUBLIC)
def show(verify_id: str) -> str | tuple[str, int]:
    """What the letter says, and how it stands."""
    try:
        found = ask("registration", "check_visa_letter", verify_id=verify_id)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        return render_template("public/letter_unknown.html", verify_id=verify_id), 404
    return render_template("public/letter.html", found=found)
