"""What the whole system uses of the processors while nothing happens."""

import re
import time
from pathlib import Path
from typing import Any

from deploy.local import Local
from shared.testing import processes
from shared.testing.servers import free_ports
from tests.bench.measure import processor_seconds
from tests.bench.stage import Stage

SECONDS = 60.0
SETTLING = 15.0
NAMED = re.compile(
    r"-m (?:shared\.messaging\.(?P<kind>host|relay) (?P<service>\w+)|services\.notifications\.(?P<own>sender)|(?P<gateway>gunicorn))"
)


def measure(stage: Stage) -> dict[str, Any]:
    """Percent of a core for each process of ours, over a minute."""
    with stage.corner() as corner:
        outside = {"CIMI_MONGO_URL": stage.mongo.url, "CIMI_AMQP_URL": corner.amqp_url, "CIMI_DATABASES": corner.name}
        local = Local(corner.folder / "system", free_ports(Local.PORTS), outside)
        local.start()
        try:
            time.sleep(SETTLING)
            ours = {pid: name for pid in processes.of(local.folder / "processes") if (name := _name(pid))}
            before = {pid: processor_seconds([pid]) for pid in ours}
            began = time.monotonic()
            time.sleep(SECONDS)
            lasted = time.monotonic() - began
            used = [(name, 100 * (processor_seconds([pid]) - before[pid]) / lasted) for pid, name in ours.items()]
        finally:
            local.stop()
            _forget(stage, corner.name)
    return {"seconds": SECONDS, "percent": sorted(used)}


def _name(pid: int) -> str | None:
    command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    found = NAMED.search(command)
    if found is None:
        return None
    return f"{found['service']} {found['kind']}" if found["kind"] else found["own"] or "gateway"


def _forget(stage: Stage, prefix: str) -> None:
    for name in stage.client.list_database_names():
        if name.startswith(prefix):
            stage.client.drop_database(name)
