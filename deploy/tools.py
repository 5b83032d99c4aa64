"""What the tests need from Debian, installed when it is missing: a browser and a broker."""

import shutil
import sys
from ctypes.util import find_library

from shared.testing import debian
from shared.testing.servers import rabbitmq_programs


def main() -> str | None:
    """A sentence when something is missing and may not be installed."""
    try:
        if shutil.which("chromium") is None:
            debian.install("chromium")
        if find_library("atomic") is None:  # what Playwright drives the browser with needs it
            debian.install("libatomic1")
        rabbitmq_programs()
    except debian.ServerUnavailable as refusal:
        return str(refusal)
    return None


if __name__ == "__main__":
    sys.exit(main())
