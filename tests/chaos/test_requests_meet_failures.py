"""A request whose process fails, or whose commit is never answered: repeated under its key, it has happened once."""

from typing import Any

import pytest

from shared.contracts.refusal import Refusal
from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.crashes import at


def post(ledger: FailingLedger) -> dict[str, Any]:
    """A clerk posts the rent; the same click however often it is repeated."""
    return ledger.post("rent", 7, key="one-click", account_id="cash")


def post_in_vain(ledger: FailingLedger) -> str:
    """The code with which the clerk is turned away."""
    with pytest.raises(Refusal) as refusal:
        post(ledger)
    return refusal.value.code


@pytest.mark.feature("E10")
@at("request.before_transaction", "request.before_commit", "request.after_commit")
def test_a_request_that_is_repeated_after_a_failure_has_happened_once(
    ledger: FailingLedger, point: str, how: str
) -> None:
    ledger.start("relay")
    ledger.start("host", at=f"{point}:{how}")

    if how == "sigterm":
        post(ledger)
    else:
        assert post_in_vain(ledger) == ("internal-error" if how == "exception" else "unavailable")
    ledger.goes_on(point, how, survives_a_bug=True)

    first = post(ledger)
    ledger.rest()
    assert ledger.outcome() == once_each(7)
    assert [row["reply"] for row in ledger.rows("replies")] == [first]
