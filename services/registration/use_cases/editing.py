"""Changing what a sent application says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from services.registration.model import complaints, editing
from services.registration.model.checking import CHECKED_WHILE
from services.registration.model.likeness import Profile
from services.registration.model.nominating import UNDECIDED
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import applications, eligibility, people
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause
from shared.contracts.event import Event


def edit(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Take the changes of the applicant, or of staff who say why; what is left out stays as it was."""
    sent = registry.applications.get(asked["application_id"], version=asked["version"])
    refuse_others(sent, cause.actor)
    if cause.actor.role != "applicant" and not asked["reason"]:
        complaints.refuse_if_any({"reason": complaints.REQUIRED})
    edition = registry.editions.get(sent.edition_id)
    form = replace(sent.form, **{name: asked[name] for name in editing.ALL if name in asked})
    edited, *told = editing.edit(sent, form, edition=edition, reason=asked["reason"], cause=cause)
    if not told:
        return answers.receipt(sent)
    people.correct(sent.person_id, sent.form, form, registry=registry)
    events: list[Event] = [*told]
    if edited.status in CHECKED_WHILE:
        edited, evaluated = eligibility.check(edited, edition, cause, registry=registry)
        events.append(evaluated)
    if edited.status in UNDECIDED:
        edited, asking = applications.ask_institution(edited, edition, cause, registry=registry, new_id=new_id)
        events += asking
    saved = registry.applications.save(edited, *events)
    registry.profiles.keep(Profile.of(saved))
    return answers.receipt(saved)
