"""What is asked about eligibility: other rules for an edition, and seeing one application otherwise."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from services.registration.model import complaints, countries
from services.registration.model.eligibility import DEFAULT_RULES, FIELDS, Outcome, Rule
from services.registration.schemas import words
from services.registration.schemas.applications import SPOKEN, ChangeApplication
from services.registration.schemas.editions import ChangeEdition
from shared.contracts.registration import MINISTRY_KINDS

UNMET = (Outcome.FAIL, Outcome.NEEDS_HUMAN)
ACCEPTED = sorted({*countries.AMERICAS, *MINISTRY_KINDS, *FIELDS, *SPOKEN})


class OneRule(Schema):
    """One requirement."""

    code = words.choice([rule.code for rule in DEFAULT_RULES.rules], required=True)
    unmet = words.choice(UNMET, required=True)
    accepted = words.Several(ACCEPTED, load_default=())
    least = words.number(least=0, most=70, load_default=0)

    @post_load
    def made(self, values: dict[str, Any], **_options: Any) -> Rule:
        """As the model has it."""
        return Rule(**values | {"unmet": Outcome(values["unmet"])})


class SetEligibilityRules(ChangeEdition):
    """The requirements of the edition, all of them; one that is left out is none."""

    rules = fields.List(
        fields.Nested(OneRule), required=True, validate=validate.Length(max=6, error=complaints.TOO_LONG)
    )

    @post_load
    def once_each(self, values: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """A requirement that is named twice is the last one."""
        by_code = {rule.code: rule for rule in values["rules"]}
        order = [rule.code for rule in DEFAULT_RULES.rules]
        return values | {"rules": tuple(by_code[code] for code in order if code in by_code)}


class OverrideEligibility(ChangeApplication):
    """Say that the requirements are met although the rules do not."""

    reason = words.Text(longest=2000, lines=True, required=True)
