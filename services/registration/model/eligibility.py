"""Eligibility: the requirements of an edition as data, and what they say of one form. They propose; a person decides."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.registration.model.form import Form


class Outcome(StrEnum):
    """What the rules say of an application, or one rule of it."""

    NOT_CHECKED = "not_checked"
    PASS = "pass"  # noqa: S105  # it opens nothing
    FAIL = "fail"
    NEEDS_HUMAN = "needs_human"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One requirement: `accepted` codes or the `least` number, and what it means when that is not met.

    Without accepted codes, a country or a language must be one of the edition's.
    """

    code: str
    unmet: Outcome
    accepted: tuple[str, ...] = ()
    least: int = 0


@dataclass(frozen=True, kw_only=True)
class Ruleset:
    """The requirements of an edition. Each change is a new version, by which every application is evaluated again."""

    version: int
    rules: tuple[Rule, ...]


ADDRESSED = ("government", "interior", "foreign_affairs", "labour")

FIELDS = (
    "policy",
    "borders",
    "residence",
    "consular",
    "asylum",
    "trafficking",
    "labour_migration",
    "integration",
    "statistics",
)
"""Fields of work on migration; whoever works on none of them says `other`."""

DEFAULT_RULES = Ruleset(
    version=1,
    rules=(
        Rule(code="country", unmet=Outcome.FAIL),
        Rule(code="ministry", unmet=Outcome.NEEDS_HUMAN, accepted=ADDRESSED),
        Rule(code="field", unmet=Outcome.NEEDS_HUMAN, accepted=FIELDS),
        Rule(code="experience", unmet=Outcome.FAIL, least=1),
        Rule(code="language", unmet=Outcome.FAIL),
        Rule(code="alumnus", unmet=Outcome.FAIL),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What is evaluated: the form, the edition's countries and languages, and the editions the person finished.

    perhaps_finished: those of whoever may be the same person, which nobody has decided yet.
    """

    form: Form
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    finished: tuple[int, ...] = ()
    perhaps_finished: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one rule says: the code of its reason, what was given and what is wanted, in codes and numbers."""

    rule: str
    outcome: Outcome
    reason: str = "met"
    given: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Override:
    """Somebody has decided that the requirements are met although these rules do not say so."""

    rules: tuple[str, ...]
    rules_version: int
    reason: str
    actor: str
    role: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Eligibility:
    """What the rules last said of an application, and what a person made of it."""

    outcome: Outcome = Outcome.NOT_CHECKED
    rules_version: int = 0
    results: tuple[Result, ...] = ()
    override: Override | None = None

    @property
    def verdict(self) -> Outcome:
        """What counts: an override makes it a pass."""
        return Outcome.PASS if self.override else self.outcome

    @property
    def concerns(self) -> tuple[Result, ...]:
        """What is not met, or cannot be told."""
        return tuple(result for result in self.results if result.outcome is not Outcome.PASS)


UNCHECKED = Eligibility()


def evaluate(ruleset: Ruleset, applied: Applied) -> tuple[Result, ...]:
    """What each rule says, in their order."""
    return tuple(_CHECKS[rule.code](rule, applied) for rule in ruleset.rules)


def outcome_of(results: tuple[Result, ...]) -> Outcome:
    """What they say together: one that fails is a fail, one that cannot be told needs a person."""
    found = {result.outcome for result in results}
    return next((one for one in (Outcome.FAIL, Outcome.NEEDS_HUMAN) if one in found), Outcome.PASS)


def _country(rule: Rule, applied: Applied) -> Result:
    return _one_of(rule, (applied.form.country,), rule.accepted or applied.countries, "country-not-invited")


def _ministry(rule: Rule, applied: Applied) -> Result:
    return _one_of(rule, (applied.form.ministry_kind,), rule.accepted, "ministry-not-addressed")


def _field(rule: Rule, applied: Applied) -> Result:
    if not applied.form.field_of_work:
        return _unknown(rule, "field-unknown")
    return _one_of(rule, (applied.form.field_of_work,), rule.accepted, "field-not-addressed")


def _experience(rule: Rule, applied: Applied) -> Result:
    given, wanted = (str(applied.form.years_experience),), (str(rule.least),)
    if applied.form.years_experience >= rule.least:
        return Result(rule=rule.code, outcome=Outcome.PASS, given=given, wanted=wanted)
    return Result(rule=rule.code, outcome=rule.unmet, reason="experience-too-short", given=given, wanted=wanted)


def _language(rule: Rule, applied: Applied) -> Result:
    if not applied.form.languages_spoken:
        return _unknown(rule, "language-unknown")
    wanted = rule.accepted or applied.languages
    return _one_of(rule, applied.form.languages_spoken, wanted, "language-not-spoken")


def _alumnus(rule: Rule, applied: Applied) -> Result:
    if applied.finished:
        ordinals = tuple(map(str, applied.finished))
        return Result(rule=rule.code, outcome=rule.unmet, reason="attended-before", given=ordinals)
    if applied.form.attended_before:
        return Result(rule=rule.code, outcome=rule.unmet, reason="says-attended-before")
    if applied.perhaps_finished:
        return _unknown(rule, "may-have-attended")
    return Result(rule=rule.code, outcome=Outcome.PASS)


_CHECKS: dict[str, Callable[[Rule, Applied], Result]] = {
    "country": _country,
    "ministry": _ministry,
    "field": _field,
    "experience": _experience,
    "language": _language,
    "alumnus": _alumnus,
}


def _one_of(rule: Rule, given: tuple[str, ...], wanted: tuple[str, ...], reason: str) -> Result:
    if set(given) & set(wanted):
        return Result(rule=rule.code, outcome=Outcome.PASS, given=given, wanted=wanted)
    return Result(rule=rule.code, outcome=rule.unmet, reason=reason, given=given, wanted=wanted)


def _unknown(rule: Rule, reason: str) -> Result:
    return Result(rule=rule.code, outcome=Outcome.NEEDS_HUMAN, reason=reason)
