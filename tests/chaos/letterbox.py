"""The links that people find in their mail."""

import random
import threading

from tests.chaos.mail import Post


class Letterbox:
    """Reads what the mail server has taken."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._read = len(post.letters)
        self._endorse: list[str] = []
        self._asked: set[str] = set()
        self._my: dict[str, str] = {}
        self._lock = threading.Lock()

    def endorsements(self) -> list[str]:
        """The tokens for focal points that came since the last time."""
        with self._lock:
            self._fetch()
            new, self._endorse = self._endorse, []
            return new

    def applicant(self, address: str) -> str:
        """The token of an applicant's own link, or nothing while no email has come."""
        with self._lock:
            self._fetch()
            return self._my.get(address.casefold(), "")

    def any_applicant(self, chance: random.Random) -> str:
        """The token of somebody who has applied."""
        with self._lock:
            return chance.choice(list(self._my.values())[-20:])

    def _fetch(self) -> None:
        letters = self._post.since(self._read)
        self._read += len(letters)
        for letter in letters:
            for token in letter.links("endorse"):
                if token not in self._asked:
                    self._asked.add(token)
                    self._endorse.append(token)
            for token in letter.links("my"):
                self._my.setdefault(letter.to, token)
