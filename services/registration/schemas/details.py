"""What is asked about a participant's stay, part by part."""

from marshmallow import Schema

from services.registration.schemas import words
from services.registration.schemas.applications import OfApplication


class SavePassport(OfApplication):
    """The document the person travels with."""

    number = words.Text(longest=30, required=True)
    country = words.Text(longest=2, required=True)
    expires_on = words.day(required=True)
    visa_needed = words.yes_or_no(load_default=False)


class SaveEmergency(OfApplication):
    """Whom to call."""

    name = words.Text(longest=200, required=True)
    phone = words.Text(longest=40, required=True)
    relation = words.Text(longest=100, load_default="")


class SaveNeeds(OfApplication):
    """Diet and access; nothing to arrange when empty."""

    diet = words.Text(longest=500, load_default="")
    accessibility = words.Text(longest=500, load_default="")


class SaveTravel(OfApplication):
    """Arrival and departure."""

    arrives_on = words.day(required=True)
    leaves_on = words.day(required=True)


class ConfirmCertificateName(OfApplication):
    """The name to be printed."""

    certificate_name = words.Text(longest=200, required=True)


PARTS: dict[str, type[Schema]] = {
    "passport": SavePassport,
    "emergency": SaveEmergency,
    "needs": SaveNeeds,
    "travel": SaveTravel,
    "certificate": ConfirmCertificateName,
}
