"""Lists of applications: which filters, which order and which place the address of the page names."""

from typing import Any

from flask import request

FILTERS = (
    "q",
    "status",
    "country",
    "sex",
    "ministry_kind",
    "institution",
    "endorsement",
    "eligibility",
    "alumnus",
    "missing",
    "waiting_on",
)


def chosen_filters() -> dict[str, str]:
    """The filters of the address that say anything; so the shortest address means the same to everybody."""
    found = {name: request.args.get(name, "").strip() for name in FILTERS}
    return {name: value for name, value in found.items() if value}


def chosen_order() -> str:
    """The order of the address; by number unless it says another."""
    return request.args.get("sort", "").strip() or "number"


def other_way(sort: str, order: str) -> str:
    """What a click on a column's head asks for: its order, and the other way round when it stands so already."""
    first = f"-{order}" if order == "score" else order
    if sort.removeprefix("-") != order:
        return first
    return order if sort.startswith("-") else f"-{order}"


def kept_filters(query: dict[str, Any]) -> dict[str, str]:
    """What of a query may be kept under a name: filters and the order, never the place."""
    return {name: str(query[name]) for name in (*FILTERS, "sort") if query.get(name)}
