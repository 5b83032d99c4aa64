"""The pass a request carries: who acts, for which service and which command; signed by the gateway, short-lived."""

from datetime import UTC, datetime, timedelta

import jwt

from shared.contracts.envelope import Actor
from shared.contracts.refusal import Refusal

LIFETIME = timedelta(seconds=60)


def issue(key: bytes, *, service: str, act: str, actor: Actor) -> str:
    """A pass (JWT, HS256) for one `act` of one `service` in the name of `actor`, good for a minute."""
    claims = {
        "aud": f"{service}.{act}",
        "exp": datetime.now(UTC) + LIFETIME,
        "sub": actor.id,
        "kind": actor.kind,
        "role": actor.role,
    }
    return jwt.encode(claims, key, algorithm="HS256")


def read(key: bytes, token: str, *, service: str, act: str) -> Actor:
    """Who acts. Refuses with `pass-invalid` (401) unless the pass is ours, for this act, and still good."""
    try:
        claims = jwt.decode(
            token, key, algorithms=["HS256"], audience=f"{service}.{act}", options={"require": ["exp", "aud", "sub"]}
        )
        return Actor(kind=claims["kind"], id=claims["sub"], role=claims["role"])
    except (jwt.InvalidTokenError, KeyError) as error:
        raise Refusal("pass-invalid", "This request does not carry a valid pass.", status=401) from error
