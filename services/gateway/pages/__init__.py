"""The pages: for staff behind the sign-in, for everybody else by address or by the link in their email."""

from flask import Flask

from services.gateway.pages import (
    applications,
    apply,
    attendance,
    certificates,
    chains,
    committee,
    editions,
    eligibility,
    emails,
    endorse,
    events,
    health,
    home,
    messages,
    my,
    overview,
    parked,
    programme,
    reconciliation,
    reviews,
    selection,
    sending_again,
    sign_in,
    verify,
)
from services.gateway.pages.edition_at_hand import edition_at_hand
from services.gateway.web.forms import once


def install(app: Flask) -> None:
    """Hang every page in its place."""
    for room in (health, home, apply, endorse, my, verify, events, sign_in):
        app.register_blueprint(room.pages)
    of_the_course = (overview, editions, applications, selection, programme, attendance, certificates, emails)
    for room in (
        *of_the_course,
        eligibility,
        committee,
        reviews,
        messages,
        parked,
        reconciliation,
        sending_again,
        chains,
    ):
        app.register_blueprint(room.pages, url_prefix="/staff")
    app.jinja_env.globals.update(once=once, edition_at_hand=edition_at_hand)
