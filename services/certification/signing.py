"""The signature on a certificate: PAdES B-B with a P-256 key that is made here once and loaded once.

    python -m services.certification.signing --make DIR      writes certificate.key and certificate.pem, once

pyHanko embeds the signature; what is signed (the CMS attributes) is put together here, because pyHanko's own signer
loads the key again for every document and needs a running asyncio loop, which has no place in an eventlet process.
"""

import argparse
import os
import sys
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from asn1crypto import algos, cms, x509
from cryptography import x509 as certificates
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from shared.messaging.settings import SettingsError

KEY = "certificate.key"
CERTIFICATE = "certificate.pem"
YEARS = 20
FIELD = "CIMI"
# Room for the signature in the PDF, in hexadecimal digits; one with our certificate takes about 2 400.
RESERVED = 4096


class UnusableKey(SettingsError):
    """The signing key or its certificate is missing or does not fit; the message says what to do."""


class UnchangedMetadata(IncrementalPdfFileWriter):
    """Adds to a PDF without rewriting its metadata, which pyHanko does in words of its own: they say it is PDF/A."""

    def _update_meta(self) -> None:
        """Nothing: the page is what it was."""


class Signer:
    """Signs PDFs with one key, held in memory."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: certificates.Certificate) -> None:
        self.certificate = certificate
        self._key = key
        self._certificate = x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

    @classmethod
    def load(cls, folder: Path) -> "Signer":
        """The signer whose key and certificate `--make` wrote to `folder`. Raises UnusableKey in one plain sentence."""
        try:
            key = serialization.load_pem_private_key((folder / KEY).read_bytes(), password=None)
            certificate = certificates.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        except (OSError, ValueError) as error:
            raise UnusableKey(
                f"The signing key in {folder} cannot be read ({error}); "
                f"`python -m services.certification.signing --make {folder}` makes one."
            ) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
            raise UnusableKey(f"{KEY} and {CERTIFICATE} in {folder} do not belong together.")
        return cls(key, certificate)

    def sign(self, pdf: bytes, *, at: datetime) -> bytes:
        """`pdf` with our signature on it; nothing may be added to it afterwards."""
        embedding = PdfCMSEmbedder().write_cms(FIELD, UnchangedMetadata(BytesIO(pdf)))
        next(embedding)
        placeholder = SignatureObject(timestamp=at, subfilter=SigSeedSubFilter.PADES, bytes_reserved=RESERVED)
        sealed = SigMDPSetup(md_algorithm="sha256", certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
        embedding.send(SigObjSetup(sig_placeholder=placeholder, mdp_setup=sealed))
        digest, output = embedding.send(SigIOSetup(md_algorithm="sha256"))
        embedding.send(self._signed(digest.document_digest))
        signed: bytes = output.getvalue()
        return signed

    def _signed(self, digest: bytes) -> cms.ContentInfo:
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": kind, "values": [value]})
                for kind, value in (
                    ("content_type", "data"),
                    ("message_digest", digest),
                    ("signing_certificate_v2", as_signing_certificate_v2(self._certificate)),
                )
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    {
                        "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                            {
                                "issuer": self._certificate.issuer,
                                "serial_number": self._certificate.serial_number,
                            }
                        )
                    }
                ),
                "digest_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signed_attrs": attributes,
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256())),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v1",
                "digest_algorithms": [algos.DigestAlgorithm({"algorithm": "sha256"})],
                "encap_content_info": {"content_type": "data"},
                "certificates": [self._certificate],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def make(folder: Path, *, at: datetime) -> bool:
    """Write a new key and its certificate to `folder`, unless they are there; answers whether it wrote anything.

    A key that an interrupted run left without its certificate gets one; a certificate without its key is refused.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / CERTIFICATE).exists():
        Signer.load(folder)
        return False
    if not (folder / KEY).exists():
        _write(folder / KEY, _private_bytes(ec.generate_private_key(ec.SECP256R1())))
    key = serialization.load_pem_private_key((folder / KEY).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UnusableKey(f"{folder / KEY} holds another kind of key than P-256.")
    _write(folder / CERTIFICATE, _self_signed(key, at=at).public_bytes(serialization.Encoding.PEM))
    return True


def _private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _self_signed(key: ec.EllipticCurvePrivateKey, *, at: datetime) -> certificates.Certificate:
    name = certificates.Name(
        [
            certificates.NameAttribute(NameOID.COMMON_NAME, "Inter-American Course on International Migration"),
            certificates.NameAttribute(NameOID.ORGANIZATION_NAME, "CIMI"),
        ]
    )
    usage = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only"), False
    )
    return (
        certificates.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(certificates.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=365 * YEARS))
        .add_extension(certificates.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            certificates.KeyUsage(digital_signature=True, content_commitment=True, decipher_only=False, **usage),
            critical=True,
        )
        .add_extension(certificates.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write(path: Path, content: bytes) -> None:
    """All of `content` or nothing, readable by the owner alone, never over a file that is there."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.link(unfinished, path)
    unfinished.unlink()


def main(arguments: list[str]) -> int:
    """The command line; answers the exit code."""
    parser = argparse.ArgumentParser(prog="services.certification.signing", description="Make the signing key.")
    parser.add_argument("--make", metavar="DIR", type=Path, required=True, help="the folder of secret files")
    folder: Path = parser.parse_args(arguments).make
    try:
        made = make(folder, at=datetime.now(UTC))
    except (UnusableKey, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Made {folder / KEY} and {folder / CERTIFICATE}." if made else f"{folder / KEY} is there already.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
