"""The words for the requirements of an edition, as applicants and staff read them."""

from flask_babel import lazy_gettext as _l

from services.gateway.web.language import NAMES

ELIGIBILITY_WORDS: dict[str, dict[str, str]] = {
    "eligibility": {
        "not_checked": _l("Not checked yet"),
        "pass": _l("Met"),
        "fail": _l("Not met"),
        "needs_human": _l("A person has to look"),
    },
    "requirement": {
        "country": _l("Country"),
        "ministry": _l("Kind of ministry"),
        "field": _l("Field of work"),
        "experience": _l("Years of experience in migration"),
        "language": _l("Languages"),
        "alumnus": _l("First participation"),
    },
    "field": {
        "policy": _l("Migration policy and legislation"),
        "borders": _l("Border control"),
        "residence": _l("Visas, residence and regularisation"),
        "consular": _l("Consular affairs and nationals abroad"),
        "asylum": _l("Refuge and asylum"),
        "trafficking": _l("Trafficking in persons and smuggling"),
        "labour_migration": _l("Labour migration"),
        "integration": _l("Integration and return"),
        "statistics": _l("Statistics and research on migration"),
        "other": _l("Another field, not related to migration"),
    },
}

REASONS: dict[str, str] = {
    "country-not-invited": _l("%(given)s is not among the countries of this edition."),
    "ministry-not-addressed": _l("The form says: %(given)s. The course is addressed to: %(wanted)s."),
    "field-not-addressed": _l("The form says: %(given)s. The course is for those who work on: %(wanted)s."),
    "field-unknown": _l("The form does not say the field of work."),
    "experience-too-short": _l("Years of experience in the form: %(given)s. At least needed: %(wanted)s."),
    "language-not-spoken": _l("Languages in the form: %(given)s. One of these is needed: %(wanted)s."),
    "language-unknown": _l("The form does not say which languages are spoken."),
    "attended-before": _l("Took part in an earlier edition: %(given)s."),
    "says-attended-before": _l("The form says: took part in an earlier edition."),
    "may-have-attended": _l("The secretariat looks whether this would be the first participation."),
}


def spoken(code: str) -> str:
    """A language that somebody speaks."""
    return NAMES.get(code) or str(_l("Another language"))
