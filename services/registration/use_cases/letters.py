"""Taking in files: what arrives in base64 is looked at, measured and kept."""

import base64
import binascii
from collections.abc import Callable
from typing import Any

from services.registration.model import complaints, document, file, letter
from services.registration.model.file import File
from services.registration.model.letter import Letter
from services.registration.repository import Registry
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal


def receive(
    sent: dict[str, Any] | None, owner_id: str, cause: Cause, *, registry: Registry, new_id: Callable[[], str]
) -> Letter | None:
    """The letter of an application or a call, or None where no file was sent."""
    looked_at = look_at(sent, new_id=new_id)
    if looked_at is None:
        return None
    received, content = looked_at
    return _keep(received, content, owner_id, cause, registry)


def look_at(sent: dict[str, Any] | None, *, new_id: Callable[[], str]) -> tuple[Letter, bytes] | None:
    """A letter and its content, to be kept or not; None where no file was sent."""
    if sent is None:
        return None
    content = _content(sent, "letter")
    return letter.receive(letter_id=new_id(), filename=sent["filename"], content=content), content


def receive_document(
    kind: str,
    sent: dict[str, Any],
    owner_id: str,
    cause: Cause,
    *,
    registry: Registry,
    new_id: Callable[[], str],
) -> File:
    """A document of an application or a draft."""
    content = _content(sent, "file")
    received = document.receive(kind, file_id=new_id(), filename=sent["filename"], content=content)
    return _keep(received, content, owner_id, cause, registry)


def answer(kept: File, *, registry: Registry) -> dict[str, Any]:
    """A file with its content."""
    return {
        "filename": kept.filename,
        "content_type": kept.content_type,
        "sha256": kept.sha256,
        "content_base64": base64.b64encode(registry.letters.content(kept.id)).decode(),
    }


def _content(sent: dict[str, Any], field: str) -> bytes:
    try:
        file.refuse_too_large(len(sent["content_base64"]) * 3 // 4 - 2)
        return base64.b64decode(sent["content_base64"], validate=True)
    except Refusal as refusal:
        raise file.beside(refusal, field) from refusal
    except (binascii.Error, ValueError):
        complaints.refuse_if_any({field: complaints.UNREADABLE_FILE})
        raise


def _keep(received: File, content: bytes, owner_id: str, cause: Cause, registry: Registry) -> File:
    registry.letters.add(received.id, application_id=owner_id, content=content, at=cause.at)
    return received
