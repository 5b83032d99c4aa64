"""What a process writes down: one JSON object a line on stderr, with ids and with nobody's data.

Its fields are time (UTC), level, process, logger, message and, where they are known, correlation_id, event_id, email_id,
consumer and error. Personal data cannot come in with somebody else's words:

- an exception is told by its class, its code and where it was raised; its text may quote a document, so it is left out;
- a record of a library keeps the fixed words of its message, and the values in it become "…", numbers apart;
- our own messages name ids, event names, counts and codes only.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from marshmallow import ValidationError
from pythonjsonlogger.json import JsonFormatter

OURS = ("__main__", "deploy", "notifications", "services", "shared", "tests")
ROOT = f"{Path(__file__).parents[2]}/"
MOST_FRAMES = 25
MOST_CAUSES = 5
CODE = re.compile(r"[a-z0-9-]{1,60}")
FIELD = re.compile(r"[a-z_]{1,60}")
MAY_BE_A_VALUE = re.compile(r"""[\d:='"<\[{@/%].*""", re.DOTALL)

_process = "cimi"
_about: ContextVar[Mapping[str, str]] = ContextVar("what the log is about", default={})  # noqa: B039  # never changed
_log = logging.getLogger(__name__)


def configure(process: str) -> None:
    """Write the records of this process as lines that name it: ours from INFO on, those of libraries from WARNING on.

    What nobody catches is a line as well.
    """
    global _process  # noqa: PLW0603  # the one name of this process
    _process = process
    handler = logging.StreamHandler()
    handler.setFormatter(_Lines(json_ensure_ascii=False))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
    sys.excepthook = lambda _class, error, _trace: unforeseen(error)
    threading.excepthook = lambda told: unforeseen(told.exc_value)


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Until it ends, every line written from here carries these ids; those that are not known ("") are left out."""
    token = _about.set({**_about.get(), **ids})
    try:
        yield
    finally:
        _about.reset(token)


def note(**ids: str) -> None:
    """From now on lines carry exactly these ids; for a framework that tells us when something begins and ends."""
    _about.set(ids)


def unforeseen(error: BaseException | None) -> None:
    """Note an error that nobody caught."""
    _log.critical("an error that nobody caught", exc_info=error)


def last_words(text: str) -> bytes:
    """A line for a process that ends at once; made without the locks of logging, which may be held for ever."""
    line = {"time": _time(datetime.now(UTC)), "level": "CRITICAL", "process": _process, "message": text}
    return (json.dumps(line, ensure_ascii=False) + "\n").encode()


def scrubbed(error: BaseException) -> str:
    """The trace of an error as text: classes, codes, names of fields, files, lines and functions, and no values."""
    lines = []
    for place, one in enumerate(_chain(error)):
        told = _described(one)
        fields = f" in {', '.join(told['fields'])}" if "fields" in told else ""
        lines += [f"{'because of ' if place else ''}{named(one)}{fields}", *(f"  {frame}" for frame in told["at"])]
    return "\n".join(lines)


def named(error: BaseException) -> str:
    """An error in a word: its class, with the code it carries if there is one."""
    code = _code(error)
    return type(error).__name__ if code is None else f"{type(error).__name__}({code})"


class _Lines(JsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": _time(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "process": _process,
            "logger": record.name,
            "message": _message(record),
            **{name: value for name, value in _about.get().items() if value},
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = [_described(one) for one in _chain(record.exc_info[1])]
        return self.serialize_log_record(line)


def _time(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    ours = record.name.partition(".")[0] in OURS
    if not isinstance(record.msg, str):
        return named(record.msg) if isinstance(record.msg, BaseException) else type(record.msg).__name__
    if not record.args:
        return record.msg if ours else MAY_BE_A_VALUE.sub("…", record.msg)
    values: Any = record.args
    if isinstance(values, Mapping):
        values = {name: _told(value, ours=ours) for name, value in values.items()}
    else:
        values = tuple(_told(value, ours=ours) for value in values)
    try:
        return str(record.msg % values)
    except (KeyError, TypeError, ValueError):  # a library's %d does not take our "…"
        return record.msg


def _told(value: Any, *, ours: bool) -> Any:
    if isinstance(value, BaseException):
        return named(value)
    return value if ours or isinstance(value, int | float) else "…"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and so on."""
    one: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if one is None:
            return
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _described(error: BaseException) -> dict[str, Any]:
    told: dict[str, Any] = {"type": f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")}
    if (code := _code(error)) is not None:
        told["code"] = code
    if isinstance(error, ValidationError) and isinstance(error.messages, dict):
        told["fields"] = [name for name in map(str, error.messages) if FIELD.fullmatch(name)]
    frames = traceback.extract_tb(error.__traceback__)[-MOST_FRAMES:]
    return told | {"at": [f"{_place(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]}


def _place(file: str) -> str:
    return file.removeprefix(ROOT).rpartition("site-packages/")[2]


def _code(error: BaseException) -> int | str | None:
    for name in ("code", "reason", "reply_code", "smtp_code", "errno"):
        value = getattr(error, name, None)
        if isinstance(value, int) or (isinstance(value, str) and CODE.fullmatch(value)):
            return value
    return None
