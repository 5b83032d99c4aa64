"""How an email's text is made: one source per language gives the subject, the text part and the HTML part.

A source (`emails/<template>/<language>.txt`) is plain text with three marks. Its blocks are parted by empty lines; the
first is the subject; a block of lines that begin with `- ` is a list; `[label](link)` alone is what there is to do.
The marks are read before any value is put in, and a value never brings a line break, so data can never become form.
Names and the like are Jinja2 placeholders; one that nobody fills is an error, not an empty place.
"""

import functools
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, meta
from markupsafe import Markup

from services.notifications.wording import hours

FOLDER = Path(__file__).parent / "emails"
LETTER_HERE = "[...]"
LINE = 76

_ACTION = re.compile(r"\[(?P<label>[^\]]+)\]\((?P<link>[^)]+)\)")


@dataclass(frozen=True)
class Rendered:
    """An email's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """One block of a source: a paragraph, a list, or an action with its link. The source may hold placeholders."""

    kind: str
    source: str
    link: str = ""


class Templates:
    """All templates of a folder; the layout of each language goes around its letters."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder
        self._plain = _environment(folder, autoescape=False)
        self._markup = _environment(folder, autoescape=True)
        self._blocks = functools.cache(self._read)
        # Each block is compiled once: that takes longer than all else about an email.
        self._as_plain = functools.cache(self._plain.from_string)
        self._as_html = functools.cache(self._markup.from_string)

    def render(self, template: str, language: str, values: dict[str, Any]) -> Rendered:
        """The words of one email. Raises jinja2.UndefinedError when a placeholder has no value."""
        subject, blocks = self._blocks(template, language)
        filled_subject = _on_one_line(self._as_plain(subject).render(values))
        return Rendered(
            subject=filled_subject,
            text="\n\n".join(filter(None, (self._as_text(block, values) for block in blocks))) + "\n",
            html=self._markup.get_template("layout/layout.html").render(
                language=language,
                subject=filled_subject,
                course=values["course"],
                blocks=[filled for block in blocks if (filled := self._as_markup(block, values))],
            ),
        )

    def placeholders(self, template: str, language: str) -> frozenset[str]:
        """What a template says of its own, without the layout."""
        source = (self._folder / template / f"{language}.txt").read_text("utf-8")
        return frozenset(meta.find_undeclared_variables(self._plain.parse(source)))

    def _read(self, template: str, language: str) -> tuple[str, list[Block]]:
        subject, *letter = _parted((self._folder / template / f"{language}.txt").read_text("utf-8"))
        around = _parted((self._folder / "layout" / f"{language}.txt").read_text("utf-8"))
        here = around.index(LETTER_HERE)
        return subject, [_block(source) for source in (*around[:here], *letter, *around[here + 1 :])]

    def _as_text(self, block: Block, values: dict[str, Any]) -> str:
        filled = self._as_plain(block.source).render(values)
        match block.kind:
            case "list":
                return "\n".join(_wrapped(item, first="- ", rest="  ") for item in _items(filled))
            case "action":
                return f"{_wrapped(filled)}:\n{self._as_plain(block.link).render(values)}"
            case _:
                return _wrapped(filled)

    def _as_markup(self, block: Block, values: dict[str, Any]) -> dict[str, Any] | None:
        # What Jinja2 rendered here has its values escaped already; the words around them are our own.
        filled = self._as_html(block.source).render(values)
        if not filled.strip():
            return None
        return {
            "kind": block.kind,
            "text": Markup(filled),  # noqa: S704  # see above
            "items": [Markup(item) for item in _items(filled)],  # noqa: S704  # see above
            "link": self._as_plain(block.link).render(values),
        }


def _environment(folder: Path, *, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=autoescape,  # noqa: S701  # the one that does not escape makes the text part
        undefined=StrictUndefined,
        finalize=lambda value: value if isinstance(value, Markup) else _on_one_line(str(value)),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["hours"] = hours
    return environment


def _parted(source: str) -> list[str]:
    return [block.strip() for block in re.split(r"\n\s*\n", source.strip())]


def _block(source: str) -> Block:
    if action := _ACTION.fullmatch(source):
        return Block("action", action["label"], action["link"])
    return Block("list" if re.search(r"^- ", source, re.MULTILINE) else "paragraph", source)


def _items(filled: str) -> Iterable[str]:
    return [line.removeprefix("- ").strip() for line in filled.splitlines() if line.strip()]


def _on_one_line(value: str) -> str:
    return " ".join(value.split())


def _wrapped(filled: str, *, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        filled, LINE, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    )
