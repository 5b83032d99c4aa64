"""What counts as an attempt and what is only waited for."""

import dataclasses
from collections.abc import Callable

import pytest
from pymongo.errors import AutoReconnect

from shared.contracts.envelope import CONTENT_TYPE, encode
from shared.contracts.refusal import NotYet
from shared.messaging.delivery import MOST_RETURNS, Delivery, Handler, Heard, Receiver, Subscription, Verdict
from shared.storage import Database
from tests.shared.messaging.ledger import FAILING, EntryPosted
from tests.shared.messaging.test_a_fact_travels import posted

DELIVERY = Delivery(body=encode(posted("rent", 7)), content_type=CONTENT_TYPE, headers={})


class Away:
    """A handler whose database is away a few times."""

    def __init__(self, times: int) -> None:
        self.left = times
        self.waited = 0

    def run(self, _work: Callable[[Handler], None]) -> None:
        if self.left:
            self.left -= 1
            raise AutoReconnect("the primary is gone")

    def hear(self, _posted: EntryPosted, _heard: Heard) -> None:
        raise AssertionError("the database was never there")

    def wait(self) -> None:
        self.waited += 1


def test_a_database_that_is_away_is_waited_for_and_not_counted(database: Callable[[str], Database]) -> None:
    away = Away(times=2)
    receiver = Receiver(database("ledger"), [Subscription(EntryPosted, "ledger.book", away.run, away.hear)], away.wait)

    assert (receiver.receive(DELIVERY), away.waited) == (Verdict.ACK, 2)


def test_a_message_that_fails_although_the_database_is_back_is_at_last_counted(
    database: Callable[[str], Database],
) -> None:
    away = Away(times=1000)
    receiver = Receiver(database("ledger"), [Subscription(EntryPosted, "ledger.book", away.run, away.hear)], away.wait)

    assert (receiver.receive(DELIVERY), away.waited) == (Verdict.REJECT, MOST_RETURNS)


class Early:
    """A handler to which the first deliveries come too early."""

    def __init__(self, times: int) -> None:
        self.left = times

    def run(self, _work: Callable[[Handler], None]) -> None:
        self.left -= 1
        if self.left >= 0:
            raise NotYet("the one before it is in hand")


@pytest.mark.parametrize(
    ("times", "before", "verdict"), [(1, 0, Verdict.ACK), (2, 0, Verdict.REJECT), (1, 1, Verdict.REJECT)]
)
def test_what_is_new_and_early_gets_a_moment_and_what_has_waited_before_goes_back_at_once(
    database: Callable[[str], Database], times: int, before: int, verdict: Verdict
) -> None:
    early = Early(times)
    receiver = Receiver(
        database("ledger"), [Subscription(EntryPosted, "ledger.book", early.run, Desk.note)], lambda: None
    )
    headers = {"x-death": [{"reason": "rejected", "count": before}]}

    assert receiver.receive(dataclasses.replace(DELIVERY, headers=headers)) == verdict


class Desk:
    """A service that notes what it hears, and has a bug in one amount."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.noted = database.collection("noted")

    def note(self, posted: EntryPosted, heard: Heard) -> None:
        """In the open transaction, with the cause that publishing would name."""
        row = {"amount": posted.amount, "heard": heard.event_id, "cause": self.database.cause.causation_id}
        self.noted.insert_one(row, session=self.database.session)
        if posted.amount == FAILING:
            raise RuntimeError("a bug")


def deliveries(*amounts: int) -> list[Delivery]:
    bodies = [encode(posted(f"entry-{amount}", amount)) for amount in amounts]
    return [Delivery(body=body, content_type=CONTENT_TYPE, headers={}) for body in bodies]


@pytest.fixture
def desk(database: Callable[[str], Database]) -> Desk:
    return Desk(database("ledger"))


@pytest.fixture
def receiver(desk: Desk) -> Receiver:
    subscription = Subscription(EntryPosted, "ledger.note", lambda work: work(desk.note), Desk.note)
    return Receiver(desk.database, [subscription], lambda: None)


def test_what_is_received_together_is_handled_each_for_its_own_cause(desk: Desk, receiver: Receiver) -> None:
    assert receiver.receive_together(deliveries(1, 2, 3))

    rows = list(desk.noted.find(sort=[("amount", 1)]))
    assert [row["amount"] for row in rows] == [1, 2, 3]
    assert [row["cause"] for row in rows] == [row["heard"] for row in rows]
    assert desk.database.collection("inbox").count_documents({}) == 3


@pytest.mark.parametrize("bad", ["a bug", "handled before", "unreadable", "the same twice"])
def test_if_one_of_several_is_not_well_nothing_is_done_and_each_is_judged_by_itself(
    desk: Desk, receiver: Receiver, bad: str
) -> None:
    one, two = deliveries(1, 2)
    (known,) = deliveries(3)
    receiver.receive(known)
    broken = {
        "a bug": (deliveries(FAILING)[0], Verdict.REJECT),
        "handled before": (known, Verdict.ACK),
        "unreadable": (dataclasses.replace(one, body=b"{not json"), Verdict.ACK),
        "the same twice": (two, Verdict.ACK),
    }
    third, verdict = broken[bad]

    assert not receiver.receive_together([one, two, third])
    assert [row["amount"] for row in desk.noted.find()] == [3]
    assert [receiver.receive(each) for each in (one, two, third)] == [Verdict.ACK, Verdict.ACK, verdict]
    assert sorted(row["amount"] for row in desk.noted.find()) == [1, 2, 3]
