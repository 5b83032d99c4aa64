"""Runs the relay of the ledger as `python -m shared.messaging.relay ledger` does, with a lease that a test can wait out."""

from shared.messaging import relay

relay.LEASE_SECONDS = 1.0
relay.main()
