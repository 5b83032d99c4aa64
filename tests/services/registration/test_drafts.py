"""Drafts: beginning an application, coming back to it, sending it or not."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model import draft as drafting
from services.registration.model.draft import Draft, DraftStatus
from services.registration.model.edition import EditionStatus
from services.registration.model.person import introduce
from shared.contracts.refusal import Refusal
from shared.contracts.registration import (
    ApplicationDiscarded,
    ApplicationSentAgain,
    ApplicationStarted,
    ApplicationSubmitted,
    DraftReminded,
    DraftResumed,
    DraftSent,
)
from shared.storage import now
from tests.services.registration.conftest import form
from tests.services.registration.invented import AT, DATES, DAY, PDF, by, edition
from tests.services.registration.office import Office, refused

Json = dict[str, Any]
SetUp = Callable[..., Json]

WHO = {"draft_id": "draft-1", "person_id": "person-1", "edition_id": "edition-44"}
ADDRESS = "rosa.quispe@interior.gob.example"


def begun(**written: Any) -> Draft:
    """What Rosa has begun."""
    draft, _ = drafting.start(
        draft_id="draft-1",
        edition=edition(),
        person_id="person-1",
        email=ADDRESS,
        written=written,
        cause=by("public"),
    )
    return draft


def start(office: Office, edition_id: str, **written: Any) -> Json:
    """Begin with an address and a language."""
    asked = {"edition_id": edition_id, "email": ADDRESS, "language": "es", **written}
    return office.command("start_application", "public", **asked)


def act(office: Office, name: str, draft_id: str, **more: Any) -> Json:
    """Do something with one's draft as somebody who has just looked at it."""
    version = office.registry.drafts.get(draft_id).version
    return office.command(name, "applicant", draft_id, draft_id=draft_id, version=version, **more)


@pytest.mark.feature("A6")
def test_a_draft_is_begun_with_an_address_and_keeps_whatever_is_typed() -> None:
    draft = begun(language="pt")
    assert (draft.status, draft.language) == (DraftStatus.DRAFT, "pt")
    saved = draft.save({"given_names": "Rosa", "email": "evil@x.example"}, edition=edition(), cause=by("applicant"))
    assert saved.written == {"language": "pt", "given_names": "Rosa", "email": ADDRESS}


@pytest.mark.feature("A6")
def test_nothing_is_begun_saved_or_sent_once_the_window_is_closed() -> None:
    late = by("applicant", at=DATES.application_closes_at + DAY)
    draft = begun()
    for attempt in (
        lambda: draft.save({}, edition=edition(), cause=late),
        lambda: draft.send(application_id="a", edition=edition(), cause=late),
        lambda: draft.save({}, edition=edition(EditionStatus.CLOSED_FOR_APPLICATIONS), cause=by("applicant")),
    ):
        assert refused(attempt) == ("window-closed", 409)


@pytest.mark.feature("A6")
def test_a_draft_ends_once() -> None:
    sent, event = begun().send(application_id="application-1", edition=edition(), cause=by("applicant"))
    assert (sent.status, sent.application_id) == (DraftStatus.SUBMITTED, "application-1")
    assert event == DraftSent(**WHO, application_id="application-1")
    assert refused(lambda: sent.discard(reason_code="by_applicant", cause=by("applicant"))) == ("draft-ended", 410)
    gone, told = begun(given_names="Rosa").discard(reason_code="by_applicant", cause=by("applicant"))
    assert told == ApplicationDiscarded(**WHO, reason_code="by_applicant")
    assert (gone.status, gone.written) == (DraftStatus.DISCARDED, {})


@pytest.mark.feature("A6")
def test_the_link_is_not_sent_again_within_a_quarter_of_an_hour() -> None:
    draft = begun()
    soon = by("public", at=AT + timedelta(minutes=14))
    assert draft.resume(edition=edition(), cause=soon) == (draft,)
    later = by("public", at=AT + timedelta(minutes=15))
    again, event = draft.resume(edition=edition(), cause=later)
    assert event == DraftResumed(**WHO, closes_at=DATES.application_closes_at)
    assert again.linked_at == later.at


@pytest.mark.feature("A6")
@pytest.mark.parametrize(("days", "due"), [(1, False), (26, False), (27, True), (29, True), (31, False)])
def test_a_draft_is_reminded_of_in_the_last_three_days_of_the_window(days: int, due: bool) -> None:
    at = AT + days * DAY
    assert begun().is_to_be_reminded(edition(), at) == due
    reminded, event = begun().remind(edition=edition(), cause=by("system", at=at))
    assert event == DraftReminded(**WHO, closes_at=DATES.application_closes_at)
    assert reminded.is_to_be_reminded(edition(), at) is False


@pytest.mark.feature("A6")
def test_beginning_saving_and_sending(office: Office, set_up: SetUp) -> None:
    edition_id = set_up(documents=["letter", "cv"])["edition_id"]
    assert start(office, edition_id) == {"started": True}
    (event,) = office.told(ApplicationStarted)
    draft_id = event.draft_id

    act(office, "save_draft", draft_id, given_names="Rosa María", focal_point_email="jorge@", years_experience=None)
    shown = office.query("my_draft", "applicant", draft_id, draft_id=draft_id)
    assert shown["written"]["focal_point_email"] == "jorge@"
    assert set(shown["lacking"]) == {
        *("first_surname", "country", "institution", "ministry_kind", "position", "years_experience"),
        "focal_point_email",
    }
    assert shown["later"] == ["letter", "cv", "motivation"]
    with pytest.raises(Refusal) as refusal:
        act(office, "send_draft", draft_id)
    assert set(refusal.value.fields) == set(shown["lacking"])

    file = {"filename": "cv.pdf", "content_base64": base64.b64encode(PDF).decode()}
    office.command("attach_document", "applicant", draft_id, draft_id=draft_id, kind="cv", file=file)
    whole = {name: value for name, value in form().items() if name not in ("letter", "email")}
    act(office, "save_draft", draft_id, **whole)
    sent = act(office, "send_draft", draft_id)
    assert (sent["number"], sent["missing"]) == ("CIMI-44-0001", ["letter"])
    kept = office.registry.applications.get(sent["application_id"])
    assert [one.kind for one in kept.documents] == ["cv"]
    assert kept.form.email == ADDRESS
    assert [one.application_id for one in office.told(DraftSent)] == [kept.id]
    person = office.registry.people.get(kept.person_id)
    assert person.full_name == kept.form.name


@pytest.mark.feature("A6")
def test_a_second_draft_is_led_to_the_first_and_a_stranger_learns_and_changes_nothing(
    office: Office, set_up: SetUp
) -> None:
    edition_id = set_up()["edition_id"]
    start(office, edition_id, given_names="Rosa")
    assert start(office, edition_id, given_names="Otra") == {"started": True}
    office.later = timedelta(minutes=20)
    assert start(office, edition_id, given_names="Otra", email=ADDRESS.upper()) == {"started": True}
    (begun_one,) = office.told(ApplicationStarted)
    (resumed,) = office.told(DraftResumed)
    assert resumed.draft_id == begun_one.draft_id
    assert office.registry.drafts.get(begun_one.draft_id).written["given_names"] == "Rosa"
    assert refused(lambda: office.query("my_draft", "applicant", "somebody-else", draft_id=begun_one.draft_id)) == (
        "not-allowed",
        403,
    )


@pytest.mark.feature("A6")
def test_whoever_has_applied_is_sent_the_link_to_that_and_a_direct_application_ends_the_draft(
    office: Office, set_up: SetUp
) -> None:
    edition_id = set_up()["edition_id"]
    start(office, edition_id)
    sent = office.command("submit_application", "public", **form(email=ADDRESS, edition_id=edition_id))
    (ended,) = office.told(ApplicationDiscarded)
    assert ended.reason_code == "sent_directly"
    assert start(office, edition_id) == {"started": True}
    assert start(office, edition_id) == {"started": True}
    assert [one.application_id for one in office.told(ApplicationSentAgain)] == [sent["application_id"]]
    assert len(office.told(ApplicationStarted)) == 1


@pytest.mark.feature("A6")
def test_the_clock_reminds_once_and_discards_a_week_after_closing(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    start(office, edition_id)
    office.later = timedelta(days=28)
    office.tick()
    office.tick()
    assert len(office.told(DraftReminded)) == 1
    office.later = timedelta(days=36)
    office.tick()
    assert office.told(ApplicationDiscarded) == []
    office.later = timedelta(days=38)
    office.tick()
    (gone,) = office.told(ApplicationDiscarded)
    assert gone.reason_code == "window_closed"
    assert office.told(ApplicationSubmitted) == []


@pytest.mark.feature("A6", "A15")
def test_what_was_begun_for_a_seat_that_was_given_back_has_its_own_time(office: Office, set_up: SetUp) -> None:
    edition_id = set_up()["edition_id"]
    until = now() + timedelta(days=45)
    for_seat = replace(begun(), edition_id=edition_id).nominated("nomination-1", seat_until=until)
    ines = introduce(person_id="person-1", email=ADDRESS, full_name="Inés Ríos", language="es")
    office.database.transact(lambda: office.registry.people.add(*ines), cause=by("system"))
    office.database.transact(lambda: office.registry.drafts.add(for_seat), cause=by("applicant"))
    stood = []
    for days in (41, 44, 46, 53):
        office.later = timedelta(days=days)
        office.tick()
        stood.append((office.registry.drafts.get("draft-1").status, len(office.told(DraftReminded))))
    assert stood == [("draft", 0), ("draft", 1), ("draft", 1), ("discarded", 1)]
    (reminded,) = office.told(DraftReminded)
    assert abs(reminded.closes_at - until) < timedelta(seconds=1)


@pytest.mark.feature("A6")
def test_two_windows_on_one_draft_do_not_overwrite_each_other(office: Office, set_up: SetUp) -> None:
    start(office, set_up()["edition_id"])
    draft_id = office.told(ApplicationStarted)[0].draft_id
    seen = {"draft_id": draft_id, "version": office.registry.drafts.get(draft_id).version}
    office.command("save_draft", "applicant", draft_id, **seen, given_names="Rosa")
    late = lambda: office.command("save_draft", "applicant", draft_id, **seen, given_names="Rosita")  # noqa: E731
    assert refused(late) == ("stale", 409)
