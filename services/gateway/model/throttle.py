"""How guessing a password is slowed down: a few free attempts, then a wait that doubles with each failure."""

from datetime import timedelta

FREE_ATTEMPTS = 5
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=12)


def wait_after(attempts: int) -> timedelta:
    """How long nobody may try this account again after so many attempts without success."""
    if attempts < FREE_ATTEMPTS:
        return timedelta()
    doublings = min(attempts - FREE_ATTEMPTS, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
