"""The signature: made with our key, over every byte, and gone with the first that changes."""

import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf
import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from services.certification.pdf import Typesetter
from services.certification.signing import CERTIFICATE, KEY, Signer, UnusableKey, make
from tests.services.certification import people


@pytest.fixture(scope="module")
def page(typesetter: Typesetter) -> bytes:
    return typesetter.set(
        people.CERTIFICATE,
        issued_on=people.CERTIFICATE.certified.ends_on,
        verify_url=people.VERIFY_URL,
        at=people.AT,
    )


@pytest.fixture(scope="module")
def signed(page: bytes, signer: Signer) -> bytes:
    return signer.sign(page, at=people.AT)


def judged(pdf: bytes, signer: Signer) -> Any:
    """PyHanko's judgement, trusting our certificate."""
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    ours = x509.Certificate.load(signer.certificate.public_bytes(Encoding.DER))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[ours]))


@pytest.mark.feature("C7")
def test_the_signature_is_valid_and_covers_the_whole_file(signed: bytes, signer: Signer) -> None:
    judgement = judged(signed, signer)

    assert (judgement.bottom_line, judgement.coverage.name, judgement.docmdp_ok) == (True, "ENTIRE_FILE", True)
    assert judgement.signer_reported_dt == people.AT


@pytest.mark.feature("C7")
def test_it_is_pades_with_a_p_256_key(signed: bytes) -> None:
    (signature,) = PdfFileReader(BytesIO(signed)).embedded_regular_signatures
    attributes = {attribute["type"].native for attribute in signature.signer_info["signed_attrs"]}

    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.signer_info["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
    assert signature.signer_cert.public_key.curve == ("named", "secp256r1")
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}


@pytest.mark.feature("C7")
@pytest.mark.parametrize("place", [0.25, 0.5, 0.8])
def test_one_changed_byte_breaks_it(signed: bytes, signer: Signer, page: bytes, place: float) -> None:
    position = int(len(page) * place)
    forged = signed[:position] + bytes([signed[position] ^ 1]) + signed[position + 1 :]

    assert judged(forged, signer).intact is False


def test_the_page_below_the_signature_is_the_page_that_was_set(page: bytes, signed: bytes) -> None:
    before, after = (pypdf.PdfReader(BytesIO(pdf)) for pdf in (page, signed))

    assert signed.startswith(page)
    assert metadata(after) == metadata(before)
    assert after.metadata == before.metadata


def test_the_signed_file_keeps_what_pdf_a_asks_of_its_structure(signed: bytes) -> None:
    reader = pypdf.PdfReader(BytesIO(signed))
    root: Any = reader.trailer["/Root"]
    field: Any = root["/AcroForm"]["/Fields"][0].get_object()

    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in metadata(reader)
    assert {"/OutputIntents", "/StructTreeRoot", "/Perms"} <= root.keys()
    assert ("/NeedAppearances" in root["/AcroForm"], "/XFA" in root["/AcroForm"]) == (False, False)
    # An invisible field needs no appearance, but must be marked for printing and not hidden.
    assert (field["/Rect"], field["/F"] & 4, field["/F"] & 2) == ([0, 0, 0, 0], 4, 0)
    assert len(reader.trailer["/ID"]) == 2  # type: ignore[arg-type]  # untyped


def metadata(reader: pypdf.PdfReader) -> bytes:
    root: Any = reader.trailer["/Root"]
    data: bytes = root["/Metadata"].get_object().get_data()
    return data


def command(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "services.certification.signing", "--make", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    first = command(folder)
    made = {file.name: file.read_bytes() for file in folder.iterdir()}
    second = command(folder)

    assert (first.returncode, second.returncode, made.keys()) == (0, 0, {KEY, CERTIFICATE})
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == made
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o400}


def test_a_half_made_key_gets_its_certificate(tmp_path: Path) -> None:
    make(tmp_path, at=datetime.now(UTC))
    key = (tmp_path / KEY).read_bytes()
    (tmp_path / CERTIFICATE).unlink()
    (tmp_path / "certificate.unfinished").write_bytes(b"half")

    assert make(tmp_path, at=datetime.now(UTC)) is True
    assert (tmp_path / KEY).read_bytes() == key
    Signer.load(tmp_path)


def test_a_missing_key_is_one_plain_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnusableKey, match=r"cannot be read .* --make"):
        Signer.load(tmp_path)


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    for name in ("ours", "theirs"):
        make(tmp_path / name, at=datetime.now(UTC))
    (tmp_path / "ours" / CERTIFICATE).unlink()
    (tmp_path / "theirs" / CERTIFICATE).rename(tmp_path / "ours" / CERTIFICATE)

    assert command(tmp_path / "ours").returncode == 1
    with pytest.raises(UnusableKey, match="do not belong together"):
        Signer.load(tmp_path / "ours")
