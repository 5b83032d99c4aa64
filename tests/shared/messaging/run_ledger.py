"""Runs the ledger under the host, as services are run."""

from shared.messaging.host import run
from shared.messaging.settings import read_settings
from tests.shared.messaging.ledger import LedgerService

run(LedgerService, read_settings())
