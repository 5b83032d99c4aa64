"""Checking: an application is evaluated by its edition's rules, and a person may see it otherwise."""

from dataclasses import replace

from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.eligibility import (
    Applied,
    Eligibility,
    Outcome,
    Override,
    Rule,
    Ruleset,
    evaluate,
    outcome_of,
)
from services.registration.model.states import Status
from services.registration.model.timeline import step
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EligibilityEvaluated, EligibilityOverridden

CHECKED_WHILE = (Status.SUBMITTED, Status.RETURNED, Status.UNDER_REVIEW)
"""Once somebody has decided, other rules change nothing any more."""

CHANGED_IN = (
    EditionStatus.DRAFT,
    EditionStatus.ANNOUNCED,
    EditionStatus.OPEN,
    EditionStatus.CLOSED_FOR_APPLICATIONS,
    EditionStatus.SELECTING,
)


def check(
    application: Application,
    *,
    edition: Edition,
    finished: tuple[int, ...],
    perhaps_finished: tuple[int, ...] = (),
    cause: Cause,
) -> tuple[Application, EligibilityEvaluated]:
    """Evaluate an application; an override stays while the same rules find nothing that it was not given for."""
    applied = Applied(
        form=application.form,
        countries=edition.countries,
        languages=edition.languages,
        finished=finished,
        perhaps_finished=perhaps_finished,
    )
    results = evaluate(edition.eligibility, applied)
    found = Eligibility(outcome=outcome_of(results), rules_version=edition.eligibility.version, results=results)
    before = application.eligibility
    checked = replace(application, eligibility=replace(found, override=_kept(before.override, found)))
    if before.verdict != checked.eligibility.verdict:
        checked = _remark(checked, before, cause=cause)
    return checked, EligibilityEvaluated(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        rules_version=found.rules_version,
        outcome=found.outcome,
        results={result.rule: result.outcome for result in results},
        reasons=[result.reason for result in found.concerns],
    )


def overridable(application: Application) -> bool:
    """Whether somebody may say that the requirements are met after all."""
    unmet = application.eligibility.verdict in (Outcome.FAIL, Outcome.NEEDS_HUMAN)
    return unmet and application.status in CHECKED_WHILE


def override(application: Application, *, reason: str, cause: Cause) -> tuple[Application, EligibilityOverridden]:
    """Say that the requirements are met although the rules do not."""
    if not overridable(application):
        raise application.wrong_status()
    before = application.eligibility
    rules = tuple(result.rule for result in before.concerns)
    made = Override(
        rules=rules,
        rules_version=before.rules_version,
        reason=reason,
        actor=cause.actor.id,
        role=cause.actor.role,
        at=cause.at,
    )
    overridden = replace(application, eligibility=replace(before, override=made))
    return _remark(overridden, before, cause=cause, note=reason), EligibilityOverridden(
        application_id=application.id,
        person_id=application.person_id,
        edition_id=application.edition_id,
        rules_version=before.rules_version,
        rules=list(rules),
    )


def change_rules(edition: Edition, rules: tuple[Rule, ...], *, cause: Cause) -> Edition:
    """Have other requirements; every application is evaluated again."""
    if edition.status not in CHANGED_IN:
        raise Refusal("wrong-status", f"Edition {edition.ordinal} is {edition.status}: this cannot be done now.")
    now_at = edition.eligibility.version
    changed = Ruleset(version=now_at + 1, rules=rules)
    made = step(f"rules:{now_at}", f"rules:{changed.version}", cause=cause, version=edition.version)
    return replace(edition, eligibility=changed, timeline=(*edition.timeline, made))


def _kept(override: Override | None, found: Eligibility) -> Override | None:
    concerns = {result.rule for result in found.concerns}
    if override and override.rules_version == found.rules_version and concerns and concerns <= set(override.rules):
        return override
    return None


def _remark(application: Application, before: Eligibility, *, cause: Cause, note: str = "") -> Application:
    old, new = f"eligibility:{before.verdict}", f"eligibility:{application.eligibility.verdict}"
    reason_code = "overridden" if application.eligibility.override else ""
    return application.remark(old, new, cause=cause, reason_code=reason_code, note=note)
