"""From an opened edition to a released programme, on a real database."""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services.scheduling.model.attendance import MarkStatus
from services.scheduling.model.session import Session, SessionStatus
from services.scheduling.use_cases import actions, experts, programme
from shared.contracts.refusal import Refusal
from shared.contracts.registration import EditionCancelled
from tests.services.scheduling.office import AT, EDITION, JEAN, ROSA, YOLANDA, Office, cause, opened

SECOND = "edition-45"


def cancel(office: Office) -> None:
    gone = EditionCancelled(edition_id=EDITION)
    office.act(lambda: programme.cancel_with_edition(gone, at=AT, course=office.course))


def public(office: Office) -> dict[str, Any]:
    return programme.show_released(EDITION, course=office.course)


def waiting(office: Office, now: datetime = AT) -> list[tuple[str, str, int]]:
    shown = actions.show(EDITION, now=now, course=office.course)["actions"]
    return [(action["who"], action["what"], action["count"]) for action in shown]


def taught(office: Office) -> dict[str, list[Session]]:
    """The sessions of both editions, by expert."""
    found: dict[str, list[Session]] = {}
    for session in (*office.sessions(), *office.sessions(SECOND)):
        if session.expert_id:
            found.setdefault(session.expert_id, []).append(session)
    return found


@pytest.mark.feature("B1", "B6")
def test_an_opened_edition_gets_a_draft_of_forty_sessions_and_a_closing_one(office: Office) -> None:
    office.hear_opened()

    shown = office.show()
    assert (shown["status"], shown["version"], shown["programme_version"]) == ("drafted", 1, 0)
    assert shown["days"] == [date(2027, 3, day) for day in (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 15)]
    assert Counter(one["module_no"] for one in shown["sessions"]) == {1: 6, 2: 6, 3: 7, 4: 8, 5: 6, 6: 7, 0: 1}
    assert [problem["code"] for problem in shown["problems"]] == ["expert-missing"]
    assert shown["warnings"] == []


def test_an_edition_heard_of_twice_is_drafted_once(office: Office) -> None:
    office.hear_opened()
    office.hear_opened()

    assert len(office.sessions()) == 41
    assert [drafted["edition_id"] for drafted in office.events("programme.drafted")] == [EDITION]


@pytest.mark.feature("B6")
def test_drafting_from_the_fifteenth_skips_the_holidays_and_keeps_sessions_and_experts(office: Office) -> None:
    office.hear_opened()
    office.add_experts()
    office.assign_all()
    before = {session.id: session.expert_id for session in office.sessions()}

    shown = office.draft_again(starts_on="2027-03-15")

    assert [holiday["date"] for holiday in shown["holidays_skipped"]] == [date(2027, 3, day) for day in (24, 25, 26)]
    assert [warning["code"] for warning in shown["warnings"]] == ["starts-on-differs", "ends-on-differs"]
    assert {session.id: session.expert_id for session in office.sessions()} == before
    bookings = [booking for expert in office.course.experts.find({}) for booking in expert.bookings]
    assert {booking.session_id: booking.starts_at for booking in bookings} == {
        session.id: session.starts_at for session in office.sessions() if session.expert_id
    }


def test_drafting_fewer_days_cancels_sessions_and_drafting_more_brings_them_back(office: Office) -> None:
    office.hear_opened()
    before = [session.id for session in office.sessions()]

    fewer = office.draft_again(working_days=8)
    again = office.draft_again(working_days=10)

    assert (len(fewer["sessions"]), [problem["code"] for problem in fewer["problems"]]) == (
        33,
        ["module-not-covered", "expert-missing"],
    )
    assert {session["session_id"] for session in again["sessions"]} >= set(before)
    assert len(again["sessions"]) == 41


def test_a_stale_draft_is_refused(office: Office) -> None:
    office.hear_opened()
    office.draft_again(version=1)

    with pytest.raises(Refusal) as refused:
        office.draft_again(version=1)

    assert refused.value.code == "stale"


def test_a_programme_is_not_drafted_again_once_a_session_was_held(office: Office) -> None:
    office.released()
    office.mark(office.sessions()[0].id, {ROSA: MarkStatus.PRESENT})

    with pytest.raises(Refusal) as refused:
        office.draft_again(starts_on="2027-03-15")

    assert refused.value.code == "session-held"
    assert office.show()["days"][0] == date(2027, 3, 1)


@pytest.mark.feature("B3")
def test_a_release_tells_everybody_every_session_and_each_expert(office: Office) -> None:
    office.hear_opened()
    office.add_experts()
    assert office.assign_all() == {"assigned": 40, "unassigned": 0}

    assert office.release() == {"programme_version": 1, "sessions": 41}

    sessions = office.sessions()
    (released,) = office.events("programme.released")
    assert (released["minutes"], released["session_ids"]) == (40 * 90 + 120, [session.id for session in sessions])
    assert {one["session_id"] for one in office.events("session.published")} == set(released["session_ids"])
    assert sorted(key for told in office.events("expert.assigned") for key in told["session_ids"]) == sorted(
        session.id for session in sessions if session.is_teaching
    )
    assert {session.status for session in sessions} == {SessionStatus.PUBLISHED}


def test_a_programme_without_experts_is_not_released_and_nothing_of_it_is_kept(office: Office) -> None:
    office.hear_opened()

    with pytest.raises(Refusal) as refused:
        office.release()

    assert refused.value.fields == {"expert-missing": "Sessions have no expert: 40."}
    assert (office.show()["version"], office.events("session.published")) == (1, [])


@pytest.mark.feature("B3")
def test_a_double_click_releases_once(office: Office) -> None:
    office.hear_opened()
    office.add_experts()
    office.assign_all()
    office.release(version=1)

    with pytest.raises(Refusal) as refused:
        office.release(version=1)

    assert refused.value.code == "stale"
    assert len(office.events("programme.released")) == 1


@pytest.mark.feature("B3")
def test_the_public_sees_the_released_version_until_the_next_one(office: Office) -> None:
    office.released()
    first = office.sessions()[0]
    stand_in = office.add_expert("suplente@universidad.example", [first.module_no])

    office.assign(first.id, stand_in)
    before, drafted = public(office), office.show()
    office.release()
    after = public(office)

    assert (drafted["status"], drafted["programme_version"]) == ("drafted", 1)
    assert before["sessions"][0]["expert"]["expert_id"] == first.expert_id
    assert after["sessions"][0]["expert"]["expert_id"] == stand_in
    assert after["changes"] == {"added": [], "moved": [], "expert_changed": [first.id], "cancelled": []}
    assert not any("attendance" in session or "marked" in session for session in after["sessions"])


def test_a_draft_is_not_shown_to_the_public(office: Office) -> None:
    office.hear_opened()

    with pytest.raises(Refusal) as refused:
        public(office)

    assert (refused.value.code, refused.value.status) == ("not-found", 404)


def test_a_replaced_expert_has_the_time_back(office: Office) -> None:
    office.released()
    first = office.sessions()[0]
    stand_in = office.add_expert("suplente@universidad.example", [first.module_no])

    office.assign(first.id, stand_in)

    assert office.course.experts.get(first.expert_id or "").is_free_for(first)
    assert [booking.session_id for booking in office.course.experts.get(stand_in).bookings] == [first.id]


def test_an_address_is_one_expert(office: Office) -> None:
    office.add_expert("Noemi@universidad.example", [1])

    with pytest.raises(Refusal) as refused:
        office.add_expert("noemi@universidad.example", [2])

    assert refused.value.code == "already-exists"
    assert [contact["email"] for contact in office.events("contact.updated")] == ["Noemi@universidad.example"]


@pytest.mark.feature("B5")
def test_two_editions_on_the_same_days_never_share_an_experts_hour(office: Office) -> None:
    office.hear_opened()
    office.hear_opened(opened(SECOND))
    office.add_experts(8)

    office.assign_all()
    office.assign_all(SECOND)

    assert not any(
        one.overlaps(other) for mine in taught(office).values() for one in mine for other in mine if one is not other
    )


@pytest.mark.feature("B5")
def test_two_secretaries_who_assign_one_expert_at_the_same_time_book_them_once(office: Office) -> None:
    office.hear_opened()
    office.hear_opened(opened(SECOND))
    noemi = office.add_expert("noemi@universidad.example", [1])
    both_looked = threading.Barrier(2, timeout=20)
    answers: list[str] = []

    def secretary(session: Session) -> None:
        asked = {"session_id": session.id, "version": session.version, "expert_id": noemi}
        looked = []

        def assign_after_both_looked() -> None:
            office.course.experts.get(noemi)
            if not looked:
                looked.append(True)
                both_looked.wait()
            experts.assign(asked, cause(), course=office.course)

        try:
            office.act(assign_after_both_looked)
        except Refusal as refusal:
            answers.append(refusal.code)
        else:
            answers.append("assigned")

    clicks = [threading.Thread(target=secretary, args=(office.sessions(one)[0],)) for one in (EDITION, SECOND)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join(30)

    assert sorted(answers) == ["assigned", "expert-double-booked"]
    assert len(office.course.experts.get(noemi).bookings) == 1


def test_a_cancelled_edition_has_no_sessions_and_its_experts_are_free(office: Office) -> None:
    office.released()

    cancel(office)

    assert (office.show()["status"], office.sessions()) == ("cancelled", [])
    assert [expert.bookings for expert in office.course.experts.find({})] == [()] * 20
    assert waiting(office) == []
    with pytest.raises(Refusal) as refused:
        public(office)
    assert refused.value.code == "edition-cancelled"


def test_an_edition_heard_of_as_cancelled_first_is_never_drafted(office: Office) -> None:
    cancel(office)
    office.hear_opened()

    assert office.course.programmes.find_one({"_id": EDITION}) is None
    assert office.events("programme.drafted") == []


def test_who_must_act_next_follows_the_programme(office: Office) -> None:
    assert waiting(office) == []
    office.hear_opened()
    assert waiting(office) == [("secretariat", "assign-experts", 40)]
    office.add_experts()
    office.assign_all()
    assert waiting(office) == [("director", "release-programme", 1)]
    office.release()
    assert waiting(office) == []
    for application_id in (ROSA, YOLANDA, JEAN):
        office.join(application_id)
    evening = datetime(2027, 3, 1, 23, tzinfo=UTC)
    assert waiting(office, evening) == [("secretariat", "lock-attendance", 4)]
    first = office.sessions()[0]
    office.mark(first.id, dict.fromkeys((ROSA, YOLANDA, JEAN), MarkStatus.PRESENT))
    office.lock(first.id)
    assert waiting(office, evening + timedelta(days=1)) == [("secretariat", "lock-attendance", 7)]


@pytest.mark.feature("G7")
def test_every_experts_address_is_told_anew_a_page_at_a_time(office: Office) -> None:
    for mailbox in ("noemi", "osvaldo", "yolanda"):
        office.add_expert(f"{mailbox}@universidad.example", [1])
    known = office.events("contact.updated")

    first = office.act(lambda: experts.restate({"after": "", "limit": 2}, course=office.course))
    second = office.act(lambda: experts.restate({"after": first["next"], "limit": 2}, course=office.course))

    assert ([first["restated"], second["restated"]], second["next"]) == ([2, 1], None)
    assert office.events("contact.updated") == known * 2
