"""The gateway's HTTP API as a patient client uses it: every write has a key, and is repeated with that key."""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

import requests

Json = dict[str, Any]

AWAY = (429, 502, 503, 504)
PAUSE = 0.2
PATIENCE = 60.0
TIMEOUT = (3, 15)
STALE_TRIES = 6


class Refused(Exception):
    """The gateway's "no": its status, code and detail (RFC 9457)."""

    def __init__(self, what: str, status: int, problem: Json) -> None:
        super().__init__(
            f"{what}: {status} {problem.get('code')}: {problem.get('detail')} {problem.get('fields') or ''}"
        )
        self.status = status
        self.code = str(problem.get("code", ""))


@dataclass(frozen=True)
class SignIn:
    """A member of staff's address and password."""

    email: str
    password: str


class Door:
    """The API for one person: staff with a sign-in, or anybody (links need none)."""

    def __init__(self, address: str, sign_in: SignIn | None = None) -> None:
        self.address = address.rstrip("/")
        self._sign_in = sign_in
        self.email = sign_in.email if sign_in else ""
        self._token = ""
        self._own = threading.local()
        if sign_in:
            self._enter(sign_in)

    def get(self, path: str, **asked: str | int) -> Json:
        """The answer to a question."""
        return self._send("GET", path, params=asked)

    def file(self, path: str) -> bytes:
        """What is downloaded there."""
        return bytes(self._answer("GET", path).content)

    def post(self, path: str, body: Json | None = None) -> Json:
        """A write, done once however often it has to be sent."""
        return self._send("POST", path, body=body or {}, key=str(uuid.uuid4()))

    def put(self, path: str, body: Json) -> Json:
        """As `post`."""
        return self._send("PUT", path, body=body, key=str(uuid.uuid4()))

    def change(self, thing: str, act: str, body: Json | None = None) -> Json:
        """`act` on the version of `thing` just read; read again when it changed in between, as a person would."""
        for _ in range(STALE_TRIES - 1):
            try:
                return self.post(act, {**(body or {}), "version": self.get(thing)["version"]})
            except Refused as refused:
                if refused.code != "stale":
                    raise
        return self.post(act, {**(body or {}), "version": self.get(thing)["version"]})

    def pages(self, path: str, rows: str = "rows", **asked: str | int) -> Iterator[Json]:
        """Every row of a listing that comes in pages."""
        after = ""
        while True:
            page = self.get(path, **asked, after=after) if after else self.get(path, **asked)
            yield from page[rows]
            after = str(page.get("next") or "")
            if not after:
                return

    def _enter(self, sign_in: SignIn) -> None:
        known = {"email": sign_in.email, "password": sign_in.password}
        self._token = str(self._send("POST", "/tokens", body=known, entering=True)["token"])

    def _send(self, method: str, path: str, **sent: Any) -> Json:
        answer = self._answer(method, path, **sent)
        return cast(Json, answer.json() if answer.content else {})

    def _answer(
        self, method: str, path: str, *, params: Json | None = None, body: Json | None = None, key: str = "",
        entering: bool = False,
    ) -> requests.Response:  # fmt: skip
        """A good answer; Refused for any other."""
        deadline = time.monotonic() + PATIENCE
        while True:
            token = "" if entering else self._token
            headers = {"Idempotency-Key": key} if key else {}
            if token:
                headers["Authorization"] = f"Bearer {token}"
            try:
                answer = self._session().request(
                    method, f"{self.address}/api/v1{path}", params=params, json=body, headers=headers, timeout=TIMEOUT
                )
            except (requests.ConnectionError, requests.Timeout):
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE)
                continue
            if time.monotonic() > deadline or not worth_repeating(answer.status_code, token):
                return good(f"{method} {path}", answer)
            if self._sign_in and answer.status_code == HTTPStatus.UNAUTHORIZED:
                self._enter(self._sign_in)
            else:
                time.sleep(pause_asked_for(answer))

    def _session(self) -> requests.Session:
        """One connection pool per thread; requests' sessions are not made for sharing."""
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.trust_env = False
        return cast(requests.Session, self._own.session)


def worth_repeating(status: int, token: str) -> bool:
    """Whether the same request may well succeed a little later: a process is away, or a session ran out."""
    return status in AWAY or (status == HTTPStatus.UNAUTHORIZED and token != "")


def pause_asked_for(answer: requests.Response) -> float:
    """How long the gateway asks to wait before the next try."""
    asked = answer.headers.get("Retry-After", "")
    return min(float(asked), 5.0) if asked.isdigit() else PAUSE


def good(what: str, answer: requests.Response) -> requests.Response:
    """The answer if it is a good one; Refused if not."""
    if answer.ok:
        return answer
    try:
        told = answer.json()
    except ValueError:
        told = {"detail": answer.text[:200]}
    raise Refused(what, answer.status_code, told if isinstance(told, dict) else {"detail": str(told)})


def refused(attempt: Callable[[], object]) -> str:
    """The code with which something is refused, or nothing when it is not."""
    try:
        attempt()
    except Refused as refusal:
        return refusal.code
    return ""
