"""Runs the ledger under the host, as services are run."""

from shared.messaging.host import run  # first: it patches what all others import

from shared.messaging import logs  # isort: skip
from shared.messaging.settings import read_settings
from tests.shared.messaging.ledger import LedgerService

logs.configure("ledger")
run(LedgerService, read_settings())
