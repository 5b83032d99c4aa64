"""What the requirements of an edition say of an application, and what a person makes of it."""

from dataclasses import replace
from typing import Any

import pytest

from services.registration.model import acts, checking, reviewing
from services.registration.model.application import Application
from services.registration.model.edition import EditionStatus
from services.registration.model.eligibility import (
    ADDRESSED,
    DEFAULT_RULES,
    FIELDS,
    UNCHECKED,
    Applied,
    Eligibility,
    Outcome,
    Override,
    Result,
    Rule,
    Ruleset,
    evaluate,
    outcome_of,
)
from services.registration.model.form import Form
from services.registration.model.states import Status
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    NOT_MET_BECAUSE,
    RULES,
    EligibilityEvaluated,
    EligibilityOverridden,
)
from tests.services.registration.invented import AT, COUNTRIES, ROSA, application, by, edition

LANGUAGES = ("es", "en", "pt", "fr")


def said_of(form: Form, *, rules: Ruleset = DEFAULT_RULES, **past: tuple[int, ...]) -> tuple[Result, ...]:
    """What the rules say of a form."""
    return evaluate(rules, Applied(form=form, countries=COUNTRIES, languages=LANGUAGES, **past))


def concern(form: Form, **more: Any) -> Result:
    """The one thing that is not met."""
    (found,) = (result for result in said_of(form, **more) if result.outcome is not Outcome.PASS)
    return found


@pytest.mark.feature("A5")
def test_every_requirement_has_its_result_with_what_was_given_and_what_is_wanted() -> None:
    assert said_of(ROSA) == (
        Result(rule="country", outcome=Outcome.PASS, given=("PE",), wanted=COUNTRIES),
        Result(rule="ministry", outcome=Outcome.PASS, given=("interior",), wanted=ADDRESSED),
        Result(rule="field", outcome=Outcome.PASS, given=("borders",), wanted=FIELDS),
        Result(rule="experience", outcome=Outcome.PASS, given=("6",), wanted=("1",)),
        Result(rule="language", outcome=Outcome.PASS, given=("es",), wanted=LANGUAGES),
        Result(rule="alumnus", outcome=Outcome.PASS),
    )


@pytest.mark.feature("A5")
@pytest.mark.parametrize(
    ("changes", "reason", "outcome", "given"),
    [
        ({"country": "UY"}, "", Outcome.PASS, ()),
        ({"country": "HT"}, "country-not-invited", Outcome.FAIL, ("HT",)),
        ({"ministry_kind": "other"}, "ministry-not-addressed", Outcome.NEEDS_HUMAN, ("other",)),
        ({"field_of_work": "other"}, "field-not-addressed", Outcome.NEEDS_HUMAN, ("other",)),
        ({"field_of_work": ""}, "field-unknown", Outcome.NEEDS_HUMAN, ()),
        ({"years_experience": 0}, "experience-too-short", Outcome.FAIL, ("0",)),
        ({"languages_spoken": ("other",)}, "language-not-spoken", Outcome.FAIL, ("other",)),
        ({"languages_spoken": ()}, "language-unknown", Outcome.NEEDS_HUMAN, ()),
        ({"attended_before": True}, "says-attended-before", Outcome.FAIL, ()),
    ],
)
def test_what_is_not_met_says_why(
    changes: dict[str, Any], reason: str, outcome: Outcome, given: tuple[str, ...]
) -> None:
    form = replace(ROSA, **changes)
    assert outcome_of(said_of(form)) is outcome
    if reason:
        found = concern(form)
        assert (found.reason, found.outcome, found.given) == (reason, outcome, given)


def test_who_finished_an_earlier_edition_is_known_without_being_asked() -> None:
    assert concern(ROSA, finished=(41, 43)) == Result(
        rule="alumnus", outcome=Outcome.FAIL, reason="attended-before", given=("41", "43")
    )


def test_who_may_be_somebody_who_finished_an_earlier_edition_is_for_a_person_unless_they_say_so_themselves() -> None:
    assert concern(ROSA, perhaps_finished=(41,)) == Result(
        rule="alumnus", outcome=Outcome.NEEDS_HUMAN, reason="may-have-attended"
    )
    assert concern(replace(ROSA, attended_before=True), perhaps_finished=(41,)).outcome is Outcome.FAIL
    assert concern(ROSA, finished=(43,), perhaps_finished=(41,)).outcome is Outcome.FAIL


def test_what_cannot_be_told_is_for_a_person_however_strict_the_rule_is() -> None:
    strict = Ruleset(version=2, rules=(Rule(code="field", unmet=Outcome.FAIL, accepted=("borders",)),))
    assert concern(replace(ROSA, field_of_work=""), rules=strict).outcome is Outcome.NEEDS_HUMAN
    assert concern(replace(ROSA, field_of_work="asylum"), rules=strict).outcome is Outcome.FAIL


def test_a_fail_outweighs_what_needs_a_person() -> None:
    assert outcome_of(said_of(replace(ROSA, field_of_work="", years_experience=0))) is Outcome.FAIL
    assert outcome_of(()) is Outcome.PASS


def test_every_code_of_a_rule_or_reason_may_be_published() -> None:
    every = [replace(ROSA, country="HT", ministry_kind="other", years_experience=0, attended_before=True)]
    every += [
        replace(ROSA, field_of_work=field, languages_spoken=spoken)
        for field in ("", "other")
        for spoken in ((), ("other",))
    ]
    pasts: list[dict[str, tuple[int, ...]]] = [{}, {"finished": (43,)}, {"perhaps_finished": (43,)}]
    found = [result for form in every for past in pasts for result in said_of(form, **past)]
    assert {result.rule for result in found} == set(RULES)
    assert {result.reason for result in found} - {"met"} == set(NOT_MET_BECAUSE)


def checked(one: Application, rules: Ruleset = DEFAULT_RULES) -> tuple[Application, EligibilityEvaluated]:
    """Held against rules."""
    return checking.check(one, edition=edition(eligibility=rules), finished=(), cause=by("public"))


@pytest.mark.feature("A5")
def test_checking_leaves_a_step_and_publishes_codes_alone() -> None:
    fresh = replace(application(years=0), eligibility=UNCHECKED)
    assert fresh.eligibility.verdict is Outcome.NOT_CHECKED
    after, event = checked(fresh)
    assert event == EligibilityEvaluated(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        rules_version=1,
        outcome="fail",
        results={
            "country": "pass",
            "ministry": "pass",
            "field": "pass",
            "experience": "fail",
            "language": "pass",
            "alumnus": "pass",
        },
        reasons=["experience-too-short"],
    )
    assert [(step.before, step.after) for step in after.timeline] == [("eligibility:not_checked", "eligibility:fail")]
    assert after.status is Status.SUBMITTED
    event.to_data()


def test_the_same_verdict_again_is_no_step() -> None:
    again, _ = checked(application())
    assert again.timeline == ()


@pytest.mark.feature("A5")
def test_a_person_overrides_with_a_reason() -> None:
    doubtful, _ = checked(application(years=0))
    accepted, event = checking.override(doubtful, reason="Diez años en una ONG.", cause=by("secretariat"))
    assert accepted.eligibility.override == Override(
        rules=("experience",),
        rules_version=1,
        reason="Diez años en una ONG.",
        actor="ines.paz",
        role="secretariat",
        at=AT,
    )
    assert (accepted.eligibility.outcome, accepted.eligibility.verdict) == (Outcome.FAIL, Outcome.PASS)
    assert event == EligibilityOverridden(
        application_id="application-1",
        person_id="person-1",
        edition_id="edition-44",
        rules_version=1,
        rules=["experience"],
    )
    (step,) = accepted.timeline
    assert (step.before, step.after, step.actor, step.note) == (
        "eligibility:fail",
        "eligibility:pass",
        "ines.paz",
        "Diez años en una ONG.",
    )
    assert reviewing.ready(accepted)


@pytest.mark.feature("A5")
def test_an_override_survives_the_same_rules_and_neither_other_rules_nor_another_concern() -> None:
    accepted, _ = checking.override(checked(application(years=0))[0], reason="Sí.", cause=by("secretariat"))
    same, _ = checked(accepted)
    assert same.eligibility == accepted.eligibility
    other_rules, _ = checked(accepted, replace(DEFAULT_RULES, version=2))
    assert other_rules.eligibility.verdict is Outcome.FAIL
    no_field = replace(accepted, form=replace(accepted.form, field_of_work=""))
    assert checked(no_field)[0].eligibility.verdict is Outcome.FAIL
    corrected = replace(accepted, form=replace(accepted.form, years_experience=3))
    assert checked(corrected)[0].eligibility == application(years=3).eligibility


@pytest.mark.parametrize(
    "one",
    [
        application(),
        replace(application(), eligibility=UNCHECKED),
        application(Status.INELIGIBLE, years=0),
        application(Status.SELECTED, years=0),
    ],
)
def test_there_is_nothing_to_override_where_nothing_is_doubted_or_all_is_decided(one: Application) -> None:
    with pytest.raises(Refusal) as refusal:
        checking.override(one, reason="Sí.", cause=by("secretariat"))
    assert refusal.value.code == "wrong-status"
    assert "override_eligibility" not in acts.on_application(one, edition(), role="secretariat", at=AT)


def test_only_the_secretariat_is_offered_to_override() -> None:
    offered = {
        role: "override_eligibility" in acts.on_application(application(years=0), edition(), role=role, at=AT)
        for role in ("secretariat", "director", "auditor", "reviewer", "applicant")
    }
    assert offered == {
        "secretariat": True,
        "director": False,
        "auditor": False,
        "reviewer": False,
        "applicant": False,
    }


@pytest.mark.feature("A5")
def test_other_rules_are_a_new_version_until_the_selection_is_published() -> None:
    rules = (Rule(code="experience", unmet=Outcome.FAIL, least=5),)
    changed = checking.change_rules(edition(), rules, cause=by("director"))
    assert changed.eligibility == Ruleset(version=2, rules=rules)
    assert (changed.timeline[-1].before, changed.timeline[-1].after) == ("rules:1", "rules:2")
    for status in (EditionStatus.DECIDED, EditionStatus.RUNNING, EditionStatus.CANCELLED):
        with pytest.raises(Refusal) as refusal:
            checking.change_rules(edition(status), rules, cause=by("director"))
        assert refusal.value.code == "wrong-status"


def test_what_is_not_eligible_or_not_checked_needs_a_second_look() -> None:
    assert reviewing.ready(application())
    for eligibility in (UNCHECKED, Eligibility(outcome=Outcome.NEEDS_HUMAN), Eligibility(outcome=Outcome.FAIL)):
        assert not reviewing.ready(replace(application(), eligibility=eligibility))
