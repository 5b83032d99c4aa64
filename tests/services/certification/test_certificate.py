"""What may become of a certificate."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.certification.model.certificate import Certificate, Status, as_written, number
from shared.contracts.certification import (
    CertificateApproved,
    CertificateIssued,
    CertificateIssueFailed,
    CertificateRevoked,
    CertificateSuperseded,
)
from shared.contracts.refusal import Refusal
from tests.services.certification.people import CERTIFICATE, EDITION, LUCIA, VERIFY_ID

TODAY = date(2027, 3, 15)
WHOSE = {"certificate_id": "certificate-1", "application_id": LUCIA, "edition_id": EDITION, "number": "CIMI-44-C-0001"}
PERSON = {"person_id": "person-lucia"}

ACTS: dict[str, Callable[[Certificate], Any]] = {
    "issue": lambda certificate: certificate.issue(issued_on=TODAY, pdf_sha256="ab" * 32),
    "fail": lambda certificate: certificate.fail("too long"),
    "approve_again": lambda certificate: certificate.approve_again(name="Lucía Ñáñez"),
    "revoke": lambda certificate: certificate.revoke(reason_class="error", note="Wrong person", on=TODAY),
    "begin_replacement": lambda certificate: certificate.begin_replacement(by="certificate-2"),
}

ALLOWED = {
    Status.APPROVED: {"issue", "fail"},
    Status.FAILED: {"approve_again"},
    Status.ISSUED: {"revoke", "begin_replacement"},
    Status.REVOKED: set[str](),
    Status.SUPERSEDED: set[str](),
}


@pytest.mark.parametrize("status", Status)
def test_each_status_allows_its_acts_and_no_others(status: Status) -> None:
    allowed = set()
    for name, act in ACTS.items():
        try:
            act(replace(CERTIFICATE, status=status))
        except Refusal:
            continue
        allowed.add(name)

    assert allowed == ALLOWED[status]


def test_each_act_says_what_happened() -> None:
    issued = replace(CERTIFICATE, status=Status.ISSUED)

    assert CERTIFICATE.approve()[1] == CertificateApproved(**WHOSE, **PERSON)
    assert CERTIFICATE.fail("too long")[1] == CertificateIssueFailed(**WHOSE)
    assert ACTS["issue"](CERTIFICATE)[1] == CertificateIssued(
        **WHOSE, **PERSON, verify_id=VERIFY_ID, issued_on=TODAY, pdf_sha256="ab" * 32, replaces=None
    )
    assert ACTS["revoke"](issued)[1] == CertificateRevoked(**WHOSE, **PERSON, reason_class="error", effective_on=TODAY)
    assert issued.begin_replacement(by="certificate-2").supersede()[1] == CertificateSuperseded(
        **WHOSE, **PERSON, replaced_by="certificate-2"
    )


@pytest.mark.feature("C10")
def test_revoking_keeps_the_whole_record() -> None:
    issued, _ = CERTIFICATE.issue(issued_on=TODAY, pdf_sha256="ab" * 32)
    revoked, _ = issued.revoke(reason_class="fraud", note="Somebody else sat there", on=TODAY)

    assert revoked == replace(
        issued, status=Status.REVOKED, reason_class="fraud", note="Somebody else sat there", revoked_on=TODAY
    )


@pytest.mark.parametrize("act", ["revoke", "begin_replacement"])
def test_a_certificate_whose_replacement_is_being_made_is_left_alone(act: str) -> None:
    in_replacement = replace(CERTIFICATE, status=Status.ISSUED, replaced_by="certificate-2")

    with pytest.raises(Refusal, match="replacement of CIMI-44-C-0001 is being made"):
        ACTS[act](in_replacement)


def test_only_what_has_a_replacement_is_superseded() -> None:
    with pytest.raises(Refusal, match="Nothing replaces"):
        replace(CERTIFICATE, status=Status.ISSUED).supersede()


def test_a_number_names_its_edition() -> None:
    assert (number(44, 7), number(44, 12345)) == ("CIMI-44-C-0007", "CIMI-44-C-12345")


def test_a_name_is_written_with_composed_letters_and_single_spaces() -> None:
    assert as_written("  Lucía  N\u0303a\u0301n\u0303ez\t") == "Lucía Ñáñez"
