"""What may be asked of notifications."""

from marshmallow import Schema, fields, validate

from services.notifications.model.email import Status
from services.notifications.model.known import LANGUAGES


class EmailsAsked(Schema):
    """Which emails to list, newest first; `recipient` is an id or an address."""

    application_id = fields.String(load_default="")
    edition_id = fields.String(load_default="")
    recipient = fields.String(load_default="")
    template = fields.String(load_default="")
    correlation_id = fields.String(load_default="")
    status = fields.String(load_default="", validate=validate.OneOf(["", *Status]))
    after = fields.String(load_default="")
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class EmailAsked(Schema):
    """One email."""

    email_id = fields.String(required=True)


class EditionAsked(Schema):
    """One edition."""

    edition_id = fields.String(required=True)


class CallPreviewed(Schema):
    """The call to one institution, before it is sent."""

    edition_id = fields.String(required=True)
    institution = fields.String(required=True)
    country = fields.String(required=True)
    name = fields.String(required=True)
    language = fields.String(required=True, validate=validate.OneOf(LANGUAGES))
    due_on = fields.Date(required=True)
