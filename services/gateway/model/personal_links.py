"""Links in emails that open one person's page: who may only read sees where they lead, not the key that opens it."""

import re

PERSONAL = re.compile(r"(/(?:my|endorse|call|nominated|draft)/)[\w.~=-]+")


def without_keys(text: str) -> str:
    """`text` with the key of every personal link replaced by "…"."""
    return PERSONAL.sub(r"\1…", text)
