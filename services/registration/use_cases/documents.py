"""Documents of an application: the applicant sends one, the secretariat takes it or asks for another."""

from collections.abc import Callable
from typing import Any

from services.registration.model import papers
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases import letters
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


def upload(asked: dict[str, Any], cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> dict[str, Any]:
    """Take a document of the person whose link it is."""
    application = registry.applications.get(asked["application_id"])
    refuse_others(application, cause.actor)
    sent = letters.receive_document(
        asked["kind"], asked["file"], application.id, cause, registry=registry, new_id=new_id
    )
    uploaded = papers.upload(application, asked["kind"], sent, cause=cause)
    return answers.receipt(registry.applications.save(*uploaded))


def accept(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Take it after a look at it."""
    application = registry.applications.get(asked["application_id"])
    return answers.receipt(registry.applications.save(*papers.accept(application, asked["document_id"], cause=cause)))


def reject(asked: dict[str, Any], cause: Cause, *, registry: Registry) -> dict[str, Any]:
    """Ask for another version of this one."""
    application = registry.applications.get(asked["application_id"])
    rejected = papers.reject(
        application, asked["document_id"], reason_code=asked["reason_code"], note=asked["note"], cause=cause
    )
    return answers.receipt(registry.applications.save(*rejected))


def content(asked: dict[str, Any], *, registry: Registry) -> dict[str, Any]:
    """A version of a document, also one that was replaced."""
    application = registry.applications.get(asked["application_id"])
    for one in application.documents:
        for version in one.versions:
            if version.file.id == asked["document_id"]:
                return letters.answer(version.file, registry=registry)
    raise Refusal("not-found", "There is no such document.", status=404)
