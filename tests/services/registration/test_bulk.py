"""Many applications at once: tried first, done once, told when one has moved on, taken back at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.application import Application
from services.registration.model.bulk import BulkAct, Terms, apply
from services.registration.model.states import EDGES, Status
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ApplicationMarkedIneligible, ApplicationReopened
from shared.storage import now
from tests.services.registration.conftest import form
from tests.services.registration.invented import STAFF, application, by, edition
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]
SetUp = Callable[..., Json]
INCOMPLETE: Json = {"reason_code": "missing_documents", "note": "Nunca llegó la carta."}


@pytest.fixture
def edition_id(office: Office, set_up: SetUp) -> str:
    """Three applications, the second of which lacks its letter."""
    edition_id: str = set_up()["edition_id"]
    for count in (1, 2, 3):
        more: Json = {"letter": None} if count == 2 else {}
        office.command("submit_application", "public", edition_id=edition_id, **form(count, **more))
    return edition_id


def plan(office: Office, edition_id: str, act: str, role: str = "secretariat", **asked: Any) -> list[Json]:
    rows: list[Json] = office.query("bulk_plan", role, edition_id=edition_id, act=act, **asked)["rows"]
    return rows


def run(office: Office, edition_id: str, act: str, rows: list[Json], role: str = "secretariat", **terms: Any) -> Json:
    items = [{"application_id": row["application_id"], "version": row["version"]} for row in rows]
    return office.command("run_bulk", role, edition_id=edition_id, act=act, items=items, **terms)


def outcomes(done: Json) -> list[tuple[str, str]]:
    return [(one["number"], one["code"]) for one in done["outcomes"]]


def test_a_trial_says_who_would_change_and_why_others_would_not_and_changes_nothing(
    office: Office, edition_id: str
) -> None:
    events = len(office.told())
    rows = plan(office, edition_id, "start_review", matching=True, status="submitted")
    assert [(row["number"], row["becomes"], row["code"]) for row in rows] == [
        ("CIMI-44-0001", "under_review", "done"),
        ("CIMI-44-0002", None, "incomplete"),
        ("CIMI-44-0003", "under_review", "done"),
    ]
    assert [row["status"] for row in plan(office, edition_id, "start_review", matching=True)] == ["submitted"] * 3
    assert len(office.told()) == events


@pytest.mark.parametrize(
    ("act", "inverse"),
    [
        ("start_review", None),
        ("return_application", None),
        ("mark_ineligible", "reopen_application"),
        ("reopen_application", "mark_ineligible"),
    ],
)
def test_a_trial_says_whether_it_can_be_taken_back(
    office: Office, edition_id: str, act: str, inverse: str | None
) -> None:
    role = "director" if act == "reopen_application" else "secretariat"
    tried = office.query("bulk_plan", role, edition_id=edition_id, act=act, matching=True)
    assert tried["inverse"] == inverse


def test_what_changed_meanwhile_is_told_and_not_forced(office: Office, edition_id: str) -> None:
    rows = plan(office, edition_id, "start_review", matching=True)
    due_at = (now() + timedelta(days=3)).isoformat()
    first = rows[0]["application_id"]
    change(office, "return_application", "secretariat", first, reason="Falta la firma.", due_at=due_at)
    done = run(office, edition_id, "start_review", rows)
    assert outcomes(done) == [("CIMI-44-0001", "stale"), ("CIMI-44-0002", "incomplete"), ("CIMI-44-0003", "done")]
    assert (done["done"], done["left"], done["inverse"]) == (1, 2, None)
    assert office.registry.applications.get(first).status is Status.RETURNED


def test_every_application_keeps_its_own_step_with_actor_and_reason(office: Office, edition_id: str) -> None:
    rows = plan(office, edition_id, "mark_ineligible", application_ids=[], matching=True, missing="letter")
    done = run(office, edition_id, "mark_ineligible", rows, **INCOMPLETE)
    assert outcomes(done) == [("CIMI-44-0002", "done")]
    step = office.registry.applications.get(rows[0]["application_id"]).timeline[-1]
    assert (step.before, step.after, step.actor) == ("submitted", "ineligible", STAFF["secretariat"])
    assert (step.reason_code, step.note) == ("missing_documents", "Nunca llegó la carta.")


def test_a_bulk_act_is_taken_back_as_one_with_a_trial_of_its_own(office: Office, edition_id: str) -> None:
    rows = plan(office, edition_id, "mark_ineligible", matching=True)
    done = run(office, edition_id, "mark_ineligible", rows, **INCOMPLETE)
    assert (done["done"], done["inverse"]) == (3, "reopen_application")
    change(office, "reopen_application", "director", rows[0]["application_id"], reason="Apareció la carta.")
    undoing = {"undoes": done["bulk_id"]}
    tried = plan(office, edition_id, "reopen_application", "director", **undoing)
    assert [row["code"] for row in tried] == ["wrong-status", "done", "done"]
    undone = run(office, edition_id, "reopen_application", tried, "director", reason="Fue un error.", **undoing)
    assert [code for _, code in outcomes(undone)] == ["wrong-status", "done", "done"]
    assert undone["inverse"] == "mark_ineligible"
    kept = office.query("bulk_act", "auditor", bulk_id=done["bulk_id"])
    assert (kept["undone_by"], kept["inverse"]) == (undone["bulk_id"], None)
    told = office.told(ApplicationMarkedIneligible, ApplicationReopened)
    assert [type(event).__name__ for event in told] == ["ApplicationMarkedIneligible"] * 3 + ["ApplicationReopened"] * 3
    latest = office.query("bulk_acts", "auditor", edition_id=edition_id)["bulk_acts"]
    assert [one["act"] for one in latest] == ["reopen_application", "mark_ineligible"]


def test_who_may_not_do_it_to_one_may_not_do_it_to_many(office: Office, edition_id: str) -> None:
    rows = plan(office, edition_id, "start_review", matching=True)
    for act, role in (("reopen_application", "secretariat"), ("return_application", "director")):
        assert refused(lambda act=act, role=role: plan(office, edition_id, act, role)) == ("not-allowed", 403)
        assert refused(lambda act=act, role=role: run(office, edition_id, act, rows, role)) == ("not-allowed", 403)
    assert refused(lambda: plan(office, edition_id, "start_review", "auditor")) == ("not-allowed", 403)


def test_what_an_act_needs_to_be_told_is_asked_for(office: Office, edition_id: str) -> None:
    rows = plan(office, edition_id, "return_application", matching=True)
    past = (now() - timedelta(days=1)).isoformat()
    for terms, lacking in (({}, {"reason", "due_at"}), ({"reason": "Falta", "due_at": past}, {"due_at"})):
        with pytest.raises(Refusal) as refusal:
            run(office, edition_id, "return_application", rows, **terms)
        assert set(refusal.value.fields) == lacking


def everywhere() -> list[Application]:
    """An application in each status."""
    return [application(status, count) for count, status in enumerate(Status, start=1)]


@pytest.mark.parametrize("act", list(BulkAct))
def test_a_bulk_act_goes_along_edges_only(act: BulkAct) -> None:
    cause = by("director")
    terms = Terms(reason="Fue un error.", reason_code="other", due_at=cause.at + timedelta(days=1))
    went, refusals = set(), set()
    for one in everywhere():
        try:
            changed, _ = apply(act, one, edition=edition(), terms=terms, cause=cause)
        except Refusal as refusal:
            refusals.add(refusal.code)
        else:
            went.add((one.status, changed.status))
            assert changed.timeline[-1].actor == STAFF["director"]
    assert went
    assert all(after in EDGES[before] for before, after in went)
    assert refusals == {"wrong-status"}
