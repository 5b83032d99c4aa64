"""The gateway's HTTP API for one operator: signed in for the length of one command, then signed out."""

import getpass
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

CONNECT_AND_ANSWER = (3, 60)

Json = dict[str, Any]


class Refused(Exception):
    """The gateway says no. unavailable: it, or a service behind it, does not answer at all."""

    def __init__(self, sentence: str, *, unavailable: bool = False) -> None:
        super().__init__(sentence)
        self.unavailable = unavailable


class Office:
    """The API at an address, once signed in."""

    def __init__(self, address: str) -> None:
        self._address = f"{address.rstrip('/')}/api/v1"
        self._http = requests.Session()
        self._http.trust_env = False

    @contextmanager
    def signed_in(self, email: str, password: str) -> Iterator["Office"]:
        """Work with a token that ends with the work."""
        answer = self.post("/tokens", {"email": email, "password": password})
        self._http.headers["Authorization"] = f"Bearer {answer['token']}"
        try:
            yield self
        finally:
            self._ask("DELETE", "/tokens", headers={"Idempotency-Key": str(uuid.uuid4())})

    def get(self, path: str, **asked: str) -> Json:
        """The answer to a question."""
        return self._ask("GET", path, params={name: value for name, value in asked.items() if value})

    def post(self, path: str, body: Json | None = None) -> Json:
        """Have something done, once."""
        return self._ask("POST", path, json=body or {}, headers={"Idempotency-Key": str(uuid.uuid4())})

    def _ask(self, method: str, path: str, **options: Any) -> Json:
        try:
            answer = self._http.request(method, self._address + path, timeout=CONNECT_AND_ANSWER, **options)
            told: Json = answer.json()
        except requests.RequestException as error:
            raise Refused(f"No gateway answers at {self._address}.", unavailable=True) from error
        if not answer.ok:
            wrong = "".join(f"\n  {name}: {text}" for name, text in told.get("fields", {}).items())
            sentence = f"{told.get('detail', answer.reason)} ({told.get('code', answer.status_code)}){wrong}"
            raise Refused(sentence, unavailable=answer.status_code >= 500)
        return told


def credentials(email: str, sign_in: Path | None) -> tuple[str, str]:
    """Who signs in: the two lines of a file (address, password), or the address given and a password asked for."""
    if sign_in is None:
        return email or input("Email: "), getpass.getpass("Password: ")
    lines = sign_in.read_text("utf-8").splitlines()
    if len(lines) < 2:
        raise Refused(f"{sign_in} has an email address on its first line and the password on its second, or is unfit.")
    return lines[0].strip(), lines[1].strip()
