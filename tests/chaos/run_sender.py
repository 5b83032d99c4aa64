"""Runs a sender as `python -m services.notifications.sender` does, in a hurry."""

import os
from datetime import timedelta

from services.notifications.model import email
from shared.messaging import watchdog

email.LEASE = timedelta(seconds=1)  # before the sender is imported, which reads it once
email.DOUBT = timedelta(seconds=0.2)

from services.notifications import sender  # noqa: E402  # see above

sender.LONGEST_SILENCE = float(os.environ.get("LONGEST_SILENCE", sender.LONGEST_SILENCE))
watchdog.WATCH = sender.LONGEST_SILENCE / 6
sender.main()
