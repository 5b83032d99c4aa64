"""The sentences for refusals: each code a service may answer with, and what can be wrong with one field."""

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, str] = {
    # the gateway's own
    "not-signed-in": _l("Please sign in first."),
    "not-allowed": _l("Your role does not allow this."),
    "wrong-credentials": _l("The email address or the password is not right."),
    "too-many-attempts": _l("There were too many attempts for this account. Please wait a while and try again."),
    "origin-refused": _l("This was sent from a page of another site, so nothing was done."),
    "form-expired": _l("This form was open for too long. Please open the page again and repeat."),
    "too-large": _l("What you sent is too large. A document may have 5 MB at most; please send a smaller file."),
    "not-found": _l("There is nothing at this address."),
    "method-not-allowed": _l("This address does not take this kind of request."),
    "bad-request": _l("The request could not be read."),
    "unsupported-media-type": _l("This kind of content is not taken here."),
    "invalid": _l("Something in what you sent needs a correction."),
    "internal-error": _l("Something went wrong on our side. It has been noted; please try again later."),
    "unavailable": _l("A part of the system does not answer right now. Nothing is lost; please try again in a minute."),
    # links
    "link-forged": _l("This link is not valid. Please use the link exactly as it is in the email."),
    "link-expired": _l("This link has expired. Please ask the course secretariat for a new one."),
    # everywhere
    "stale": _l("Somebody else changed this while you had it open, so nothing of yours was done."),
    "already-exists": _l("This exists already."),
    "idempotency-key-reused": _l("This form was already sent with other content. Please open the page again."),
    "pass-invalid": _l("The parts of the system do not trust each other right now. Please tell the operators."),
}

FIELD_SENTENCES: dict[str, str] = {
    "Missing data for required field.": _l("This is needed."),
    "Field may not be null.": _l("This is needed."),
    "Shorter than minimum length 1.": _l("This is needed."),
    "Unknown field.": _l("There is no such field."),
    "Not a valid email address.": _l("This is not a valid email address."),
    "Not a valid integer.": _l("This must be a whole number."),
    "Not a valid string.": _l("This must be text."),
    "Not a valid date.": _l("This is not a valid date."),
    "Not a valid datetime.": _l("This is not a valid date and time."),
    "Invalid.": _l("Please check this value."),
}
