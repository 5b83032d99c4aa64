"""The numbers of a process, as Prometheus reads them on /metrics; labels are names of ours, never ids.

Counters count from the start of the process. What the database knows is asked for when somebody reads the page, for two
seconds at the most, and is left out while the database is away: `cimi_ready` then says so.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping

import pymongo
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from pymongo.errors import PyMongoError

from shared.contracts.canary import CANARIES
from shared.storage import Database, now
from shared.storage.canaries import Canaries
from shared.storage.outbox import Outbox
from shared.storage.parked import Parked

disable_created_metrics()  # type: ignore[no-untyped-call]

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LONGEST_READ = 2
_STARTED_AT = now()
QUICK_TO_SLOW = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
HEARD = ("ok", "duplicate", "not-yet", "retry", "refused", "parked", "infrastructure")
CARRIED = ("sent", "returned", "nacked", "failed")

INBOX = Counter("cimi_inbox_total", "Deliveries of events to a consumer, by what came of it", ["consumer", "result"])
HANDLER_SECONDS = Histogram("cimi_handler_seconds", "Time in a handler", ["consumer"], buckets=QUICK_TO_SLOW)
RELAYED = Counter("cimi_relay_events_total", "Events given to the broker, by what it said", ["result"])
UNROUTED = Counter("cimi_unrouted_total", "Events that no queue took", ["event"])
LEASE_HELD = Gauge("cimi_lease_held", "Whether this process holds the lease", ["lease"])
ASKED = Counter("cimi_asked_total", "Commands and queries, by HTTP status", ["kind", "name", "status"])
ASKED_SECONDS = Histogram("cimi_asked_seconds", "Time to answer", ["kind", "name"], buckets=QUICK_TO_SLOW)


class _AtScrape(Collector):
    """Numbers that are made when they are read."""

    def __init__(self, read: Callable[[], Iterable[Metric]]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        return []  # otherwise they would be read once when they are announced

    def collect(self) -> Iterator[Metric]:
        try:
            with pymongo.timeout(LONGEST_READ):
                read = list(self._read())
        except PyMongoError:  # the database is away, as `cimi_ready` says; the other numbers are there
            return
        yield from read


_at_scrape: list[_AtScrape] = []


def at_scrape(read: Callable[[], Iterable[Metric]]) -> None:
    """Have `read` called whenever somebody reads the page."""
    collector = _AtScrape(read)
    _at_scrape.append(collector)
    REGISTRY.register(collector)


def gauge(name: str, text: str, value: float | Mapping[str, float], label: str = "") -> GaugeMetricFamily:
    """One number, or one for each value of `label`."""
    if isinstance(value, Mapping):
        family = GaugeMetricFamily(name, text, labels=[label])
        for labelled, one in value.items():
            family.add_metric([labelled], one)
        return family
    return GaugeMetricFamily(name, text, value=value)


def ready(problem: str | None) -> GaugeMetricFamily:
    """Whether the process can do its work."""
    return gauge("cimi_ready", "Whether the process can do its work", 0 if problem else 1)


def of_messages(database: Database) -> Iterator[Metric]:
    """What waits in a service's outbox, what is parked, and whom it has not heard (since our start, if never)."""
    state = Outbox(database).state()
    oldest = (now() - state["oldest_at"]).total_seconds() if state["oldest_at"] else 0
    yield gauge("cimi_outbox_pending", "Events not known to be with the broker, counted to 10000", state["pending"])
    yield gauge("cimi_outbox_oldest_seconds", "How long the oldest of them waits", oldest)
    yield gauge("cimi_parked_open", "Parked messages that wait for a person", Parked(database).count_open())
    heard = dict.fromkeys((canary.publisher() for canary in CANARIES), _STARTED_AT) | Canaries(database).heard()
    ages = {publisher: (now() - at).total_seconds() for publisher, at in heard.items()}
    yield gauge("cimi_canary_age_seconds", "Since this publisher's last canary that was heard here", ages, "publisher")


def page() -> bytes:
    """The page; of all workers together where there are several (gunicorn)."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    together = CollectorRegistry()
    MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    for collector in _at_scrape:
        together.register(collector)
    return generate_latest(together)
