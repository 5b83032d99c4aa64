"""One edition from its opening to its certificates, on a real database with a real press."""

import hashlib
import itertools
import json
import threading
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import DuplicateKeyError

from services.certification.model.certificate import Certificate
from services.certification.pdf import CannotBeSet, Typesetter
from services.certification.repository import Certificates, Completions, Courses
from services.certification.signing import Signer
from services.certification.use_cases import certificates, completions
from shared.contracts.certification import CertificateApproved
from shared.contracts.envelope import Actor
from shared.contracts.event import REGISTRY, Event
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionOpened, OfferConfirmed
from shared.contracts.scheduling import AttendanceLocked, ProgrammeReleased
from shared.storage import Database
from shared.storage.outbox import Outbox
from tests.services.certification import people
from tests.services.certification.people import AT, EDITION, JOAO, LUCIA, MARIE, NAMES, TOMAS

HEARING: dict[type[Event], Callable[..., None]] = {
    EditionOpened: completions.hear_edition,
    ProgrammeReleased: completions.hear_programme,
    AttendanceLocked: completions.hear_attendance,
    OfferConfirmed: completions.hear_participant,
}


@dataclass
class Office:
    """The service without its process: its repositories, and a press that may break down."""

    database: Database
    typesetter: Typesetter
    signer: Signer
    breaks: bool = False
    ids: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        self.courses = Courses(self.database)
        self.completions = Completions(self.database)
        self.certificates = Certificates(self.database)
        for kept in (self.courses, self.completions, self.certificates, Outbox(self.database)):
            kept.create_indexes()

    def act(self, work: Callable[[], Any], at: datetime = AT) -> Any:
        return self.database.transact(work, cause=people.cause(at))

    def hear(self, event: Event, sequence: int = 1) -> None:
        known: dict[str, Any] = {"sequence": sequence, "completions": self.completions}
        if type(event) in HEARING:
            known |= {"at": AT, "courses": self.courses}
        self.act(lambda: HEARING.get(type(event), completions.hear_end)(event, **known))

    def hear_all(self, events: Iterable[Event]) -> None:
        for event in events:
            self.hear(event)

    def make(self, certificate: Certificate, *, issued_on: date, verify_url: str, at: datetime) -> bytes:
        if self.breaks:
            raise CannotBeSet("the text needs more than one page")
        page = self.typesetter.set(certificate, issued_on=issued_on, verify_url=verify_url, at=at)
        return self.signer.sign(page, at=at)

    def _new(self) -> dict[str, Any]:
        return {
            "new_id": lambda: f"certificate-{next(self.ids)}",
            "new_verify_id": lambda: f"{next(self.ids):026d}",
            "lacking": self.typesetter.lacking,
        }

    def approve(self, names: dict[str, str] = NAMES) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "courses": self.courses,
            "completions": self.completions,
            "certificates": self.certificates,
        }
        answer: dict[str, Any] = self.act(
            lambda: completions.approve_completions(EDITION, names, at=AT, **kept, **self._new())
        )
        return answer

    def approve_exception(self, application_id: str, name: str, version: int) -> Any:
        return self.act(
            lambda: completions.approve_exception(
                application_id,
                version=version,
                name=name,
                reason="Hospital, with a medical certificate",
                at=AT,
                courses=self.courses,
                completions=self.completions,
                certificates=self.certificates,
                **self._new(),
            )
        )

    def issue(self) -> None:
        """Hear every approval that was published, as the service's own inbox would, again and again."""
        for event in self.published("certification.certificate.approved.v1"):
            assert isinstance(event, CertificateApproved)
            self.issue_one(event.certificate_id)

    def issue_one(self, certificate_id: str) -> None:
        self.act(
            lambda: certificates.issue(
                certificate_id,
                at=AT,
                public_url="https://cimi.example.org",
                make=self.make,
                certificates=self.certificates,
            )
        )

    def revoke(self, certificate_id: str, version: int) -> Any:
        later = AT + timedelta(days=2)
        return self.act(
            lambda: certificates.revoke(
                certificate_id,
                version=version,
                reason_class="fraud",
                note="Somebody else sat there",
                at=later,
                certificates=self.certificates,
            ),
            later,
        )

    def replace(self, certificate_id: str, version: int, name: str) -> Any:
        return self.act(
            lambda: certificates.replace(
                certificate_id,
                version=version,
                name=name,
                reason="Second surname was missing",
                at=AT,
                certificates=self.certificates,
                **self._new(),
            )
        )

    def published(self, name: str = "") -> list[Event]:
        rows = self.database.collection("outbox").find(sort=[("_id", 1)])
        events = [REGISTRY[row["name"]].from_data(_data(row["body"])) for row in rows]
        return [event for event in events if name in ("", event.name)]

    def rows(self) -> dict[str, dict[str, Any]]:
        kept: dict[str, Any] = {"completions": self.completions, "certificates": self.certificates}
        answer = completions.show(EDITION, courses=self.courses, **kept)
        return {row["application_id"]: row for row in answer["rows"]}

    def of(self, application_id: str) -> Certificate:
        (certificate,) = self.certificates.public_of(application_id)
        return certificate


def _data(body: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(body)["data"]
    return data


@pytest.fixture
def office(database: Callable[[str], Database], typesetter: Typesetter, signer: Signer) -> Office:
    return Office(database("certification"), typesetter, signer)


@pytest.fixture
def finished(office: Office) -> Office:
    """The course is over: two pass, one fails, one withdrew."""
    office.hear_all(people.whole_course())
    office.hear(people.withdrawn(JOAO), sequence=9)
    return office


@pytest.fixture
def issued(finished: Office) -> Office:
    """And its certificates are made."""
    finished.approve()
    finished.issue()
    return finished


def results(office: Office) -> dict[str, tuple[Any, ...]]:
    return {key: (str(row["status"]), row["result"], row["percent"]) for key, row in office.rows().items()}


@pytest.mark.feature("C1")
def test_when_the_last_session_is_locked_everybody_has_a_result_with_its_reason(finished: Office) -> None:
    assert results(finished) == {
        LUCIA: ("computed", "pass", 100),
        TOMAS: ("computed", "pass", 80),
        MARIE: ("computed", "fail", 79),
    }
    assert finished.rows()[MARIE] == {
        "application_id": MARIE,
        "version": 2,
        "status": "computed",
        "result": "fail",
        "attended_minutes": 479,
        "required_minutes": 480,
        "percent": 79,
        "by_exception": False,
        "review_needed": False,
        "certificate": None,
    }


def test_during_the_course_the_rows_show_the_minutes_so_far(office: Office) -> None:
    office.hear_all(people.whole_course()[:-1])

    assert results(office) == dict.fromkeys((LUCIA, TOMAS, MARIE, JOAO), ("provisional", None, 50))
    assert office.published() == []


@pytest.mark.parametrize("seed", range(6))
def test_whatever_order_the_facts_arrive_in_the_results_are_the_same(office: Office, seed: int) -> None:
    facts: list[tuple[Event, int]] = [(event, 1) for event in people.whole_course()]
    facts.append((people.withdrawn(JOAO), 9))
    turned = facts[seed:] + facts[:seed]
    for event, sequence in reversed(turned) if seed % 2 else turned:
        office.hear(event, sequence)

    assert results(office) == {
        LUCIA: ("computed", "pass", 100),
        TOMAS: ("computed", "pass", 80),
        MARIE: ("computed", "fail", 79),
    }


def test_hearing_everything_twice_changes_nothing(finished: Office) -> None:
    before = (finished.rows(), finished.published())
    finished.hear_all(people.whole_course())

    assert (finished.rows(), finished.published()) == before


def test_the_last_two_sheets_locked_at_the_same_moment_are_both_seen(office: Office) -> None:
    *before, monday, tuesday = people.whole_course()
    office.hear_all(before)
    both = threading.Barrier(2, timeout=10)
    hear_sheet = office.courses.hear_sheet

    def hear_together(sheet: Any) -> None:
        hear_sheet(sheet)
        if sheet.id not in met:
            met.add(sheet.id)
            both.wait()

    met: set[str] = set()
    office.courses.hear_sheet = hear_together  # type: ignore[method-assign]  # both are in their transaction now
    threads = [threading.Thread(target=office.hear, args=(sheet,)) for sheet in (monday, tuesday)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert {str(row["status"]) for row in office.rows().values()} == {"computed"}


def test_a_corrected_sheet_changes_a_result_until_the_decision(finished: Office) -> None:
    finished.hear(people.locked("tuesday", lucia=300, tomas=180, marie=180), sequence=2)

    assert results(finished)[MARIE] == ("computed", "pass", 80)


def test_a_corrected_sheet_after_the_decision_asks_a_person_to_look(issued: Office) -> None:
    issued.hear(people.locked("tuesday", lucia=300, tomas=0, marie=179), sequence=2)

    actions = completions.show_actions(EDITION, completions=issued.completions, certificates=issued.certificates)
    assert results(issued)[TOMAS] == ("approved", "pass", 80)
    assert actions["actions"] == [
        {
            "who": "director",
            "what": "review-completions",
            "count": 1,
            "since": AT,
            "link": f"/editions/{EDITION}/completions",
        }
    ]


def test_approving_decides_everybody_and_a_repeat_decides_nobody(finished: Office) -> None:
    assert finished.approve() == {"approved": 2, "refused": 1}
    assert finished.approve() == {"approved": 0, "refused": 0}

    assert [(row["status"], row["certificate"]) for row in finished.rows().values()] == [
        ("approved", {"certificate_id": "certificate-1", "number": "CIMI-44-C-0001", "status": "approved"}),
        ("refused", None),
        ("approved", {"certificate_id": "certificate-3", "number": "CIMI-44-C-0002", "status": "approved"}),
    ]
    assert [event.name.split(".", 1)[1] for event in finished.published()][-5:] == [
        "completion.approved.v1",
        "certificate.approved.v1",
        "completion.approved.v1",
        "certificate.approved.v1",
        "completion.refused.v1",
    ]


def test_nothing_is_approved_while_attendance_is_open(office: Office) -> None:
    office.hear_all(people.whole_course()[:-1])

    with pytest.raises(Refusal, match="Not every session") as refusal:
        office.approve()
    assert refusal.value.code == "attendance-open"


@pytest.mark.parametrize(
    ("names", "code", "fields"),
    [
        ({LUCIA: "Lucía Ñáñez"}, "invalid", {TOMAS: "Write the name."}),
        (NAMES | {LUCIA: "王 Lucía"}, "name-glyphs", {LUCIA: "No sign for 王 (U+738B)"}),
        (NAMES | {TOMAS: "Tomás\u200b"}, "name-glyphs", {TOMAS: "No sign for U+200B"}),
    ],
)
def test_one_unusable_name_leaves_everything_as_it_was(
    finished: Office, names: dict[str, str], code: str, fields: dict[str, str]
) -> None:
    before = finished.published()

    with pytest.raises(Refusal) as refusal:
        finished.approve(names)

    assert (refusal.value.code, refusal.value.status, refusal.value.fields) == (code, 422, fields)
    assert (finished.published(), finished.certificates.of_edition(EDITION)) == (before, [])


def test_an_exception_gets_a_certificate_and_says_that_it_is_one(issued: Office) -> None:
    answer = issued.approve_exception(MARIE, NAMES[MARIE], version=issued.rows()[MARIE]["version"])
    issued.issue()

    assert (answer["number"], issued.of(MARIE).status) == ("CIMI-44-C-0003", "issued")
    assert issued.rows()[MARIE]["by_exception"] is True


def test_a_stale_page_decides_nothing(finished: Office) -> None:
    with pytest.raises(Refusal) as refusal:
        finished.approve_exception(MARIE, NAMES[MARIE], version=1)

    assert (refusal.value.code, refusal.value.status) == ("stale", 409)


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
