"""Visa letters: made when asked for, once for what they say, and checked by anybody."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from services.registration.model import visa_letter
from services.registration.model.application import Application
from services.registration.model.edition import Edition
from services.registration.model.visa_letter import VisaLetter
from services.registration.pdf import CannotBeSet
from services.registration.repository import Registry
from services.registration.schemas import answers
from services.registration.use_cases.access import refuse_others
from shared.contracts.envelope import Actor, Cause
from shared.contracts.refusal import Refusal

Json = dict[str, Any]


class Press(Protocol):
    """Sets a letter: the final bytes."""

    def set(self, letter: VisaLetter, *, check_url: str, at: datetime) -> bytes:
        """Raises CannotBeSet."""


def make(
    asked: Json,
    cause: Cause,
    *,
    registry: Registry,
    new_id: Callable[[], str],
    new_verify_id: Callable[[], str],
    press: Press,
    public_url: str,
) -> Json:
    """The letter as things stand: the one there is, or another number when what it says has changed."""
    application, edition = _own(asked, cause.actor, registry)
    said = visa_letter.say(application, edition)
    before = registry.visa_letters.of_application(application.id)
    latest = before[-1] if before else None
    if latest is not None and latest.said.digest == said.digest:
        return {"letter": answers.visa_letter(latest, application, edition)}
    letter = VisaLetter(
        id=new_id(),
        application_id=application.id,
        edition_id=edition.id,
        number=visa_letter.number_of(application, len(before) + 1),
        verify_id=new_verify_id(),
        said=said,
        made_on=edition.day(cause.at),
        pdf_sha256="",
    )
    try:
        pdf = press.set(letter, check_url=f"{public_url}/letters/{letter.verify_id}", at=cause.at)
    except CannotBeSet as error:
        raise Refusal("letter-unprintable", "This letter cannot be made; the secretariat must look at it.") from error
    if latest is not None:
        registry.visa_letters.save(replace(latest, replaced_by=letter.number))
    sealed = replace(letter, pdf_sha256=hashlib.sha256(pdf).hexdigest())
    kept = registry.visa_letters.add(sealed, pdf, at=cause.at)
    status = application.status
    noted = application.remark(status, status, cause=cause, reason_code="visa-letter-made", note=kept.number)
    registry.applications.save(noted)
    return {"letter": answers.visa_letter(kept, application, edition)}


def pdf(asked: Json, actor: Actor, *, registry: Registry) -> Json:
    """The latest letter, byte for byte as it was made, for as long as the person is invited."""
    application, edition = _own(asked, actor, registry)
    visa_letter.say(application, edition)
    letters = registry.visa_letters.of_application(application.id)
    if not letters:
        raise Refusal("not-found", "There is no such letter.", status=404)
    content = registry.visa_letters.pdf(letters[-1].id)
    return {
        "filename": f"{letters[-1].number}.pdf",
        "sha256": letters[-1].pdf_sha256,
        "content_base64": base64.b64encode(content).decode(),
    }


def check(asked: Json, *, registry: Registry) -> Json:
    """What a letter says and whether it still holds: for anybody who has it."""
    letter = registry.visa_letters.of_verify_id(asked["verify_id"])
    application = registry.applications.get(letter.application_id)
    return answers.checked_letter(letter, application, registry.editions.get(letter.edition_id))


def _own(asked: Json, actor: Actor, registry: Registry) -> tuple[Application, Edition]:
    application = registry.applications.get(asked["application_id"])
    refuse_others(application, actor)
    return application, registry.editions.get(application.edition_id)
