"""People who may be one, on a real database: found, told apart or merged by staff, and taken back."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from services.registration.model.eligibility import Outcome
from services.registration.model.likeness import Profile
from services.registration.model.person import introduce
from services.registration.model.states import Status
from services.registration.use_cases import duplicates
from shared.contracts.registration import (
    AlumniMatched,
    ApplicationDiscarded,
    ApplicationSentAgain,
    ApplicationStarted,
    ContactUpdated,
    DraftReminded,
    DraftResumed,
    EligibilityEvaluated,
    PersonMerged,
    PersonSeparated,
)
from tests.services.registration.conftest import form
from tests.services.registration.invented import by
from tests.services.registration.office import Office, change, refused

Json = dict[str, Any]
Sender = Callable[..., str]

OLD, NEW = "rosa.quispe@interior.gob.example", "rquispe@trabajo.gob.example"


@pytest.fixture
def editions(office: Office, set_up: Callable[..., Json]) -> list[str]:
    """The 44th and the 45th edition, both open."""
    return [set_up(ordinal=ordinal)["edition_id"] for ordinal in (44, 45)]


@pytest.fixture
def send(office: Office) -> Sender:
    """`send(edition_id, email="…")`: an application, and the clock has looked at it."""

    def sent(edition_id: str, **changes: Any) -> str:
        received = office.command("submit_application", "public", edition_id=edition_id, **form(**changes))
        office.tick()
        return str(received["application_id"])

    return sent


@pytest.fixture
def alumna(office: Office, editions: list[str], send: Sender) -> tuple[str, str]:
    """Rosa has finished the 44th edition, and applies to the 45th from another ministry; her two applications."""
    first = send(editions[0], email=OLD, birthday="04-17")
    have(office, first, Status.FINISHED)
    second = send(editions[1], email=NEW, birthday="04-17", first_surname="QUISPE", second_surname="")
    return first, second


def have(office: Office, application_id: str, status: Status) -> None:
    """As if all had happened that leads to a status."""
    one = office.registry.applications.get(application_id)
    cause = by("system")
    office.database.transact(lambda: office.registry.applications.save(replace(one, status=status)), cause=cause)


def person_of(office: Office, application_id: str) -> str:
    """Whose it is now."""
    return office.registry.applications.get(application_id).person_id


def pairs(office: Office, status: str = "suspected") -> list[Json]:
    """The pairs of a status."""
    found: list[Json] = office.query("duplicates", "auditor", status=status)["rows"]
    return found


def waiting(office: Office) -> list[Json]:
    """All the pairs that wait to be looked at."""
    found: list[Json] = office.query("duplicates", "auditor", limit=200)["rows"]
    return found


def decide(office: Office, name: str, pair: Json, reason: str = "Lo confirmó por teléfono.") -> Json:
    """Somebody decides on a pair as they see it."""
    seen = office.query("duplicate", "secretariat", match_id=pair["match_id"])
    return office.command(name, "secretariat", match_id=pair["match_id"], version=seen["version"], reason=reason)


def addresses(office: Office) -> dict[str, str]:
    """How notifications would write to each person by now."""
    return {event.person_id: event.email for event in office.told(ContactUpdated)}


@pytest.mark.feature("A19")
def test_a_suspected_pair_is_shown_side_by_side_and_waits_to_be_looked_at(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    (pair,) = pairs(office)
    seen = office.query("duplicate", "secretariat", match_id=pair["match_id"])
    assert (seen["confidence"], seen["grounds"]) == (
        100,
        {"name": "similar", "birthday": "same", "country": "same", "sex": "same"},
    )
    assert sorted((side["email"], *(one["number"] for one in side["applications"])) for side in seen["sides"]) == [
        (OLD, "CIMI-44-0001"),
        (NEW, "CIMI-45-0001"),
    ]
    actions = office.query("next_actions", "secretariat", edition_id=editions[1])["actions"]
    assert [(one["count"], one["link"]) for one in actions if one["what"] == "compare-people"] == [(1, "/duplicates")]


@pytest.mark.feature("A19")
def test_two_who_are_one_are_merged_and_whoever_knew_the_other_writes_to_the_address_in_use(
    office: Office, alumna: tuple[str, str]
) -> None:
    first, second = alumna
    merged, kept = person_of(office, first), person_of(office, second)
    (pair,) = pairs(office)
    decide(office, "merge_people", pair)
    assert [person_of(office, one) for one in alumna] == [kept, kept]
    assert office.told(PersonMerged) == [
        PersonMerged(match_id=pair["match_id"], kept_id=kept, merged_id=merged, confidence=100)
    ]
    assert {one: addresses(office)[one] for one in (merged, kept)} == {merged: NEW, kept: NEW}
    assert (pairs(office), [one["match_id"] for one in pairs(office, "same")]) == ([], [pair["match_id"]])


@pytest.mark.feature("A5")
@pytest.mark.feature("A19")
def test_who_turns_out_to_have_taken_part_before_is_an_alumna_for_the_requirements_too(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    _, second = alumna
    decide(office, "merge_people", pairs(office)[0])
    assert office.told(AlumniMatched) == [
        AlumniMatched(
            application_id=second,
            person_id=person_of(office, second),
            edition_id=editions[1],
            earlier_edition_ids=[editions[0]],
            confidence=100,
        )
    ]
    assert office.told(EligibilityEvaluated)[-1].results["alumnus"] == Outcome.FAIL


@pytest.mark.feature("A5", "A19", "A20")
def test_whether_somebody_is_an_alumna_needs_a_person_until_it_is_decided_who_they_are(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    _, second = alumna

    def said() -> Json:
        shown = office.query("application", "secretariat", application_id=second)["eligibility"]
        (result,) = [one for one in shown["results"] if one["rule"] == "alumnus"]
        return {"outcome": result["outcome"], "reason": result["reason"], "verdict": shown["verdict"]}

    unsure = {"outcome": "needs_human", "reason": "may-have-attended", "verdict": "needs_human"}
    assert said() == unsure
    assert office.command("start_reviews", "secretariat", edition_id=editions[1]) == {"started": 0}
    evaluated = len(office.told(EligibilityEvaluated))
    office.tick()
    assert len(office.told(EligibilityEvaluated)) == evaluated
    change(office, "edit_application", "secretariat", second, position="Jefa", reason="Lo dijo por teléfono.")
    assert said() == unsure
    decide(office, "tell_people_apart", pairs(office)[0], "Son primas.")
    assert said() == {"outcome": "pass", "reason": "met", "verdict": "pass"}
    assert office.command("start_reviews", "secretariat", edition_id=editions[1]) == {"started": 1}


@pytest.mark.feature("A19")
def test_who_applies_again_from_the_same_address_is_recognised_at_once(
    office: Office, editions: list[str], send: Sender
) -> None:
    have(office, send(editions[0], email=OLD), Status.FINISHED)
    again = send(editions[1], email=OLD.upper())
    assert [(one.application_id, one.confidence) for one in office.told(AlumniMatched)] == [(again, 100)]
    assert pairs(office) == []


@pytest.mark.feature("A19")
def test_not_the_same_after_all_gives_each_their_own_back(
    office: Office, editions: list[str], alumna: tuple[str, str], send: Sender
) -> None:
    first, second = alumna
    merged, kept = person_of(office, first), person_of(office, second)
    (pair,) = pairs(office)
    decide(office, "merge_people", pair)
    have(office, second, Status.WITHDRAWN)
    from_old = send(editions[1], email=OLD, birthday="04-17")
    assert person_of(office, from_old) == kept
    decide(office, "tell_people_apart", pair, "Son primas.")
    assert [person_of(office, one) for one in (first, second, from_old)] == [merged, kept, merged]
    assert office.told(PersonSeparated) == [
        PersonSeparated(match_id=pair["match_id"], kept_id=kept, separated_id=merged)
    ]
    assert {one: addresses(office)[one] for one in (merged, kept)} == {merged: OLD, kept: NEW}
    decisions = office.query("duplicate", "auditor", match_id=pair["match_id"])["decisions"]
    assert [(one["to"], one["actor"], one["reason"]) for one in decisions[1:]] == [
        ("same", "ines.paz", "Lo confirmó por teléfono."),
        ("different", "ines.paz", "Son primas."),
    ]


@pytest.mark.feature("A19")
def test_two_of_one_name_and_birthday_who_are_two_are_never_asked_about_again_unless_something_changes(
    office: Office, editions: list[str], send: Sender
) -> None:
    maria = {"given_names": "María", "first_surname": "González", "second_surname": "", "birthday": "08-15"}
    send(editions[0], email="maria.gonzalez@migraciones.example", **maria)
    other = send(editions[0], email="mgonzalez@cancilleria.example", **maria)
    decide(office, "tell_people_apart", pairs(office)[0], "Dos funcionarias; una nació en 1979, la otra en 1991.")
    send(editions[1], email="maria.gonzalez@migraciones.example", **maria)
    assert pairs(office) == []
    change(office, "return_application", "secretariat", other, reason="Falta el apellido.", due_at="2099-01-01T00:00Z")
    change(office, "resubmit_application", "applicant", other, second_surname="Rivas")
    office.tick()
    assert [one["status"] for one in pairs(office)] == ["suspected"]


@pytest.mark.feature("A20")
def test_two_who_both_have_a_live_application_in_one_edition_are_merged_once_one_of_these_is_withdrawn(
    office: Office, editions: list[str], send: Sender
) -> None:
    send(editions[0], email=OLD)
    second = send(editions[0], email=NEW)
    (pair,) = pairs(office)
    assert office.query("duplicate", "secretariat", match_id=pair["match_id"])["both_live"] == [
        {"edition_id": editions[0], "ordinal": 44}
    ]
    assert refused(lambda: decide(office, "merge_people", pair)) == ("two-live-applications", 409)
    change(office, "withdraw_application", "secretariat", second, reason_code="other")
    assert decide(office, "merge_people", pair)["status"] == "same"


@pytest.mark.feature("A20")
def test_after_a_merge_the_database_holds_one_live_application_from_either_address(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    decide(office, "merge_people", pairs(office)[0])
    sent = {"edition_id": editions[1], **form(email=OLD)}
    assert office.command("submit_application", "public", **sent) == {"missing": []}
    assert refused(lambda: office.command("submit_application", "secretariat", **sent)) == ("already-applied", 409)


def begin(office: Office, edition_id: str, email: str) -> None:
    """Somebody begins an application, or asks for the link to it."""
    office.command("start_application", "public", edition_id=edition_id, email=email, language="es")


@pytest.mark.feature("A6", "A19")
def test_what_was_begun_from_either_address_is_led_to_after_a_merge_and_sent_as_the_one_who_is_kept(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    have(office, alumna[1], Status.WITHDRAWN)
    begin(office, editions[1], OLD)
    (started,) = office.told(ApplicationStarted)
    kept = person_of(office, alumna[1])
    decide(office, "merge_people", pairs(office)[0])
    office.later = timedelta(hours=1)
    begin(office, editions[1], NEW)
    assert [one.draft_id for one in office.told(ApplicationStarted, DraftResumed)] == [started.draft_id] * 2
    assert addresses(office)[office.told(DraftResumed)[0].person_id] == NEW
    own = {"draft_id": started.draft_id}
    whole = {name: value for name, value in form().items() if name not in ("letter", "email")}
    office.command("save_draft", "applicant", started.draft_id, **own, version=2, **whole)
    assert office.query("my_draft", "applicant", started.draft_id, **own)["person_id"] == kept
    sent = office.command("send_draft", "applicant", started.draft_id, **own, version=3)
    assert person_of(office, sent["application_id"]) == kept


@pytest.mark.feature("A6", "A19")
def test_of_two_that_were_begun_by_one_person_the_one_used_last_is_led_to_and_both_end_with_the_application(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    have(office, alumna[1], Status.WITHDRAWN)
    begin(office, editions[1], OLD)
    office.later = timedelta(hours=1)
    begin(office, editions[1], NEW)
    decide(office, "merge_people", pairs(office)[0])
    office.later = timedelta(hours=2)
    begin(office, editions[1], OLD)
    first, last = (one.draft_id for one in office.told(ApplicationStarted))
    assert [one.draft_id for one in office.told(DraftResumed)] == [last]
    office.command("submit_application", "public", edition_id=editions[1], **form(email=OLD))
    ended = [(one.draft_id, one.reason_code) for one in office.told(ApplicationDiscarded)]
    assert ended == [(last, "sent_directly"), (first, "sent_directly")]


@pytest.mark.feature("A6", "A19")
def test_nobody_is_reminded_of_what_they_began_when_they_turn_out_to_have_applied(
    office: Office, editions: list[str], alumna: tuple[str, str]
) -> None:
    begin(office, editions[1], OLD)
    decide(office, "merge_people", pairs(office)[0])
    office.later = timedelta(days=28)
    office.tick()
    assert office.told(DraftReminded) == []


@pytest.mark.feature("A20")
def test_who_sends_the_form_again_is_told_of_the_first_by_email_once_a_day(
    office: Office, editions: list[str], send: Sender
) -> None:
    first = send(editions[0], email=OLD)
    again = {"edition_id": editions[0], **form(email=OLD.upper(), motivation="", letter=None)}
    answers = [office.command("submit_application", "public", **again) for _ in range(3)]
    assert answers == [{"missing": ["letter", "motivation"]}] * 3
    assert [one.application_id for one in office.told(ApplicationSentAgain)] == [first]
    forged = again | {"letter": {"filename": "nota.pdf", "content_base64": "TVo="}}
    assert refused(lambda: office.command("submit_application", "public", **forged)) == ("file-type", 422)


@pytest.mark.feature("A20")
def test_who_withdrew_may_apply_again(office: Office, editions: list[str], send: Sender) -> None:
    first = send(editions[0], email=OLD)
    change(office, "withdraw_application", "applicant", first, reason_code="duty")
    second = send(editions[0], email=OLD)
    assert (first != second, person_of(office, first) == person_of(office, second)) == (True, True)


@pytest.mark.feature("A20")
def test_two_forms_of_one_person_from_two_addresses_at_once_are_both_kept_and_found(
    office: Office, editions: list[str]
) -> None:
    def sending(email: str) -> Callable[[], Json]:
        return lambda: office.command("submit_application", "public", edition_id=editions[0], **form(email=email))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda sent: sent(), [sending(OLD), sending(NEW)]))
    office.tick()
    assert [sorted(one["email"] for one in pair["people"]) for pair in pairs(office)] == [[OLD, NEW]]


def test_statistics_count_people_once(office: Office, editions: list[str], alumna: tuple[str, str]) -> None:
    assert office.query("statistics", "auditor")["recorded"]["people"] == {"applied": 2, "took_part": 1}
    decide(office, "merge_people", pairs(office)[0])
    assert office.query("statistics", "auditor")["recorded"]["people"] == {"applied": 1, "took_part": 1}


@pytest.mark.feature("A19")
def test_of_many_who_share_a_name_each_is_asked_about_with_the_next_as_soon_as_one_is_decided(office: Office) -> None:
    everybody = duplicates.MOST_ASKED + 2

    def arrive() -> None:
        for number in range(1, everybody + 1):
            maria = {"given_names": "María", "surnames": "González", "birthday": "", "sex": "F", "country": "AR"}
            person_id, address = f"person-{number:02}", f"maria{number}@migraciones.example"
            known = introduce(person_id=person_id, email=address, full_name="María González", language="es")
            office.registry.people.add(*known)
            office.registry.profiles.keep(
                Profile(application_id=f"application-{number:02}", person_id=person_id, **maria)
            )

    office.database.transact(arrive, cause=by("system"))
    office.tick()
    asked = {tuple(who["person_id"] for who in pair["people"]): pair for pair in waiting(office)}
    last, before = f"person-{everybody:02}", f"person-{everybody - 1:02}"
    of_first = [two for two in asked if "person-01" in two]
    assert (len(of_first), len(asked)) == (everybody - 1, everybody * (everybody - 1) // 2 - 1)
    assert (before, last) not in asked
    with_more = office.query("duplicates", "secretariat")["with_more"]
    assert with_more[0] == {"application_id": "application-01", "name": "María González"}

    decided = asked["person-01", last]
    apart = {"match_id": decided["match_id"], "version": decided["version"], "reason": "Son dos."}
    office.command("tell_people_apart", "secretariat", **apart)
    office.tick()
    assert (before, last) in {tuple(who["person_id"] for who in pair["people"]) for pair in waiting(office)}
    still = [one["application_id"] for one in office.query("duplicates", "secretariat")["with_more"]]
    assert {"application-01", f"application-{everybody:02}"} & set(still) == set()


def test_a_pair_that_was_decided_meanwhile_is_not_decided_again(office: Office, alumna: tuple[str, str]) -> None:
    (pair,) = pairs(office)
    decide(office, "tell_people_apart", pair)
    stale = {"match_id": pair["match_id"], "version": pair["version"], "reason": "Es la misma."}
    assert refused(lambda: office.command("merge_people", "director", **stale)) == ("stale", 409)


def test_three_addresses_of_one_person_are_one_after_two_decisions(
    office: Office, editions: list[str], alumna: tuple[str, str], send: Sender
) -> None:
    decide(office, "merge_people", pairs(office)[0])
    have(office, alumna[1], Status.WITHDRAWN)
    third = send(editions[1], email="rosa@oim.example", birthday="04-17")
    (pair,) = pairs(office)
    decide(office, "merge_people", pair)
    assert {person_of(office, one) for one in (*alumna, third)} == {person_of(office, third)}

    decide(office, "tell_people_apart", pair)
    assert (person_of(office, alumna[0]), person_of(office, third)) == (
        person_of(office, alumna[1]),
        office.registry.applications.get(third).person_id,
    )
