"""A business "no", in words a person can be shown."""

from collections.abc import Mapping


class Refusal(Exception):
    """Something asked for is not allowed; nothing was stored.

    code:    short, stable, in kebab case; translated by whoever shows it (`stale`, `not-found`, `seats-exceeded`).
    message: one plain English sentence, without personal data.
    status:  the HTTP status that answers a person (RFC 9110).
    fields:  for bad input, field name -> what is wrong with it.

    For a person it becomes an RFC 9457 problem document; for an event it parks the message without a retry.
    """

    def __init__(self, code: str, message: str, *, status: int = 409, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.fields = dict(fields or {})


class NotYet(Exception):
    """A fact came before the one it builds on: try again later, for up to two hours."""
