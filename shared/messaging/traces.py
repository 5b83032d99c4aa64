"""Traces: what one request causes, followed through every process. Off, at no cost, unless TRACES names a collector.

A span says who did what when, in which order and for how long: our own around commands, queries, handlers and emails,
and those of OpenTelemetry's instrumentation of Flask, requests and pymongo. Between processes the chain is carried by
the `traceparent` of W3C Trace Context: in an HTTP header, in the extension of that name of an event, in an email's row.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

_spans: Any = None  # the module that speaks OpenTelemetry, once it is asked for


def start(settings: Mapping[str, Any], process: str) -> None:
    """Tell the collector at settings["TRACES"] (OTLP over HTTP, `http://host:4318`) what `process` does from now on.

    Called before the first MongoClient is made; without an address it does nothing.
    """
    global _spans  # noqa: PLW0603  # on or off for the whole process
    if settings.get("TRACES"):
        from shared.messaging import spans  # noqa: PLC0415  # a process without traces imports nothing of it

        spans.start(settings["TRACES"], process)
        _spans = spans


def follow(app: Any) -> None:
    """Have every request to this Flask application begin a span."""
    if _spans:
        _spans.follow(app)


@contextmanager
def span(name: str, *, parent: str = "", **ids: str) -> Iterator[None]:
    """Until it ends, what happens here is `name`, caused by what `parent` (a traceparent) names, else by what is open.

    ids: attributes of the span (correlation_id, event_id, consumer).
    """
    if _spans is None:
        yield
        return
    with _spans.span(name, parent, ids):
        yield


def here() -> str:
    """The traceparent of the open span, for what follows from it elsewhere; "" when there is none."""
    return _spans.here() if _spans else ""
