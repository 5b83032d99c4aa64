"""Names as people write them: kept as they are; one in capitals is offered in ordinary writing, never changed silently."""

import re

PARTICLES = frozenset(
    {"da", "das", "de", "del", "do", "dos", "di", "du", "e", "el", "la", "las", "los", "van", "von", "y"}
)
"""Words within a surname that ordinary writing leaves small."""


def ordinary(name: str) -> str:
    """What to offer instead of a name in capitals, or "" when it is not in capitals: `DE LA CRUZ-O'NEILL` -> `de la Cruz-O'Neill`."""
    letters = [char for char in name if char.isalpha()]
    if len(letters) < 3 or any(char.islower() for char in letters):
        return ""
    words = [word if word in PARTICLES else _capitalised(word) for word in name.lower().split(" ")]
    written = " ".join(words)
    return written if written != name else ""


def _capitalised(word: str) -> str:
    """Each part of a word, between hyphens and apostrophes, with its first letter large."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"([-'’‘ʼ])", word))
