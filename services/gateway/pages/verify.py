"""Whether a certificate is real: anybody may ask, by the code on the paper."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from services.gateway.model.permissions import PUBLIC
from services.gateway.web.door import ask
from services.gateway.web.guard import permit
from shared.contracts.refusal import Refusal

pages = Blueprint("verify", __name__)


@pages.get("/verify")
@permit(PUBLIC)
def form() -> Response | str:
    """Where to type the code when there is no QR reader at hand."""
    code = request.args.get("code", "").strip()
    return redirect(url_for("verify.show", verify_id=code)) if code else render_template("public/verify_form.html")


@pages.get("/verify/<verify_id>")
@permit(PUBLIC)
def show(verify_id: str) -> str | tuple[str, int]:
    """What was certified, and whether it still holds."""
    try:
        found = ask("certification", "verify", verify_id=verify_id)
    except Refusal as refusal:
        if refusal.status >= 500:
            raise
        return render_template("public/verify_unknown.html", verify_id=verify_id), 404
    return render_template("public/verify.html", found=found)
