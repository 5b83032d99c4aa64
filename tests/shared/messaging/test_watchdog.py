"""A process whose loop hangs ends itself, whatever kind of process it is; one that was only stopped goes on."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest
import requests

from shared.contracts.envelope import encode, properties
from shared.messaging.watchdog import ENDED_BY_IT
from tests.shared.messaging.conftest import PROCESSES, Ledger, eventually
from tests.shared.messaging.ledger import HANGING, HOGGING
from tests.shared.messaging.test_a_fact_travels import posted


@pytest.mark.feature("G1")
@pytest.mark.parametrize("kind", ["relay", "sender"])
def test_a_loop_that_hangs_ends_its_process_with_a_last_line(kind: str) -> None:
    hanging = subprocess.run(
        [sys.executable, "-m", "tests.shared.messaging.run_hanging", kind], capture_output=True, timeout=60
    )

    (line,) = hanging.stderr.decode().splitlines()
    assert hanging.returncode == ENDED_BY_IT
    told = json.loads(line)
    assert (told["process"], told["message"].partition(" has not")[0]) == (f"hanging {kind}", f"the {kind}")


@pytest.mark.feature("G1")
def test_a_handler_that_blocks_the_hub_ends_the_host(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_SILENCE", "2")
    ledger.start("host")

    tell(ledger, HANGING)

    assert ledger.processes.pop("host").wait(timeout=30) == ENDED_BY_IT


def test_a_host_that_was_stopped_for_longer_than_its_watchdog_waits_goes_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEDGER_SILENCE", "3")
    ledger.start("host")
    host = ledger.processes["host"]

    host.send_signal(signal.SIGSTOP)
    with pytest.raises(requests.Timeout):
        requests.get(f"http://127.0.0.1:{ledger.port}/livez", timeout=5)
    host.send_signal(signal.SIGCONT)

    tell(ledger, 7)
    eventually(lambda: ledger.booked() == [7])
    time.sleep(1.5)  # three looks of the watchdog
    assert host.poll() is None


@pytest.mark.feature("G1")
def test_a_host_whose_hub_lags_says_so_and_recovers(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEDGER_LAG", "0.1")
    ledger.start("host")

    tell(ledger, HOGGING)

    eventually(lambda: "the hub lags by" in alive(ledger))
    eventually(lambda: alive(ledger) == "ok")
    (lag,) = (line for line in numbers(ledger) if line.startswith("cimi_hub_lag_seconds "))
    assert 0.1 < float(lag.split()[1]) < 10


@pytest.mark.feature("G1")
def test_a_container_that_dies_and_leaves_its_process_behind_is_said_to_die_and_is_ended(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PROCESSES, "host", ["-m", "tests.shared.messaging.run_dying_ledger"])
    monkeypatch.setenv("LEDGER_SILENCE", "6")
    ledger.start("host")

    eventually(lambda: alive(ledger) == "the container is dying")
    assert ledger.processes.pop("host").wait(timeout=60) == ENDED_BY_IT
    written = [json.loads(line) for line in (ledger.folder / "host.log").read_text().splitlines()]
    assert "an error that nobody caught" in {line["message"] for line in written}


def test_a_host_in_which_nothing_is_wrong_lives(ledger: Ledger) -> None:
    ledger.start("host")

    assert alive(ledger) == "ok"
    assert os.waitpid(ledger.processes["host"].pid, os.WNOHANG) == (0, 0)


def tell(ledger: Ledger, amount: int) -> None:
    message = posted("rent", amount)
    ledger.send(encode(message), **properties(message))


def alive(ledger: Ledger) -> str:
    return requests.get(f"http://127.0.0.1:{ledger.port}/livez", timeout=10).text


def numbers(ledger: Ledger) -> list[str]:
    return requests.get(f"http://127.0.0.1:{ledger.port}/metrics", timeout=10).text.splitlines()
