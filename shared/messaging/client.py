"""Asking a service from the gateway: a signed HTTP request with a limit on waiting, and an answer or a refusal."""

from collections.abc import Mapping
from typing import Any

import requests

from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal
from shared.messaging import passes

CONNECT_AND_ANSWER = (3, 10)


class Services:
    """The services by name: `urls` maps each to its base address; `key` signs the passes."""

    def __init__(self, urls: Mapping[str, str], key: bytes) -> None:
        self._urls = dict(urls)
        self._key = key
        self._http = requests.Session()
        self._http.trust_env = False

    def command(
        self,
        service: str,
        name: str,
        body: Mapping[str, Any],
        *,
        actor: Actor,
        idempotency_key: str,
        correlation_id: str,
    ) -> dict[str, Any]:
        """Have `service` do `name`; the same key asks for the same effect once. Raises Refusal (see `_answer`)."""
        return self._ask("commands", service, name, body, actor, correlation_id, {"Idempotency-Key": idempotency_key})

    def query(
        self, service: str, name: str, body: Mapping[str, Any], *, actor: Actor, correlation_id: str
    ) -> dict[str, Any]:
        """Ask `service` for `name`; nothing changes. Raises Refusal (see `_answer`)."""
        return self._ask("queries", service, name, body, actor, correlation_id, {})

    def _ask(
        self,
        kind: str,
        service: str,
        name: str,
        body: Mapping[str, Any],
        actor: Actor,
        correlation_id: str,
        headers: Mapping[str, str],
    ) -> dict[str, Any]:
        token = passes.issue(self._key, service=service, act=name, actor=actor)
        try:
            response = self._http.post(
                f"{self._urls[service]}/{kind}/{name}",
                json=body,
                headers={"Authorization": f"Bearer {token}", "X-Correlation-Id": correlation_id, **headers},
                timeout=CONNECT_AND_ANSWER,
            )
        except requests.RequestException as error:
            raise Refusal("unavailable", f"The {service} service does not answer right now.", status=503) from error
        return _answer(response)


def _answer(response: requests.Response) -> dict[str, Any]:
    unreadable = Refusal("internal-error", "The service answered something unreadable.", status=502)
    try:
        body: dict[str, Any] = response.json()
    except requests.JSONDecodeError as error:
        raise unreadable from error
    if response.ok:
        return body
    if not {"code", "detail"} <= body.keys():
        raise unreadable
    raise Refusal(body["code"], body["detail"], status=response.status_code, fields=body.get("fields"))
