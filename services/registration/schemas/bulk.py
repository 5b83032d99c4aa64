"""What is asked about many applications at once."""

from marshmallow import Schema, fields, validate

from services.registration.model import complaints
from services.registration.model.bulk import MOST_AT_ONCE, BulkAct
from services.registration.schemas import words
from services.registration.schemas.applications import FilteredApplications, OfApplication
from services.registration.schemas.editions import OfEdition
from shared.contracts.registration import INELIGIBLE_BECAUSE

ENOUGH = validate.Length(max=MOST_AT_ONCE, error=complaints.TOO_LONG)


class Act(Schema):
    """What is to be done; `undoes` is the id of the bulk act that it takes back."""

    act = words.choice(tuple(BulkAct), required=True)
    undoes = words.Text(longest=64, load_default="")


class PlanBulk(Act, FilteredApplications):
    """To those of these ids, or to all that match, or to all that another one has changed."""

    application_ids = fields.List(words.Text(longest=64), validate=ENOUGH, load_default=list)
    matching = fields.Boolean(load_default=False)


class Shown(OfApplication):
    """An application as it was shown."""

    version = words.version()


class RunBulk(Act, OfEdition):
    """To these applications, with what the act needs to be told."""

    items = fields.List(
        fields.Nested(Shown), required=True, validate=[ENOUGH, validate.Length(min=1, error=complaints.REQUIRED)]
    )
    reason = words.Text(longest=2000, lines=True, load_default="")
    reason_code = words.choice(("", *INELIGIBLE_BECAUSE), load_default="")
    note = words.Text(longest=2000, lines=True, load_default="")
    due_at = words.moment(load_default=None, allow_none=True)


class OfBulk(Schema):
    """One bulk act."""

    bulk_id = words.key()
