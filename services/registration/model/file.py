"""A file that somebody sends: told by what is in it, whatever it is called; measured before anything is unpacked."""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

import puremagic
from pyhanko.pdf_utils.reader import PdfFileReader

from shared.contracts.refusal import Refusal

LARGEST = 5 * 1024 * 1024
LARGEST_UNPACKED = 50 * 1024 * 1024
MOST_PARTS = 2000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PICTURES = ("image/png", "image/jpeg")


@dataclass(frozen=True, kw_only=True)
class File:
    """What is known of a stored file; its content is kept apart, under the same id."""

    id: str
    filename: str
    content_type: str
    size: int
    sha256: str


def receive(
    *, file_id: str, filename: str, content: bytes, kinds: tuple[str, ...], wrong_kind: Callable[[], Refusal]
) -> File:
    """The file in `content`, or a refusal: `wrong_kind` when it is none of `kinds`."""
    if not content:
        raise Refusal("file-empty", "This file is empty.", status=422)
    refuse_too_large(len(content))
    kind = next((kind for kind in _candidates(content) if kind in kinds), None)
    if kind is None:
        raise wrong_kind()
    if kind == DOCX:
        _refuse_unless_docx(content, wrong_kind)
    if kind == PDF and _is_encrypted(content):
        raise _encrypted()
    return File(id=file_id, filename=filename, content_type=kind, size=len(content), sha256=sha256(content).hexdigest())


def refuse_too_large(size: int) -> None:
    """Refuse a file above five megabytes."""
    if size > LARGEST:
        raise Refusal("file-too-large", "The letter must not be larger than 5 MB.", status=413)


def beside(refusal: Refusal, field: str) -> Refusal:
    """The same refusal, told beside the field with which the file came."""
    fields: Mapping[str, str] = {field: refusal.message}
    return Refusal(refusal.code, refusal.message, status=refusal.status, fields=dict(fields))


def _candidates(content: bytes) -> list[str]:
    try:
        return [found.mime_type for found in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        return []


def _refuse_unless_docx(content: bytes, wrong_kind: Callable[[], Refusal]) -> None:
    """A .docx is a zip; its directory says how large each part is, so nothing has to be unpacked to be measured."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise wrong_kind() from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refusal(
            "file-unpacks-too-large",
            "What is packed into this file is too large. Save it as a PDF and send that.",
            status=422,
        )
    if any(part.flag_bits & 1 for part in parts):
        raise _encrypted()
    if not {"[Content_Types].xml", "word/document.xml"} <= {part.filename for part in parts}:
        raise wrong_kind()


def _encrypted() -> Refusal:
    said = (
        "This file is protected by a password, so nobody can read it. Save it without the password and send it again."
    )
    return Refusal("file-encrypted", said, status=422)


def _is_encrypted(content: bytes) -> bool:
    """A damaged PDF says nothing; whether it can be read, a person sees who looks at it."""
    try:
        return bool(PdfFileReader(io.BytesIO(content), strict=False).encrypted)
    except Exception:  # noqa: BLE001  # whatever a parser meets in a stranger's file, the file is kept as it came
        return False
