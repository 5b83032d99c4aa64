"""The attendance sheet of one session: marked, then locked."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from services.gateway.pages.edition_at_hand import load_edition
from services.gateway.pages.programme import programme_of
from services.gateway.web.door import ask, tell
from services.gateway.web.forms import sent, sent_key
from services.gateway.web.guard import permit

pages = Blueprint("attendance", __name__)

MARKS = ("present", "late", "partial", "excused", "absent")
MARK = "mark-"


@pages.get("/editions/<edition_id>/attendance")
@permit("read")
def index(edition_id: str) -> str:
    """The sheets of the edition, session by session."""
    return render_template(
        "staff/attendance.html", edition=load_edition(edition_id), programme=programme_of(edition_id)
    )


@pages.get("/editions/<edition_id>/sessions/<session_id>")
@permit("read")
def sheet(edition_id: str, session_id: str) -> str:
    """One sheet, with the participants' names from their applications."""
    session = ask("scheduling", "session", session_id=session_id)
    participants = ask("registration", "participants", edition_id=edition_id)["participants"]
    people = {person["application_id"]: person for person in participants}
    roster = [people.get(row["application_id"], {}) | row for row in session["roster"]]
    roster.sort(key=lambda row: (row.get("country", ""), row.get("name", "")))
    return render_template(
        "staff/sheet.html", edition=load_edition(edition_id), session=session, roster=roster, marks=MARKS
    )


@pages.post("/editions/<edition_id>/sessions/<session_id>/attendance")
@permit("mark_attendance")
def mark(edition_id: str, session_id: str) -> Response:
    """Keep the marks as they are on the page."""
    tell("scheduling", "mark_attendance", sent_key(), session_id=session_id, marks=_marks(), **sent())
    flash(gettext("The sheet was saved."))
    return redirect(url_for("attendance.sheet", edition_id=edition_id, session_id=session_id))


@pages.post("/editions/<edition_id>/sessions/<session_id>/attendance/lock")
@permit("lock_attendance")
def lock(edition_id: str, session_id: str) -> Response:
    """Make the sheet final."""
    tell("scheduling", "lock_attendance", sent_key(), session_id=session_id, **sent())
    flash(gettext("The sheet is locked."))
    return redirect(url_for("attendance.index", edition_id=edition_id))


def _marks() -> list[dict[str, Any]]:
    """The form's marks; minutes only where they were asked for and given."""
    marks: list[dict[str, Any]] = []
    for name, status in request.form.items():
        if not name.startswith(MARK) or not status:
            continue
        application_id = name.removeprefix(MARK)
        minutes = request.form.get(f"minutes-{application_id}", type=int)
        given = {"minutes": minutes} if minutes is not None and status in ("late", "partial") else {}
        marks.append({"application_id": application_id, "status": status, **given})
    return marks
