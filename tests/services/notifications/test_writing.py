"""A fact becomes one email to each person it concerns, in that person's language, with the exact text kept."""

import contextlib
import dataclasses
import threading
from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest

from services.notifications.model.email import Status, id_of
from services.notifications.model.known import LANGUAGES, Application, Release
from services.notifications.model.status_emails import STATUS_EMAILS, StatusEmail, is_still_true
from services.notifications.repository import Known
from services.notifications.use_cases.write import Desk
from shared.contracts import registration, scheduling
from shared.contracts.event import Event
from shared.contracts.refusal import NotYet
from shared.storage import Database
from tests.services.notifications.hearing import (
    hear,
    hear_session,
    hear_submission,
    hear_who_is_who,
    register,
)
from tests.services.notifications.people import APPLICATION, AT, EDITION, EXPERT, FOCAL_POINT, QUISPE, REVIEWER, fact

SELECTED = fact(registration.ApplicationSelected)
CONFIRMED = fact(registration.OfferConfirmed)
RELEASED = fact(scheduling.ProgrammeReleased)


@pytest.fixture
def desk_of_one(desk: Desk) -> Desk:
    """Where one application has arrived and everybody is known."""
    hear_who_is_who(desk)
    hear_submission(desk)
    return desk


@pytest.mark.feature("D12")
def test_the_register_keeps_the_exact_text_of_what_was_written(desk_of_one: Desk) -> None:
    (email,) = register(desk_of_one)
    assert email.text.startswith("Reciba un cordial saludo, María Fernanda Quispe Huamán:\n")
    assert "<!doctype html>" in email.html
    key = "submitted|application-submitted|person-1|email"
    assert dataclasses.replace(email, text="", html="") == dataclasses.replace(
        email,
        id=id_of(key),
        version=1,
        key=key,
        template="application-submitted",
        language="es",
        recipient_id=QUISPE.person_id,
        to_name=QUISPE.full_name,
        to_address=QUISPE.address,
        subject="Recibimos su postulación CIMI-44-0007",
        text="",
        html="",
        application_id=APPLICATION.id,
        edition_id=EDITION.id,
        cause_event_id="submitted",
        correlation_id="chain-1",
        created_at=AT,
        next_at=AT,
        status=Status.QUEUED,
        attempts=0,
    )


@pytest.mark.feature("D13")
def test_the_same_fact_heard_twice_is_told_once(desk_of_one: Desk) -> None:
    hear(desk_of_one, SELECTED, event_id="selected", sequence=2)
    hear(desk_of_one, SELECTED, event_id="selected", sequence=2)
    assert [email.template for email in register(desk_of_one)] == ["application-selected", "application-submitted"]


@pytest.mark.feature("A20")
def test_a_form_that_comes_again_changes_nothing_of_what_is_known_of_the_first(desk_of_one: Desk) -> None:
    hear_session(desk_of_one)
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=2)
    hear(desk_of_one, fact(registration.ApplicationSentAgain), event_id="again", sequence=3)
    hear(desk_of_one, RELEASED, event_id="released", sequence=1)
    assert sorted(email.template for email in register(desk_of_one)) == [
        "application-sent-again",
        "application-submitted",
        "offer-confirmed",
        "programme-released",
    ]


@pytest.mark.parametrize("row", STATUS_EMAILS, ids=lambda row: row.template)
def test_every_row_of_the_table_writes_to_its_recipient(desk_of_one: Desk, row: StatusEmail) -> None:
    hear_session(desk_of_one)
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=5)
    about_reviewers = {"person_id": REVIEWER.person_id} if row.recipient == "reviewer" else {}
    hear(desk_of_one, fact(row.event, **about_reviewers), event_id="the fact", sequence=6)
    whose = {"focal_point": FOCAL_POINT, "institution": FOCAL_POINT, "expert": EXPERT, "reviewer": REVIEWER}
    who = whose.get(row.recipient, QUISPE)
    told = [one for one in register(desk_of_one) if one.cause_event_id == "the fact"]
    email, *others = sorted(told, key=lambda one: one.template)
    assert (email.template, email.to_address, email.language) == (row.template, who.address, who.language)
    assert [one.template for one in others] == list(row.templates[1:])


@pytest.mark.feature("A13", "D6")
def test_the_person_and_their_focal_point_are_reminded_each_in_words_of_their_own(desk_of_one: Desk) -> None:
    hear(desk_of_one, SELECTED, event_id="selected", sequence=2)
    reminded = fact(registration.OfferReminded)
    hear(desk_of_one, reminded, event_id="reminded", sequence=3)
    hear(desk_of_one, reminded, event_id="reminded", sequence=3)
    written = [one for one in register(desk_of_one) if one.cause_event_id == "reminded"]
    told = sorted(written, key=lambda one: one.template)
    assert [(one.template, one.to_address) for one in told] == [
        ("offer-reminded", QUISPE.address),
        ("offer-reminded-institution", FOCAL_POINT.address),
    ]
    known = desk_of_one.known.applications
    assert [is_still_true(one, known.get(APPLICATION.id)) for one in told] == [True, True]
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    assert [is_still_true(one, known.get(APPLICATION.id)) for one in told] == [False, False]


@pytest.mark.feature("A14")
def test_what_is_taken_of_an_offer_leaves_a_participant_a_participant(desk_of_one: Desk) -> None:
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    hear(desk_of_one, fact(registration.OfferPartiallyAccepted), event_id="parts", sequence=5)
    assert desk_of_one.known.applications.get(APPLICATION.id).status.name == registration.OfferConfirmed.name
    (told,) = [one for one in register(desk_of_one) if one.cause_event_id == "parts"]
    assert "Acepta: alojamiento, comidas." in told.text
    assert "No acepta, y correrá por cuenta de su institución o de usted: pasaje aéreo." in " ".join(told.text.split())


@pytest.mark.feature("A15", "D6")
def test_whoever_was_named_for_a_seat_is_not_invited_when_the_institutions_turn_is_over(desk_of_one: Desk) -> None:
    named = fact(registration.ReplacementNamed)
    hear(desk_of_one, named, event_id="named", sequence=2)
    (told,) = [one for one in register(desk_of_one) if one.cause_event_id == "named"]
    asked = desk_of_one.known.asked
    assert is_still_true(told, None, asked.get(told.asked_id))
    hear(desk_of_one, fact(registration.ReplacementLapsed), event_id="lapsed", sequence=3)
    assert not is_still_true(told, None, asked.get(told.asked_id))


@pytest.mark.feature("D2")
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_email_is_in_the_language_the_person_asked_for_last(desk_of_one: Desk, language: str) -> None:
    changed = registration.ContactUpdated(
        person_id=QUISPE.person_id, email="mafe@nuevo.example", language=language, full_name=QUISPE.full_name
    )
    hear(desk_of_one, changed, event_id="changed", sequence=2)
    hear(desk_of_one, SELECTED, event_id="selected", sequence=2)
    (email,) = [one for one in register(desk_of_one) if one.cause_event_id == "selected"]
    assert (email.language, email.to_address) == (language, "mafe@nuevo.example")


def test_an_older_contact_that_comes_late_changes_nothing(desk_of_one: Desk) -> None:
    for sequence, address in ((3, "nuevo@correo.example"), (2, "viejo@correo.example")):
        told = registration.ContactUpdated(
            person_id=QUISPE.person_id, email=address, language="es", full_name=QUISPE.full_name
        )
        hear(desk_of_one, told, event_id=f"contact {sequence}", sequence=sequence)
    assert desk_of_one.known.contacts.get(f"registration|{QUISPE.person_id}").address == "nuevo@correo.example"


def test_registrations_people_and_schedulings_experts_are_told_apart(desk: Desk) -> None:
    for kind, address in ((registration.ContactUpdated, "a@uno.example"), (scheduling.ContactUpdated, "b@dos.example")):
        same = kind(person_id="same-id", email=address, language="es", full_name="Rosa Paz")
        hear(desk, same, event_id=address, sequence=1)
    addresses = [desk.known.contacts.get(f"{who}|same-id").address for who in ("registration", "scheduling")]
    assert addresses == ["a@uno.example", "b@dos.example"]


def test_a_fact_about_somebody_unknown_waits_and_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(NotYet):
        hear_submission(desk)
    assert register(desk) == []
    assert desk.known.applications.find(APPLICATION.id) is None


def test_a_fact_about_an_application_that_is_not_known_yet_waits(desk: Desk) -> None:
    hear_who_is_who(desk)
    with pytest.raises(NotYet):
        hear(desk, SELECTED, event_id="selected", sequence=2)


def test_an_expert_is_written_to_when_all_their_sessions_are_known(desk_of_one: Desk) -> None:
    assigned = fact(scheduling.ExpertAssigned)
    with pytest.raises(NotYet):
        hear(desk_of_one, assigned, event_id="assigned", sequence=1)
    hear_session(desk_of_one)
    hear(desk_of_one, assigned, event_id="assigned", sequence=1)
    (email,) = [one for one in register(desk_of_one) if one.recipient_id == EXPERT.person_id]
    assert (email.template, email.application_id) == ("expert-assigned", "")


def test_an_older_fact_that_comes_late_is_told_but_does_not_turn_the_status_back(desk_of_one: Desk) -> None:
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=7)
    hear(desk_of_one, SELECTED, event_id="selected", sequence=6)
    assert desk_of_one.known.applications.get(APPLICATION.id).status.event_id == "confirmed"
    assert len(register(desk_of_one)) == 3


@pytest.mark.parametrize("confirmed_first", [True, False])
def test_a_participant_is_told_the_programme_whichever_is_heard_first(desk_of_one: Desk, confirmed_first: bool) -> None:
    acts = [(CONFIRMED, "confirmed", 4), (RELEASED, "released", 2)]
    for event, event_id, sequence in acts if confirmed_first else reversed(acts):
        hear(desk_of_one, event, event_id=event_id, sequence=sequence)
    told = [email.key for email in register(desk_of_one) if email.template == "programme-released"]
    assert told == ["released|programme-released|person-1|email"]


def told_of_the_programme(desk: Desk) -> list[str]:
    """Which releases, in the order they were told."""
    written = sorted(register(desk), key=lambda email: email.created_at)
    return [email.cause_event_id for email in written if email.template == "programme-released"]


@pytest.mark.parametrize("seated", [registration.ApplicationPromoted, registration.ApplicationSelected])
def test_whoever_is_promoted_or_replaces_somebody_later_is_told_the_programme_of_the_day_and_every_one_after(
    desk_of_one: Desk, seated: type[Event]
) -> None:
    again = fact(scheduling.ProgrammeReleased, programme_version=2)
    third = fact(scheduling.ProgrammeReleased, programme_version=3)
    hear(desk_of_one, fact(registration.ApplicationWaitlisted), event_id="waits", sequence=2)
    hear(desk_of_one, RELEASED, event_id="released", sequence=2)
    hear(desk_of_one, again, event_id="released again", sequence=3)
    hear(desk_of_one, fact(seated), event_id="seated", sequence=3)
    assert told_of_the_programme(desk_of_one) == []
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    hear(desk_of_one, again, event_id="released again", sequence=3)
    assert told_of_the_programme(desk_of_one) == ["released again"]
    hear(desk_of_one, third, event_id="the third", sequence=4, at=AT + timedelta(days=1))
    assert told_of_the_programme(desk_of_one) == ["released again", "the third"]


def test_a_programme_that_is_heard_of_after_a_newer_one_is_told_to_nobody(desk_of_one: Desk) -> None:
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    hear(desk_of_one, fact(scheduling.ProgrammeReleased, programme_version=2), event_id="released again", sequence=3)
    hear(desk_of_one, fact(scheduling.ProgrammeReleased, programme_version=1), event_id="released", sequence=2)
    assert told_of_the_programme(desk_of_one) == ["released again"]


def test_whoever_has_withdrawn_by_the_time_their_seat_is_heard_of_is_not_told_the_programme(desk_of_one: Desk) -> None:
    hear(desk_of_one, RELEASED, event_id="released", sequence=2)
    hear(desk_of_one, fact(registration.ApplicationWithdrawn), event_id="withdrawn", sequence=5)
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    assert told_of_the_programme(desk_of_one) == []


class SlowToRead(Known):
    """Knowledge that, the first times, is read only when both handlers have come that far, if they can."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._together = threading.Barrier(2)

    def _meet(self) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            self._together.wait(timeout=1)

    def release_seen_by_participant(self, edition_id: str) -> Release | None:
        seen = super().release_seen_by_participant(edition_id)
        self._meet()
        return seen

    def applications_after(self, edition_id: str, facts: Iterable[str]) -> Iterator[Application]:
        applications = list(super().applications_after(edition_id, facts))
        self._meet()
        return iter(applications)


def test_a_participant_is_told_the_programme_once_when_both_are_heard_at_the_same_moment(desk_of_one: Desk) -> None:
    desk = dataclasses.replace(desk_of_one, known=SlowToRead(desk_of_one.emails.database))
    threads = [
        threading.Thread(target=hear, args=(desk, event), kwargs={"event_id": event_id, "sequence": sequence})
        for event, event_id, sequence in ((CONFIRMED, "confirmed", 4), (RELEASED, "released", 2))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [email.key for email in register(desk_of_one) if email.template == "programme-released"]
    assert told == ["released|programme-released|person-1|email"]


def test_whoever_withdrew_is_not_told_the_programme(desk_of_one: Desk) -> None:
    hear(desk_of_one, CONFIRMED, event_id="confirmed", sequence=4)
    hear(desk_of_one, fact(registration.ApplicationWithdrawn), event_id="withdrawn", sequence=5)
    hear(desk_of_one, RELEASED, event_id="released", sequence=2)
    assert [email for email in register(desk_of_one) if email.template == "programme-released"] == []


@pytest.mark.feature("A8")
def test_a_review_that_is_reopened_is_asked_for_again(desk_of_one: Desk) -> None:
    to_graciela = {"person_id": REVIEWER.person_id}
    hear(desk_of_one, fact(registration.ReviewAssigned, **to_graciela), event_id="assigned", sequence=2)
    hear(desk_of_one, fact(registration.ReviewSubmitted), event_id="submitted review", sequence=1)
    assert desk_of_one.known.reviews.get("review-1").done
    hear(desk_of_one, fact(registration.ReviewReopened, **to_graciela), event_id="reopened", sequence=2)
    assert not desk_of_one.known.reviews.get("review-1").done
    asked = {email.template: email.review_ids for email in register(desk_of_one) if email.review_ids}
    assert asked == {"review-assigned": ("review-1", "review-2"), "review-reopened": ("review-1",)}
