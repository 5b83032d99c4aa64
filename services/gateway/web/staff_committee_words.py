"""The words of the selection committee: where reviews stand, what they judge, why somebody stepped back."""

from flask_babel import lazy_gettext as _l

REVIEW_WORDS: dict[str, dict[str, str]] = {
    "review": {
        "assigned": _l("To be reviewed"),
        "submitted": _l("Submitted"),
        "locked": _l("Submitted and locked"),
        "recused": _l("Stepped back"),
    },
    "criterion": {
        "relevance": _l("Relevance of the position for migration policy"),
        "experience": _l("Experience in the field"),
        "motivation": _l("Motivation and what is expected of the course"),
        "multiplier": _l("Multiplier effect in the institution"),
    },
    "recusal": {
        "relative": _l("I am related to this person or close to them"),
        "colleague": _l("I work or have worked with this person"),
        "institution": _l("I have ties to this institution or country"),
        "other_interest": _l("Another conflict of interest"),
        "left_committee": _l("Left the committee"),
    },
    "unmet": {
        "fail": _l("Proposes: not eligible"),
        "needs_human": _l("A person has to look"),
    },
}
