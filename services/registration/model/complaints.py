"""What can be wrong with a field, in a small fixed set of sentences; whoever shows them has each one translated."""

from collections.abc import Mapping

from shared.contracts.refusal import Refusal

REQUIRED = "This is required."
NOT_TEXT = "This must be plain text."
TOO_LONG = "This is too long."
UNPRINTABLE = "This contains characters that cannot be printed."
NOT_A_NUMBER = "This must be a whole number in the allowed range."
NOT_A_DATE = "This must be a date, such as 2027-03-08."
NOT_A_TIME = "This must be a date and time with its time zone."
NOT_LISTED = "Choose one of the listed values."
NOT_AN_ADDRESS = "This is not a valid email address."
NOT_LATIN = "Write this in Latin letters, as it is to be printed."
UNKNOWN_COUNTRY = "There is no such country in the Americas."
COUNTRY_NOT_INVITED = "This country does not take part in this edition."
UNKNOWN_TIMEZONE = "There is no such time zone."
SAME_PERSON = "The focal point must be somebody other than the applicant."
ADDRESS_FIXED = "The address of a sent application cannot be changed."
UNREADABLE_FILE = "The file could not be read."
IN_THE_PAST = "This must be in the future."
ORDINAL_TAKEN = "There is already an edition with this number."
CLOSES_BEFORE_OPENING = "Applications must close after they open."
CLOSES_AFTER_START = "Applications must close before the course starts."
ENDS_BEFORE_START = "The course must end after it starts."
OTHER_YEAR = "The course must start in this year."
DUE_TOO_EARLY = "Endorsements must be due after applications open."
DUE_TOO_LATE = "Endorsements must be due before the course starts."
CUTOFF_TOO_EARLY = "The last day for promotions must come after applications close."
CUTOFF_TOO_LATE = "The last day for promotions must not come after the course starts."
OPENS_AFTER_CLOSING = "This must open before it closes."
REVIEW_TOO_SHORT = "Review must not close before applications do."
REVIEW_TOO_LONG = "Review must close before the course starts."
CONFIRMATION_TOO_SHORT = "Seats must be confirmable until the end of review and of promotions."
CONFIRMATION_TOO_LONG = "Seats must be confirmed by the first day of the course."
NOT_LATER = "This must be later than it is now."
OFFER_NOT_LATER = "An offer is only extended: this must be later than its deadline is now."
OFFER_TOO_LONG = "This must not be after the last day to confirm seats."
UNKNOWN_PLACEHOLDER = "There is no such placeholder; see the list beside the text."
CAP_WITHOUT_INVITATION = "A country with a limit of its own must be invited."
REPORTED_TWICE = "This source has already been recorded for this edition."

ALREADY_NOMINATED = "This official is nominated for this edition already."
ALREADY_APPLIED = "This official has applied to this edition already; endorse that application instead."
ALREADY_APPLIED_HERE = "This official has an application in this edition already."
FOCAL_POINT_NOMINATED = "The focal point cannot nominate themselves."
EVIDENCE_NEEDED = "Say which paper this is recorded from."
INSTITUTION_KNOWN = "This country has an institution of this name already."
INSTITUTION_TWICE = "This institution stands twice in the file."
CHASERS_WRONG = "Give up to five different numbers of days, such as 14 and 3."


def refuse_if_any(fields: Mapping[str, str]) -> None:
    """Refuse with `invalid` when a field has something wrong with it."""
    if fields:
        raise Refusal("invalid", "Some fields need another look.", status=422, fields=fields)
