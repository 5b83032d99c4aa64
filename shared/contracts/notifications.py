"""What notifications publishes: what became of each email, by ids alone."""

from shared.contracts.event import Event


class EmailAccepted(Event, name="notifications.email.accepted.v1"):
    """The mail server took the email."""

    email_id: str
    template: str
    language: str
    recipient_id: str
    cause_event_id: str


class EmailFailed(Event, name="notifications.email.failed.v1"):
    """The mail server refuses the email for good; staff must act."""

    email_id: str
    template: str
    recipient_id: str
    cause_event_id: str
    smtp_code: int


class EmailSuperseded(Event, name="notifications.email.superseded.v1"):
    """The email was not sent, since what it says is no longer true."""

    email_id: str
    template: str
    recipient_id: str
    cause_event_id: str
