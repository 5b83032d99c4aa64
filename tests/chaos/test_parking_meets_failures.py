"""Parking and replaying in a process that fails: nothing parks twice, is lost, or is handled twice."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from shared.contracts.envelope import CONTENT_TYPE, encode, properties
from shared.contracts.refusal import Refusal
from tests.chaos.conftest import FailingLedger, once_each
from tests.chaos.crashes import ENDS, at
from tests.shared.messaging.conftest import eventually
from tests.shared.messaging.ledger import REFUSED
from tests.shared.messaging.test_a_fact_travels import posted
