"""Runs the desk under the host, as services are run."""

from shared.messaging.host import run
from shared.messaging.settings import read_settings
from tests.bench.desk import DeskService

run(DeskService, read_settings())
