"""Run the command line."""

import sys

from services.gateway.console.commands import main

sys.exit(main())
