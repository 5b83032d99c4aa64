"""Runs a sender as `python -m services.notifications.sender` does, with a lease and a doubt that a test can wait out."""

from datetime import timedelta

from services.notifications.model import email

email.LEASE = timedelta(seconds=1.0)  # before the sender is imported, which reads it once
email.DOUBT = timedelta(seconds=0.2)

from services.notifications import sender  # noqa: E402  # see above

sender.main()
