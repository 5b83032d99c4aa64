"""The letter by which a government nominates its official: a PDF or a picture of one, told by its first bytes."""

from services.registration.model import file
from services.registration.model.file import File
from shared.contracts.refusal import Refusal

Letter = File


def wrong_kind() -> Refusal:
    """What is no letter."""
    return Refusal("file-type", "The letter must be a PDF, PNG or JPEG file.", status=422)


def receive(*, letter_id: str, filename: str, content: bytes) -> Letter:
    """The letter in `content`, or a refusal of what is too large or no letter."""
    kinds = (file.PDF, *file.PICTURES)
    try:
        return file.receive(file_id=letter_id, filename=filename, content=content, kinds=kinds, wrong_kind=wrong_kind)
    except Refusal as refusal:
        raise file.beside(refusal, "letter") from refusal
