"""A chain as a tree: what came of what, and what has to do with one application."""

from typing import Any

from services.gateway.console.tables import tree
from services.gateway.model.chain import about, grow

WARA, JEAN = "application-wara", "application-jean"
CLICK = "click-of-the-director"


def told(event_id: str, subject: str, *, cause: str = CLICK, chain: str = "publish", **ids: str) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "name": f"registration.{event_id.split('-')[1]}.v1",
        "subject": subject,
        "sequence": 1,
        "at": "2027-02-01T12:00:00+00:00",
        "sent": "2027-02-01T12:00:01+00:00",
        "correlation_id": chain,
        "causation_id": cause,
        "actor_role": "director",
        "about": {"subject_id": subject, **ids},
        "command": "publish_selection" if cause == CLICK else None,
    }


def written(email_id: str, event_id: str, application_id: str) -> dict[str, Any]:
    return {
        "email_id": email_id,
        "template": "application-selected",
        "status": "accepted",
        "created_at": "2027-02-01T12:00:02+00:00",
        "accepted_at": "2027-02-01T12:00:03+00:00",
        "cause_event_id": event_id,
        "correlation_id": "publish",
        "application_id": application_id,
    }


PUBLISHED = told("1-published", "edition")
OF_WARA = told("2-selected", WARA)
OF_JEAN = told("3-selected", JEAN)
ROSTER = told("4-expected", "roster", cause="2-selected")
EMAILS = [written("e-wara", "2-selected", WARA), written("e-jean", "3-selected", JEAN)]


def names(trees: list[dict[str, Any]]) -> list[Any]:
    """The ids of events and emails, each with what came of it."""
    return [
        [each["event_id"], *names(each["events"]), *(email["email_id"] for email in each["emails"])] for each in trees
    ]


def test_what_one_click_caused_stands_below_it_and_each_email_below_its_event() -> None:
    (root,) = grow([OF_JEAN, PUBLISHED, ROSTER, OF_WARA], EMAILS, {})
    assert (root["command"], root["actor_role"], root["correlation_id"]) == ("publish_selection", "director", "publish")
    assert names(root["events"]) == [
        ["1-published"],
        ["2-selected", ["4-expected"], "e-wara"],
        ["3-selected", "e-jean"],
    ]


def test_of_a_click_for_many_one_person_sees_their_own_part() -> None:
    events, emails = about(WARA, [PUBLISHED, OF_WARA, OF_JEAN, ROSTER], EMAILS)
    assert (events, emails) == ([OF_WARA, ROSTER], EMAILS[:1])


def test_a_certificate_and_the_sheets_that_led_to_it_belong_to_the_person_it_names() -> None:
    locked = told("1-locked", "session")
    computed = told("2-computed", WARA, cause="1-locked")
    certificate = told("3-approved", "certificate", application_id=WARA)
    assert about(WARA, [locked, computed, certificate], [])[0] == [locked, computed, certificate]


def test_an_email_whose_event_is_not_kept_and_an_event_whose_cause_is_not_are_still_shown() -> None:
    alone = told("5-lapsed", WARA, cause="long-gone", chain="clock")
    first, second = grow([alone], [written("e-wara", "contact-event", WARA)], {})
    assert names(first["events"]) == [["5-lapsed"]]
    assert [email["email_id"] for email in second["emails"]] == ["e-wara"]


def test_a_terminal_shows_each_line_below_what_caused_it() -> None:
    hearing = {"consumer": "scheduling.join_roster", "at": "2027-02-01T12:00:01+00:00"}
    parked = {"service": "certification", "id": "f00", "reason": "KeyError", "status": "open"}
    trees = grow([OF_WARA, ROSTER], EMAILS[:1], {"2-selected": {"heard": [hearing], "parked": [parked]}})
    for one in trees[0]["events"][0]["events"]:
        one |= {"heard": [], "parked": [], "sent": None}
    assert tree({"trees": trees, "audit": [], "silent": ["notifications"]}).splitlines() == [
        "2027-02-01T12:00:00Z  publish_selection by director  [publish]",
        "   registration.selected.v1  application-wara #1  2027-02-01T12:00:00Z",
        "     heard by scheduling.join_roster  2027-02-01T12:00:01Z",
        "     parked at certification: KeyError, open  (f00)",
        "      registration.expected.v1  roster #1  2027-02-01T12:00:00Z",
        "        waits to be sent",
        "      email application-selected: accepted  2027-02-01T12:00:03Z",
        "notifications does not answer: what it knows is missing here",
    ]
