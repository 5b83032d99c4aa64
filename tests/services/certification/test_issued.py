"""What happens to certificates once they are approved: made, checked, revoked, replaced; on a real database."""

import hashlib
from base64 import b64decode
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pymongo.errors import DuplicateKeyError

from services.certification.use_cases import certificates
from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal
from tests.services.certification.office import Office
from tests.services.certification.people import AT, EDITION, LUCIA, NAMES, TOMAS


@pytest.mark.feature("C5")
def test_a_certificate_is_made_once_stored_and_hashed(issued: Office) -> None:
    lucia = issued.of(LUCIA)
    pdf = issued.certificates.pdf(lucia.id)
    before = issued.published()
    issued.issue()

    assert (lucia.status, lucia.issued_on) == ("issued", date(2027, 3, 15))
    assert lucia.pdf_sha256 == hashlib.sha256(pdf).hexdigest()
    assert (issued.certificates.pdf(lucia.id), issued.published()) == (pdf, before)
    (event,) = [one for one in before if one.name.endswith("certificate.issued.v1") and one.subject == lucia.id]
    assert event.to_data()["pdf_sha256"] == lucia.pdf_sha256


@pytest.mark.feature("C5")
def test_a_stored_pdf_is_never_written_over(issued: Office) -> None:
    lucia = issued.of(LUCIA)
    pdf = issued.certificates.pdf(lucia.id)

    with pytest.raises(DuplicateKeyError):
        issued.act(lambda: issued.certificates.keep_pdf(lucia.id, b"another", sha256="", at=AT))

    assert issued.certificates.pdf(lucia.id) == pdf


def test_what_cannot_be_made_waits_for_staff_and_is_made_when_it_is_put_right(finished: Office) -> None:
    finished.breaks = True
    finished.approve()
    finished.issue()
    (failed, _) = finished.certificates.of_edition(EDITION)
    assert (failed.status, failed.failure) == ("failed", "the text needs more than one page")
    assert finished.certificates.public_of(LUCIA) == []

    finished.breaks = False
    finished.act(
        lambda: certificates.retry(
            failed.id,
            version=failed.version,
            name="Lucía Ñáñez",
            lacking=finished.typesetter.lacking,
            certificates=finished.certificates,
        )
    )
    finished.issue()
    assert (finished.of(LUCIA).status, finished.of(LUCIA).name) == ("issued", "Lucía Ñáñez")


def check(office: Office, verify_id: str) -> dict[str, Any]:
    return certificates.verify(verify_id, certificates=office.certificates)


@pytest.mark.feature("C8")
def test_anybody_with_the_code_sees_what_is_certified(issued: Office) -> None:
    lucia = issued.of(LUCIA)

    assert check(issued, f" {lucia.verify_id.lower()} ") == {
        "status": "valid",
        "number": "CIMI-44-C-0001",
        "name": NAMES[LUCIA],
        "edition": {
            "ordinal": 44,
            "year": 2027,
            "city": "Mar del Plata",
            "starts_on": date(2027, 3, 1),
            "ends_on": date(2027, 3, 15),
        },
        "hours": 10,
        "issued_on": date(2027, 3, 15),
        "revoked_on": None,
        "reason_class": None,
        "replaced_by_verify_id": None,
        "sha256": lucia.pdf_sha256,
    }


@pytest.mark.feature("C8")
def test_an_unknown_code_and_one_not_given_out_yet_are_not_found(finished: Office) -> None:
    finished.approve()
    for code in ("A" * 26, "x", finished.certificates.of_edition(EDITION)[0].verify_id):
        with pytest.raises(Refusal) as refusal:
            check(finished, code)
        assert (refusal.value.code, refusal.value.status) == ("not-found", 404)


@pytest.mark.feature("C10")
def test_a_revoked_certificate_stays_on_record_and_the_check_says_so(issued: Office) -> None:
    lucia = issued.of(LUCIA)
    valid, pdf = check(issued, lucia.verify_id), issued.certificates.pdf(lucia.id)
    issued.revoke(lucia.id, lucia.version)

    revoked = {"status": "revoked", "revoked_on": date(2027, 3, 17), "reason_class": "fraud"}
    assert check(issued, lucia.verify_id) == valid | revoked
    assert issued.certificates.pdf(lucia.id) == pdf
    assert issued.published()[-1].to_data() == {
        "certificate_id": lucia.id,
        "application_id": LUCIA,
        "person_id": "person-lucia",
        "edition_id": EDITION,
        "number": "CIMI-44-C-0001",
        "reason_class": "fraud",
        "effective_on": "2027-03-17",
    }


@pytest.mark.feature("C11")
def test_a_replacement_has_its_own_number_and_the_two_point_to_each_other(issued: Office) -> None:
    old = issued.of(LUCIA)
    answer = issued.replace(old.id, old.version, "Lucía Ñáñez Müller de Ávila")
    assert check(issued, old.verify_id)["status"] == "valid"
    issued.issue()
    superseded, new = issued.certificates.public_of(LUCIA)

    assert (answer["number"], new.number) == ("CIMI-44-C-0003", "CIMI-44-C-0003")
    assert (superseded.id, superseded.status, superseded.replaced_by) == (old.id, "superseded", new.id)
    assert (new.status, new.replaces, new.name) == ("issued", old.id, "Lucía Ñáñez Müller de Ávila")
    assert check(issued, old.verify_id)["status"] == "replaced"
    assert check(issued, old.verify_id)["replaced_by_verify_id"] == new.verify_id
    assert check(issued, new.verify_id)["status"] == "valid"
    assert [event.name.split(".", 1)[1] for event in issued.published()][-2:] == [
        "certificate.superseded.v1",
        "certificate.issued.v1",
    ]


@pytest.mark.feature("C11")
def test_a_certificate_has_one_replacement_however_often_it_is_asked_for(issued: Office) -> None:
    old = issued.of(LUCIA)
    issued.replace(old.id, old.version, "Lucía Ñáñez")

    for version, code in ((old.version, "stale"), (old.version + 1, "in-replacement")):
        with pytest.raises(Refusal) as refusal:
            issued.replace(old.id, version, "Lucía Müller")
        assert refusal.value.code == code
    assert len(issued.certificates.of_edition(EDITION)) == 3


def test_an_aborted_approval_uses_up_no_number(finished: Office) -> None:
    def approve_and_fail() -> None:
        finished.certificates.next_number(EDITION)
        raise RuntimeError("the power went out")

    with pytest.raises(RuntimeError):
        finished.act(approve_and_fail)
    finished.approve()

    assert [one.number for one in finished.certificates.of_edition(EDITION)] == ["CIMI-44-C-0001", "CIMI-44-C-0002"]


def test_a_participant_gets_their_own_pdf_and_nobody_elses(issued: Office) -> None:
    own = Actor(kind="applicant", id=LUCIA, role="applicant")
    other = Actor(kind="applicant", id=TOMAS, role="applicant")
    lucia = issued.of(LUCIA)

    answer = certificates.show_pdf(lucia.id, actor=own, certificates=issued.certificates)
    assert (answer["filename"], answer["sha256"]) == ("CIMI-44-C-0001.pdf", lucia.pdf_sha256)
    assert b64decode(answer["content_base64"]) == issued.certificates.pdf(lucia.id)
    asked: list[Callable[[], Any]] = [
        lambda: certificates.show_pdf(lucia.id, actor=other, certificates=issued.certificates),
        lambda: certificates.show(lucia.id, actor=other, certificates=issued.certificates),
        lambda: certificates.show_own(LUCIA, actor=other, certificates=issued.certificates),
    ]
    for ask in asked:
        with pytest.raises(Refusal) as refusal:
            ask()
        assert (refusal.value.code, refusal.value.status) == ("not-allowed", 403)


def test_the_holder_does_not_see_what_staff_noted(issued: Office) -> None:
    lucia = issued.of(LUCIA)
    issued.revoke(lucia.id, lucia.version)
    own = Actor(kind="applicant", id=LUCIA, role="applicant")

    (mine,) = certificates.show_own(LUCIA, actor=own, certificates=issued.certificates)["certificates"]
    assert (mine["status"], mine["reason_class"], "note" in mine) == ("revoked", "fraud", False)
