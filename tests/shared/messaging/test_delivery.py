"""What counts as an attempt and what is only waited for."""

from collections.abc import Callable

from pymongo.errors import AutoReconnect

from shared.contracts.envelope import CONTENT_TYPE, encode
from shared.messaging.delivery import MOST_RETURNS, Delivery, Handler, Receiver, Subscription, Verdict
from shared.storage import Database
from tests.shared.messaging.ledger import EntryPosted
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

    def wait(self) -> None:
        self.waited += 1


def test_a_database_that_is_away_is_waited_for_and_not_counted(database: Callable[[str], Database]) -> None:
    away = Away(times=2)
    receiver = Receiver(database("ledger"), [Subscription(EntryPosted, "ledger.book", away.run)], away.wait)

    assert (receiver.receive(DELIVERY), away.waited) == (Verdict.ACK, 2)


def test_a_message_that_fails_although_the_database_is_back_is_at_last_counted(
    database: Callable[[str], Database],
) -> None:
    away = Away(times=1000)
    receiver = Receiver(database("ledger"), [Subscription(EntryPosted, "ledger.book", away.run)], away.wait)

    assert (receiver.receive(DELIVERY), away.waited) == (Verdict.REJECT, MOST_RETURNS)
