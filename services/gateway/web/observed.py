"""Every request is counted and timed by its endpoint, and what is logged meanwhile says to which chain it belongs."""

import time

from flask import Flask, g, request
from prometheus_client import Counter, Histogram
from werkzeug.wrappers import Response

from services.gateway.web.door import correlation_id
from shared.messaging import logs
from shared.messaging.metrics import QUICK_TO_SLOW

REQUESTS = Counter("cimi_gateway_requests_total", "Requests, by HTTP status", ["endpoint", "status"])
SECONDS = Histogram("cimi_gateway_request_seconds", "Time to answer", ["endpoint"], buckets=QUICK_TO_SLOW)


def install(app: Flask) -> None:
    """Begin before everything else that looks at a request."""
    app.before_request(_begin)
    app.after_request(_count)
    app.teardown_request(lambda _error: logs.note())


def _begin() -> None:
    g.began_at = time.monotonic()
    logs.note(correlation_id=correlation_id())


def _count(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    REQUESTS.labels(endpoint, response.status_code).inc()
    SECONDS.labels(endpoint).observe(time.monotonic() - g.began_at)
    return response
