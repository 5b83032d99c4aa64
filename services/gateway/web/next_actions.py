"""Who must act next, asked of every service and put in one list."""

from typing import Any

from services.gateway.web.door import ask
from shared.contracts.refusal import Refusal

ASKED = ("registration", "scheduling", "certification", "notifications")


def next_actions(edition_id: str) -> dict[str, Any]:
    """`{actions, silent}`: what waits, longest first, and the services that do not answer right now."""
    actions: list[dict[str, Any]] = []
    silent: list[str] = []
    for service in ASKED:
        try:
            found = ask(service, "next_actions", edition_id=edition_id)["actions"]
        except Refusal as refusal:
            if refusal.status == 404:  # it has not heard of the edition yet, so it waits for nobody
                continue
            if refusal.status < 500:
                raise
            silent.append(service)
        else:
            actions += [{"service": service, **action} for action in found]
    actions.sort(key=lambda action: (action.get("since") or "9", action["service"], action["what"]))
    return {"actions": actions, "silent": silent}
