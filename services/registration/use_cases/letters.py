"""Taking in a letter: what arrives in base64 is looked at, measured and kept."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from services.registration.model import complaints, letter
from services.registration.model.letter import Letter
from services.registration.repository import Registry
from shared.contracts.envelope import Cause


def receive(
    file: dict[str, Any] | None, owner_id: str, cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> Letter | None:
    """The letter of an application or a call, or None where no file was sent."""
    looked_at = look_at(file, new_id=new_id)
    if looked_at is None:
        return None
    received, content = looked_at
    registry.letters.add(received.id, application_id=owner_id, content=content, at=cause.at)
    return received


def look_at(file: dict[str, Any] | None, *, new_id: Callable[[], str]) -> tuple[Letter, bytes] | None:
    """A letter and its content, to be kept or not; None where no file was sent."""
    if file is None:
        return None
    letter.refuse_too_large(len(file["content_base64"]) * 3 // 4 - 2)
    try:
        content = base64.b64decode(file["content_base64"], validate=True)
    except (binascii.Error, ValueError):
        complaints.refuse_if_any({"letter": complaints.UNREADABLE_FILE})
        raise
    return letter.receive(letter_id=new_id(), filename=file["filename"], content=content), content


def answer(kept: Letter, *, registry: Registry) -> dict[str, Any]:
    """A letter with its content."""
    return {
        "filename": kept.filename,
        "content_type": kept.content_type,
        "sha256": kept.sha256,
        "content_base64": base64.b64encode(registry.letters.content(kept.id)).decode(),
    }
