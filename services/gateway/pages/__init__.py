"""The pages: for staff behind the sign-in, for everybody else by address or by the link in their email."""

from flask import Flask

from services.gateway.pages import (
    applications,
    applications_export,
    applications_form,
    apply,
    attendance,
    bulk,
    call,
    certificates,
    chains,
    committee,
    details,
    draft,
    duplicates,
    editions,
    eligibility,
    emails,
    endorse,
    events,
    governments,
    health,
    home,
    institutions,
    letters,
    messages,
    my,
    my_travel,
    nominated,
    offers,
    overview,
    parked,
    programme,
    reconciliation,
    replacement,
    reviews,
    selection,
    sending_again,
    setting_up,
    sign_in,
    statistics,
    travel,
    verify,
)
from services.gateway.pages.edition_at_hand import edition_at_hand
from services.gateway.web.forms import once


def install(app: Flask) -> None:
    """Hang every page in its place."""
    for room in (
        health,
        home,
        apply,
        draft,
        endorse,
        call,
        nominated,
        my,
        details,
        my_travel,
        verify,
        letters,
        replacement,
        events,
        sign_in,
    ):
        app.register_blueprint(room.pages)
    of_the_course = (overview, editions, applications, selection, programme, attendance, certificates, emails, travel)
    before_it = (setting_up, governments, institutions, eligibility, committee, reviews, statistics, duplicates)
    on_many = (bulk, applications_export, applications_form, offers)
    for room in (*of_the_course, *before_it, *on_many, messages, parked, reconciliation, sending_again, chains):
        app.register_blueprint(room.pages, url_prefix="/staff")
    app.jinja_env.globals.update(once=once, edition_at_hand=edition_at_hand)
