"""Two people who change the same thing at once: what the other has changed, and what is to stand in the form of the second.

Values are as a form carries them: a list of texts for each field.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Written = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field that the other has changed; `yours` too when the person at hand has changed it otherwise."""

    name: str
    before: list[str]
    now: list[str]
    yours: bool


def merge(*, was: Written, typed: Written, now: Written) -> tuple[dict[str, list[str]], list[Difference]]:
    """What the form is to show, and what to tell. What was typed stays; what was left alone becomes what it is now."""
    shown = {name: now.get(name, []) if values == was.get(name, []) else values for name, values in typed.items()}
    told = [
        Difference(name=name, before=was.get(name, []), now=now.get(name, []), yours=values != now.get(name, []))
        for name, values in shown.items()
        if now.get(name, []) != was.get(name, [])
    ]
    return shown, told
