"""Statistics: what is recorded here, and apart from it what others have published."""

from typing import Any

from flask_smorest import Blueprint

from services.gateway.api.routes import key, route
from services.gateway.schemas import OfStatistics, Reasoned, ReportedTotals
from services.gateway.web.door import ask, tell

routes = Blueprint("Statistics", __name__, description="Applications and participants, recorded and reported")


@route(routes, "/statistics", "read")
@routes.arguments(OfStatistics, location="query")
def statistics(asked: dict[str, Any]) -> dict[str, Any]:
    """Applications and participants by edition, country, sex and kind of ministry; and the reported totals."""
    return ask("registration", "statistics", **asked)


@route(routes, "/statistics/reported", "report_totals", method="POST", created=True)
@routes.arguments(ReportedTotals)
def report_totals(asked: dict[str, Any]) -> dict[str, Any]:
    """Record published totals of earlier editions, each with its source."""
    return tell("registration", "report_totals", key(), **asked)


@route(routes, "/statistics/reported/<report_id>/strike", "strike_report", method="POST")
@routes.arguments(Reasoned)
def strike_report(asked: dict[str, Any], report_id: str) -> dict[str, Any]:
    """Take a mistaken entry out of account."""
    return tell("registration", "strike_report", key(), report_id=report_id, **asked)
