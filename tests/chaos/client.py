"""A client at the gateway's HTTP API: it repeats an unanswered request under the same key, and sometimes gives up."""

import random
import threading
import time
from http import HTTPStatus

import requests

from deploy.demo.door import SignIn
from tests.chaos.history import Act, Attempt, History, Json

TIMEOUT = (3, 12)
PAUSES = (0.3, 0.7, 1.5, 3.0)
GIVES_UP = 0.1
CLICKS_TWICE = 0.08


class NotDone(Exception):
    """No answer, and the client has given up; it may be done or not."""


class Refused(Exception):
    """The gateway's no, with its code."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.code = code


class Client:
    """One person, or one program, at the doors; each thread has one of its own."""

    def __init__(self, address: str, name: str, history: History, chance: random.Random) -> None:
        self._address = address
        self._name = name
        self._history = history
        self._chance = chance
        self._token = ""
        self._http = requests.Session()
        self._http.trust_env = False

    def enter(self, who: SignIn) -> "Client":
        """Sign in as a member of staff."""
        body = {"email": who.email, "password": who.password}
        answer = self._http.post(f"{self._address}/api/v1/tokens", json=body, timeout=TIMEOUT)
        answer.raise_for_status()
        self._token = str(answer.json()["token"])
        return self

    def beside(self, name: str, *, signed_in: bool = True) -> "Client":
        """One more client of the same gateway, on connections of its own; the same person, or nobody known."""
        other = Client(self._address, name, self._history, random.Random(self._chance.random()))
        other._token = self._token if signed_in else ""
        return other

    def get(self, path: str, **asked: str) -> Json:
        """The answer to a question. Raises NotDone or Refused."""
        for pause in (*PAUSES, 0.0):
            status, reply = self._send("GET", path, {}, params=asked)
            if status and status < 500:
                return _answer(status, reply)
            time.sleep(pause)
        raise NotDone(path)

    def tell(self, what: str, method: str, path: str, body: Json | None = None) -> Json:
        """Have something done, once. Raises NotDone or Refused."""
        act = self._history.begin(what, self._name, by_staff=bool(self._token))
        patience = self._chance.randint(1, 2) if self._chance.random() < GIVES_UP else len(PAUSES)
        twice = self._chance.random() < CLICKS_TWICE
        for pause in PAUSES[:patience]:
            status, reply = self._click_twice(act, method, path, body) if twice else self._try(act, method, path, body)
            if status and status < 500:
                return _answer(status, reply)
            time.sleep(pause)
        raise NotDone(what)

    def _click_twice(self, act: Act, method: str, path: str, body: Json | None) -> tuple[int, Json]:
        first: list[tuple[int, Json]] = []
        other = self.beside(self._name)
        click = threading.Thread(target=lambda: first.append(other._try(act, method, path, body)))
        click.start()
        second = self._try(act, method, path, body)
        click.join()
        return max(first[0], second, key=lambda answer: 200 <= answer[0] < 300)

    def _try(self, act: Act, method: str, path: str, body: Json | None) -> tuple[int, Json]:
        attempt = Attempt(time.time())
        self._history.send(act, attempt)
        headers = {"Idempotency-Key": act.key, "X-Correlation-Id": act.correlation_id}
        status, reply = self._send(method, path, headers, json=body or {})
        self._history.settle(act, attempt, status, reply)
        return status, reply

    def _send(self, method: str, path: str, headers: dict[str, str], **how: object) -> tuple[int, Json]:
        if self._token:
            headers = headers | {"Authorization": f"Bearer {self._token}"}
        try:
            answer = self._http.request(
                method,
                f"{self._address}/api/v1{path}",
                headers=headers,
                timeout=TIMEOUT,
                **how,  # type: ignore[arg-type]
            )
            return answer.status_code, answer.json()
        except (requests.RequestException, ValueError):
            return 0, {}


def _answer(status: int, reply: Json) -> Json:
    if status >= HTTPStatus.BAD_REQUEST:
        raise Refused(status, str(reply.get("code")), str(reply.get("detail")))
    return reply
