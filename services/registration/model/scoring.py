"""Scoring: what an application weighs in the selection."""

from services.registration.model.application import Application
from services.registration.model.eligibility import ADDRESSED
from services.registration.model.form import Form


def score_of(application: Application) -> int:
    """0 to 100: what the reviewers say; until one of them has, what the form says."""
    return application.reviewed.mean if application.reviewed else _by_the_form(application.form)


def _by_the_form(form: Form) -> int:
    """Five for each year of experience up to ten, 30 for a ministry addressed, 20 for a full motivation."""
    years = 5 * min(form.years_experience, 10)
    return years + 30 * (form.ministry_kind in ADDRESSED) + 20 * (len(form.motivation) >= 80)
