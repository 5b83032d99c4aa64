"""Tables for a spreadsheet, row by row as they are found: CSV and XLSX in which no cell is a formula."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from flask import Response, send_file, stream_with_context
from werkzeug.wrappers import Response as Answer

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 24
IN_MEMORY = 1024 * 1024
UNPRINTABLE = dict.fromkeys(code for code in range(32) if chr(code) not in "\t\n\r")

Rows = Iterable[Iterable[Any]]


def csv_answer(filename: str, head: Iterable[Any], rows: Rows) -> Response:
    """A download that is sent while it is written; with the mark by which spreadsheets know UTF-8."""
    answer = Response(stream_with_context(_lines(head, rows)), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def xlsx_answer(filename: str, head: Iterable[Any], rows: Rows) -> Answer:
    """A workbook of one sheet whose cells are all text; written to a file row by row, since its end comes first."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the answer closes it when it is sent
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for place, value in enumerate(head):
            sheet.set_column(place, place, WIDTH)
            sheet.write_string(0, place, str(value), bold)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                sheet.write_string(line, place, _text(value).translate(UNPRINTABLE))
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=filename)


def cell(value: Any) -> str:
    """What begins like a formula gets an apostrophe, so that a spreadsheet shows it and does not run it."""
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULAS) else text


def _lines(head: Iterable[Any], rows: Rows) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    yield MARK
    writer.writerow(map(cell, head))
    for row in rows:
        writer.writerow(map(cell, row))
        yield _taken(line)
    yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _text(value: Any) -> str:
    return "" if value is None else str(value)
