"""Names made comparable: without capitals, accents, signs and particles; and the keys under which like ones are found."""

import functools
import itertools
import re
import unicodedata

PARTICLES = frozenset({"da", "das", "de", "del", "des", "di", "do", "dos", "du", "e", "la", "las", "le", "los", "y"})
SHORT_FORMS = {
    "ma": "maria",
    "jna": "juana",
    "fco": "francisco",
    "glez": "gonzalez",
    "hdez": "hernandez",
    "rdz": "rodriguez",
}
MOST_WORDS = 6

_SOUNDS = tuple(
    (re.compile(heard), written)
    for heard, written in (
        ("ph", "f"),
        ("tch", "ch"),
        ("[sx]?c(?=[eiy])|z|ç|ss|sh", "s"),
        ("qu(?=[ei])|ck|q|c(?!h)", "k"),
        ("g(?=[ei])|x", "j"),
        ("gu(?=[ei])", "g"),
        ("w|v", "b"),
        ("ll|y", "i"),
        ("(?<!c)h", ""),
        ("n[hy]|gn", "n"),
        (r"(.)\1+", r"\1"),
    )
)
"""How the languages of the region write the same sound; what is left is no word but the same for González and Gonsales."""


@functools.lru_cache(maxsize=10_000)
def words(name: str) -> tuple[str, ...]:
    """`María D'Alessandro de la Cruz-Peña` is maria, dalessandro, cruz, pena."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(char))
    split = re.sub(r"[^a-z]+", " ", re.sub(r"['’‘ʼ`´]", "", plain)).split()
    said = [SHORT_FORMS.get(word, word) for word in split if word not in PARTICLES]
    return tuple(said or split)[:MOST_WORDS]


@functools.lru_cache(maxsize=10_000)
def sound(word: str) -> str:
    """What makes two ways of writing a word the same."""
    for heard, written in _SOUNDS:
        word = heard.sub(written, word)
    return word.rstrip("s") or word


def keys(given_names: str, surnames: str, birthday: str) -> tuple[str, ...]:
    """Two sounds of a name in whatever order, a surname among them; and each with a birthday.

    Who shares none of them is not compared: a hundred thousand people are not looked at for each who applies.
    """
    given, family = sorted(set(map(sound, words(given_names)))), sorted(set(map(sound, words(surnames))))
    pairs = itertools.chain(itertools.product(given, family), itertools.combinations(family, 2))
    found = {"|".join(sorted(pair)) for pair in pairs}
    if birthday:
        found |= {f"{birthday}|{one}" for one in (*given, *family)}
    return tuple(sorted(found))
