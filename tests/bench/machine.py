"""The machine and the versions that the figures are of."""

import os
import platform
from importlib import metadata
from pathlib import Path

from tests.bench.stage import Stage

MEASURED_WITH = ("nameko", "eventlet", "kombu", "amqp", "pymongo")


def facts(stage: Stage) -> dict[str, str]:
    """Cores, memory and versions, in words."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1024**3
    return {
        "processor": f"{os.cpu_count()} cores, {_model()}",
        "memory": f"{memory:.0f} GiB",
        "system": f"Linux {platform.release().split('-')[0]}, Python {platform.python_version()}",
        "servers": f"MongoDB {stage.client.server_info()['version']}, RabbitMQ {_broker(stage)}, one node of each",
        "libraries": ", ".join(f"{name} {metadata.version(name)}" for name in MEASURED_WITH),
    }


def _model() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())


def _broker(stage: Stage) -> str:
    return str(stage.rabbit.ask("GET", "/api/overview")["rabbitmq_version"])
