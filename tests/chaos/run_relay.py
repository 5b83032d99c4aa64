"""Runs the relay of the ledger as `python -m shared.messaging.relay ledger` does, in a hurry."""

import os

from shared.messaging import relay, watchdog

relay.LEASE_SECONDS = 1.0
relay.LONGEST_SILENCE = float(os.environ.get("LONGEST_SILENCE", relay.LONGEST_SILENCE))
watchdog.WATCH = relay.LONGEST_SILENCE / 6
relay.main()
