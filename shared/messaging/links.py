"""Links in emails that let one person do one thing: signed, so that nobody can make one up, and they end."""

from dataclasses import dataclass
from datetime import timedelta

from itsdangerous import BadData, SignatureExpired, URLSafeTimedSerializer

from shared.contracts.refusal import Refusal

LIFETIME = timedelta(days=120)


@dataclass(frozen=True)
class Link:
    """Whom a link lets in, to which application."""

    application_id: str
    person_id: str


def sign(key: bytes, purpose: str, application_id: str, person_id: str) -> str:
    """The token of a link for `purpose` ("my" or "endorse"); safe in a URL."""
    token = _serializer(key, purpose).dumps([application_id, person_id])
    return token if isinstance(token, str) else token.decode()


def read(key: bytes, token: str, purpose: str) -> Link:
    """What a token says. Refuses with `link-expired` (410) after 120 days, `link-forged` (403) when it is not ours."""
    try:
        application_id, person_id = _serializer(key, purpose).loads(token, max_age=int(LIFETIME.total_seconds()))
    except SignatureExpired as error:
        raise Refusal(
            "link-expired", "This link has expired. Ask the course secretariat for a new one.", status=410
        ) from error
    except BadData as error:
        raise Refusal(
            "link-forged", "This link is not valid. Use the link exactly as it is in the email.", status=403
        ) from error
    return Link(application_id, person_id)


def _serializer(key: bytes, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt=f"cimi-link-{purpose}")
