"""The spans of traces.py, by OpenTelemetry; imported only when traces are on.

What leaves the process is what is listed here: instrumentations would tell addresses with link tokens in them, and the
text of exceptions, in which personal data may stand.
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from opentelemetry import propagate, trace
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.flask import FlaskInstrumentor
from opentelemetry.instrumentation.pymongo import PymongoInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ALWAYS_ON, ParentBased, Sampler, SamplingResult
from opentelemetry.trace import SpanKind, Status

LONGEST_EXPORT = 5
TOLD = {
    "consumer",
    "correlation_id",
    "db.mongodb.collection",
    "db.name",
    "db.statement",  # the name of the command alone: pymongo's instrumentation is not told to capture more
    "db.system",
    "event_id",
    "http.method",
    "http.request.method",
    "http.response.status_code",
    "http.route",
    "http.status_code",
}

_tracer = trace.get_tracer("cimi")


def start(address: str, process: str) -> None:
    """Export to the collector at `address`, and instrument what is used here."""
    exporter = _Discreet(OTLPSpanExporter(endpoint=f"{address.rstrip('/')}/v1/traces", timeout=LONGEST_EXPORT))
    provider = TracerProvider(sampler=ParentBased(_FromADoor()), resource=Resource({"service.name": process}))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    PymongoInstrumentor().instrument()
    RequestsInstrumentor().instrument()


def follow(app: Any) -> None:
    """Have every request to this Flask application begin a span."""
    FlaskInstrumentor().instrument_app(app)  # type: ignore[no-untyped-call]


def span(name: str, parent: str, ids: Mapping[str, str]) -> AbstractContextManager[Any]:
    """A span that is open for as long as the context lasts."""
    cause = propagate.extract({"traceparent": parent}) if parent else None
    return _tracer.start_as_current_span(name, context=cause, kind=SpanKind.CONSUMER, attributes=dict(ids))


def here() -> str:
    """The traceparent of the open span."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent", "")


class _FromADoor(Sampler):
    """A trace begins with a request, an event or the clock: what a process asks its database by itself is none."""

    def should_sample(
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Any = None,
        links: Any = None,
        trace_state: Any = None,
    ) -> SamplingResult:
        asked = ALWAYS_OFF if kind is SpanKind.CLIENT else ALWAYS_ON
        return asked.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        return "what begins at a door"


class _Discreet(SpanExporter):
    """Passes on spans with the attributes that are listed, without events and without the text of an error."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_told(one) for one in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()


def _told(span: ReadableSpan) -> ReadableSpan:
    attributes = {name: value for name, value in (span.attributes or {}).items() if name in TOLD}
    served = span.kind is SpanKind.SERVER  # named by its address where no route fits
    return ReadableSpan(
        name=f"{span.name.partition(' ')[0]} {attributes.get('http.route', '')}".strip() if served else span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
