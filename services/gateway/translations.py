"""The catalogues of the pages: `python -m services.gateway.translations`, with `--check` to change nothing.

Texts are written in English where they are used; `translations/<language>.po` holds the others. Spanish has all of
them; Portuguese and French have those that the public reads. The .po files are read as they are (web/language.py),
so there is nothing to compile. Without `--check` new texts are added, empty, and those no longer used are taken out.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

HOUSE = Path(__file__).parent
CATALOGUES = HOUSE / "translations"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
OPTIONS = {"templates/**.html": {"trimmed": "true"}}

COMPLETE = ("es",)
PUBLIC_ONLY = ("pt", "fr")
FOR_STAFF_ALONE = (
    "templates/staff/",
    "web/staff_",
    "pages/applications",
    "pages/attendance",
    "pages/bulk",
    "pages/certificates",
    "pages/chains",
    "pages/committee",
    "pages/duplicates",
    "pages/editions",
    "pages/eligibility",
    "pages/emails",
    "pages/governments",
    "pages/institution",
    "pages/messages",
    "pages/offers",
    "pages/overview",
    "pages/parked",
    "pages/programme",
    "pages/reconciliation",
    "pages/reviews",
    "pages/selection",
    "pages/sending_again",
    "pages/setting_up",
    "pages/sign_in",
    "pages/statistics",
    "pages/travel.py",
    "pages/travel_desk",
)


def texts() -> Catalog:
    """Every text of the pages with the files it is used in."""
    found = Catalog()
    for filename, line, text, comments, context in extract_from_dir(HOUSE, METHODS, OPTIONS, KEYWORDS):
        found.add(text, None, [(filename, line)], auto_comments=comments, context=context)
    return found


def needed(language: str, source: Catalog) -> Iterator[Message]:
    """The texts that a language must have."""
    for message in source:
        if message.id and (language in COMPLETE or _is_public(message)):
            yield message


def problems(language: str, source: Catalog) -> list[str]:
    """What is wrong with a language's catalogue, one sentence each."""
    kept = read(language)
    wanted = {message.id for message in needed(language, source)}
    found = [f"{language}: not translated: {text!r}" for text in wanted if not _is_translated(kept.get(_key(text)))]
    found += [f"{language}: fuzzy: {message.id!r}" for message in kept if message.id and message.fuzzy]
    found += [
        f"{language}: used nowhere: {message.id!r}" for message in kept if message.id and message.id not in wanted
    ]
    for message in kept:
        if message.id and _is_translated(message):
            found += [f"{language}: {message.id!r}: {error}" for error in message.check(kept)]
    return sorted(found)


def update(language: str, source: Catalog) -> None:
    """Add what is new, take out what is not used any more, keep every translation."""
    kept = read(language)
    made = Catalog(
        locale=language,
        fuzzy=False,
        header_comment=f"# The pages of CIMI, {language}",
        creation_date=kept.creation_date,
        revision_date=kept.revision_date,
    )
    for message in sorted(needed(language, source), key=lambda message: str(message.id)):
        before = kept.get(_key(message.id))
        made.add(message.id, before.string if before else None)
    with (CATALOGUES / f"{language}.po").open("wb") as file:
        write_po(file, made, width=120, omit_header=False, sort_output=True, include_lineno=False)


def read(language: str) -> Catalog:
    """The committed catalogue of a language; empty when there is none."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def main() -> int:
    """Bring the catalogues up to date, or say what is wrong with them."""
    parser = argparse.ArgumentParser(prog="python -m services.gateway.translations", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail on anything missing or unused")
    asked = parser.parse_args()
    source = texts()
    found: list[str] = []
    for language in COMPLETE + PUBLIC_ONLY:
        if not asked.check:
            update(language, source)
        found += problems(language, source)
    print("\n".join(found) if found else "The catalogues are complete.")
    return 1 if found else 0


def _is_public(message: Message) -> bool:
    return any(not str(filename).startswith(FOR_STAFF_ALONE) for filename, _ in message.locations)


def _is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _key(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


if __name__ == "__main__":
    sys.exit(main())
