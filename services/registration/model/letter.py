"""The letter by which a government nominates its official: a PDF or a picture of one, told by its first bytes."""

from dataclasses import dataclass
from hashlib import sha256

from shared.contracts.refusal import Refusal

LARGEST = 5 * 1024 * 1024

KINDS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What is known of a stored letter; its content is kept apart, under the same id."""

    id: str
    filename: str
    content_type: str
    size: int
    sha256: str


def receive(*, letter_id: str, filename: str, content: bytes) -> Letter:
    """The letter in `content`, or a refusal of what is too large or no letter."""
    refuse_too_large(len(content))
    for start, content_type in KINDS.items():
        if content.startswith(start):
            return Letter(
                id=letter_id,
                filename=filename,
                content_type=content_type,
                size=len(content),
                sha256=sha256(content).hexdigest(),
            )
    raise Refusal(
        "file-type",
        "The letter must be a PDF, PNG or JPEG file.",
        status=422,
        fields={"letter": "The letter must be a PDF, PNG or JPEG file."},
    )


def refuse_too_large(size: int) -> None:
    """Refuse a file above five megabytes."""
    if size > LARGEST:
        raise Refusal(
            "file-too-large",
            "The letter must not be larger than 5 MB.",
            status=413,
            fields={"letter": "The letter must not be larger than 5 MB."},
        )
