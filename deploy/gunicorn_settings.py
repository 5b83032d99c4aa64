"""What the gateway's gunicorn is told beside its command line: its log lines are ours, its workers count together."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

from shared.messaging import logs

PREFIX = "cimi-gateway-"


class Lines(Logger):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's log in the form of every other process; requests are counted, not logged."""

    def setup(self, cfg: Any) -> None:
        """Called at the start, and again when the settings are read again."""
        super().setup(cfg)
        logs.configure("gateway")
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def _folder_of_numbers() -> str:
    """Where the workers keep their counters; what an arbiter that was killed has left behind goes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not Path("/proc", folder.name.split("-")[2]).exists():
            shutil.rmtree(folder, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def on_exit(_server: Any) -> None:
    """The last thing the arbiter does."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


logger_class = Lines
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _folder_of_numbers()  # read when a worker imports the library
