"""Tables for a spreadsheet: comma-separated values in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from flask import Response

FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def csv_answer(filename: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Response:
    """A download; with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(map(cell, head))
    writer.writerows(map(cell, row) for row in rows)
    answer = Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def cell(value: Any) -> str:
    """What begins like a formula gets an apostrophe, so that a spreadsheet shows it and does not run it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
