"""What notifications publishes: what became of each email, by ids alone."""

from shared.contracts.event import Event
from shared.contracts.texts import Code, Id, Language, PersonId


class EmailAccepted(Event, name="notifications.email.accepted.v1"):
    """The mail server took the email."""

    email_id: PersonId
    template: Code
    language: Language
    recipient_id: PersonId
    cause_event_id: Id


class EmailFailed(Event, name="notifications.email.failed.v1"):
    """The mail server refuses the email for good; staff must act."""

    email_id: PersonId
    template: Code
    recipient_id: PersonId
    cause_event_id: Id
    smtp_code: int


class EmailSuperseded(Event, name="notifications.email.superseded.v1"):
    """The email was not sent, since what it says is no longer true."""

    email_id: PersonId
    template: Code
    recipient_id: PersonId
    cause_event_id: Id
