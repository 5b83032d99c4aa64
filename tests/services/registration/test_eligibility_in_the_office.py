"""Eligibility by the service's commands: checked on sending, on correcting and when the rules change."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.eligibility import Outcome
from services.registration.model.states import Status
from shared.contracts.registration import EligibilityEvaluated, EligibilityOverridden
from shared.storage import now
from tests.services.registration.conftest import call, form
from tests.services.registration.invented import STAFF, by
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]
SetUp = Callable[..., Json]
Published = Callable[..., tuple[str, list[str]]]

FIVE_YEARS = [{"code": "experience", "unmet": "fail", "least": 5}]


def send(office: Office, edition: Json, count: int = 1, **changes: Any) -> str:
    """Somebody applies."""
    sent = form(count, edition_id=edition["edition_id"], **changes)
    return str(office.command("submit_application", "public", **sent)["application_id"])


def seen(office: Office, application_id: str) -> Json:
    """What staff see of its eligibility."""
    found: Json = office.query("application", "secretariat", application_id=application_id)["eligibility"]
    return found


@pytest.mark.feature("A5")
def test_an_application_is_checked_when_it_is_sent_and_when_it_is_corrected(office: Office, set_up: SetUp) -> None:
    rosa = send(office, set_up(), years_experience=0, field_of_work="", languages_spoken=[])
    assert (seen(office, rosa)["outcome"], office.registry.applications.get(rosa).status) == ("fail", Status.SUBMITTED)
    due_at = (now() + timedelta(days=3)).isoformat()
    change(office, "return_application", "secretariat", rosa, reason="¿En qué trabaja?", due_at=due_at)
    change(office, "resubmit_application", "applicant", rosa, years_experience=4, field_of_work="asylum")
    assert [event.reasons for event in office.told(EligibilityEvaluated)] == [
        ["field-unknown", "experience-too-short", "language-unknown"],
        ["language-unknown"],
    ]
    mine = office.query("my_application", "applicant", rosa, application_id=rosa)["eligibility"]
    assert (mine["outcome"], mine["overridden"]) == ("needs_human", False)
    assert [result["reason"] for result in mine["results"] if result["outcome"] != "pass"] == ["language-unknown"]


@pytest.mark.feature("A5")
def test_other_rules_check_every_application_that_is_not_decided(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    rosa, other = send(office, edition, 1, years_experience=4), send(office, edition, 2, years_experience=9)
    gone = send(office, edition, 3, years_experience=4)
    change(office, "mark_ineligible", "secretariat", gone, reason_code="other")
    of = {"edition_id": edition["edition_id"]}
    version = office.query("eligibility_rules", "auditor", **of)["version"]
    done = office.command("set_eligibility_rules", "director", **of, version=version, rules=FIVE_YEARS)
    assert (done["rules_version"], done["evaluated"]) == (2, 2)
    assert [seen(office, one)["outcome"] for one in (rosa, other, gone)] == ["fail", "pass", "pass"]
    assert [event.rules_version for event in office.told(EligibilityEvaluated)] == [1, 1, 1, 2, 2]
    before = len(office.told())
    office.tick()
    assert office.told(after=before) == []


@pytest.mark.feature("A5")
def test_a_person_overrides_with_a_reason_and_the_clock_leaves_it(office: Office, set_up: SetUp) -> None:
    edition = set_up()
    rosa = send(office, edition, years_experience=0)
    assert office.command("start_reviews", "secretariat", edition_id=edition["edition_id"]) == {"started": 0}
    for role in ("director", "auditor", "reviewer"):
        attempt = refused(lambda role=role: change(office, "override_eligibility", role, rosa, reason="Sí."))
        assert attempt == ("not-allowed", 403)
    change(office, "override_eligibility", "secretariat", rosa, reason="Diez años en una ONG.")
    office.tick()
    found = seen(office, rosa)
    assert (found["outcome"], found["verdict"]) == ("fail", "pass")
    assert (found["override"]["actor"], found["override"]["reason"]) == (STAFF["secretariat"], "Diez años en una ONG.")
    assert [event.rules for event in office.told(EligibilityOverridden)] == [["experience"]]
    assert office.query("my_application", "applicant", rosa, application_id=rosa)["eligibility"]["overridden"]
    assert office.command("start_reviews", "secretariat", edition_id=edition["edition_id"]) == {"started": 1}


@pytest.mark.feature("A5")
def test_who_finished_an_earlier_edition_is_recognised_by_their_address(office: Office, published: Published) -> None:
    first, (rosa,) = published(["PE"])
    change(office, "confirm_offer", "applicant", rosa)

    def finish() -> None:
        one = office.registry.applications.get(rosa)
        for status in (Status.ENROLLED, Status.FINISHED):
            one = one.move(status, cause=by("system"))
        office.registry.applications.save(one)

    office.database.transact(finish, cause=by("director"))
    created = office.command("create_edition", "secretariat", **call(now(), ordinal=45))
    second = office.command("open_edition", "director", edition_id=created["edition_id"], version=created["version"])
    assert second["edition_id"] != first
    again = send(office, second, 1)
    (alumnus,) = (result for result in seen(office, again)["results"] if result["rule"] == "alumnus")
    assert (alumnus["outcome"], alumnus["reason"], alumnus["given"]) == ("fail", "attended-before", ("44",))


@pytest.mark.feature("A5")
def test_what_was_stored_before_there_were_rules_is_read_and_checked_by_the_clock(
    office: Office, set_up: SetUp
) -> None:
    edition = set_up()
    rosa = send(office, edition)
    rows = office.database.collection("applications")
    of_the_form = ("field_of_work", "languages_spoken", "attended_before")
    lacking = {f"form.{name}": "" for name in of_the_form} | {"eligibility": "", "reviewed": ""}
    rows.update_one({"_id": rosa}, {"$unset": lacking})
    office.database.collection("editions").update_one({}, {"$unset": {"eligibility": "", "review": ""}})

    read = office.registry.applications.get(rosa)
    assert (read.form.field_of_work, read.form.languages_spoken, read.form.attended_before) == ("", (), False)
    assert (read.eligibility.verdict, read.reviewed) == (Outcome.NOT_CHECKED, None)
    assert office.query("my_application", "applicant", rosa, application_id=rosa)["eligibility"]["results"] == []
    office.tick()
    assert seen(office, rosa)["outcome"] == "needs_human"
    assert office.told(EligibilityEvaluated)[-1].reasons == ["field-unknown", "language-unknown"]
