"""What anybody may be told when something is refused, and what can be wrong with one field of a form."""

import re

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, str] = {
    # the gateway's own
    "origin-refused": _l("This was sent from a page of another site, so nothing was done."),
    "form-expired": _l("This form was open for too long. Please open the page again and repeat."),
    "too-large": _l("What you sent is too large. A document may have 5 MB at most; please send a smaller file."),
    "not-found": _l("There is nothing at this address."),
    "not-allowed": _l("You are not allowed to do this."),
    "method-not-allowed": _l("This address does not take this kind of request."),
    "bad-request": _l("The request could not be read."),
    "unsupported-media-type": _l("This kind of content is not taken here."),
    "pass-invalid": _l("The parts of the system do not trust each other right now. Please tell the operators."),
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
    "not-yet": _l("Something that comes before this is still on its way. Please try again in a minute."),
    "wrong-status": _l("At this stage this cannot be done any more, or not yet."),
    # applications
    "window-closed": _l("Applications are not taken at this time."),
    "phase-closed": _l("This is not open at this time. The dates of the edition say from when until when it is."),
    "already-applied": _l("You have already applied to this edition. Use the link in our email to see or correct it."),
    "draft-ended": _l("This application was sent or discarded. To apply, begin a new one."),
    "document-settled": _l("This document is not asked for now, or was accepted before."),
    "document-replaced": _l("There is a newer version of this document. Please look at that one."),
    "document-type": _l("This must be a PDF, PNG, JPEG or Word (.docx) file."),
    "file-empty": _l("This file is empty. Please choose another one."),
    "file-encrypted": _l("This file asks for a password. Save it without the password and send it again."),
    "file-unpacks-too-large": _l("What is packed into this file is too large. Save it as a PDF and send that."),
    "stay-not-asked": _l("This is asked once your seat is confirmed."),
    "file-type": _l("The letter must be a PDF, PNG or JPEG file."),
    "file-too-large": _l("The letter is larger than 5 MB. Please send a smaller file."),
    "already-answered": _l("This nomination was answered before."),
    "nomination-expired": _l("The time to answer this nomination is over. Please write to the course secretariat."),
    "nominating-over": _l("The time to answer this call is over. Please write to the course secretariat."),
    "focal-point-replaced": _l("This link is no longer good: your institution has named another focal point."),
    "call-answered": _l("This call was answered before, so this cannot be done any more."),
    "quota-used": _l("Your country has nominated as many officials as it may. Take one back to nominate another."),
    "has-nominees": _l("Take the nominations back before you say that nobody is nominated."),
    "nominee-applied": _l("This official has applied already. To withdraw the application, write to the secretariat."),
    "nomination-used": _l(
        "You have applied with this link already. Use the link in our last email to see where it stands."
    ),
    "nomination-withdrawn": _l("The institution has taken this nomination back. Please ask there."),
    "not-endorsed": _l("Your institution has not endorsed you yet, so the seat cannot be confirmed."),
    "parts-cutoff": _l("The time to change what you take of the offer is over. Please write to the secretariat."),
    "replacement-over": _l("This seat is no longer kept for the institution."),
    "replacement-named": _l("Somebody has been named for this seat already."),
    "not-confirmed": _l("The letter is for whoever has confirmed a seat."),
    "letter-unprintable": _l("This letter cannot be made. Please write to the secretariat."),
    "offer-expired": _l("The time to confirm this seat is over."),
    # journeys
    "travel-exists": _l("There is a journey already. Please open the page again."),
    "no-seat-to-travel-to": _l("A journey is for whoever has confirmed a seat, until the course ends."),
    "budgeted": _l("The travel desk arranges this journey and will propose an itinerary."),
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
    "Not a valid aware datetime.": _l("This is not a valid date and time."),
    "Invalid.": _l("Please check this value."),
    "This is required.": _l("This is needed."),
    "This must be plain text.": _l("This must be text."),
    "This is too long.": _l("This is too long."),
    "This contains characters that cannot be printed.": _l("This contains characters that cannot be printed."),
    "This must be a whole number in the allowed range.": _l("This number is not in the allowed range."),
    "This must be a date and time, such as 2027-03-08T09:30.": _l("This is not a valid date and time."),
    "The airfare of the offer is not taken: take it, or say who else pays.": _l(
        "You have taken the seat without the airfare. Take it on the page of your application, or say who else pays."
    ),
    "The way back must not come before the way there.": _l("The way back must not come before the way there."),
    "This itinerary does not fit the course: say why it stands all the same.": _l(
        "This itinerary does not fit the dates of the course. If it stands all the same, say why."
    ),
    "The way there arrives after the eve of the first day.": _l(
        "The way there should arrive on the day before the course begins, or earlier."
    ),
    "The way back begins before the closing day is over.": _l(
        "The way back should begin on the day after the closing day, or later."
    ),
    "There is no way there.": _l("There is no way there."),
    "There is no way back.": _l("There is no way back."),
    "The clocks of this place skip this time; check it and the time zone.": _l(
        "The clocks are put forward there, so this time does not exist. Please check it and the time zone."
    ),
    "A leg must arrive after it departs; check the times and their zones.": _l(
        "This arrives before it departs. Please check both times and their time zones."
    ),
    "This leg departs before the one before has arrived.": _l("This departs before the leg before has arrived."),
    "The way there must come before the way back.": _l("The way there must come before the way back."),
    "There is no such time zone.": _l("There is no such time zone."),
    "This must be in the future.": _l("This must be in the future."),
    "This must be a date, such as 2027-03-08.": _l("This is not a valid date."),
    "This must be a day and a month that there is, such as 03-08.": _l(
        "Please choose a day and a month that there is."
    ),
    "This must be a date and time with its time zone.": _l("This is not a valid date and time."),
    "Choose one of the listed values.": _l("Please choose one of the list."),
    "This is not a valid email address.": _l("This is not a valid email address."),
    "Write this in Latin letters, as it is to be printed.": _l("Please write this in Latin letters, as it is printed."),
    "This country does not take part in this edition.": _l("This country is not invited to this edition."),
    "The focal point must be somebody other than the applicant.": _l("This must be somebody other than you."),
    "The address of a sent application cannot be changed.": _l("The address cannot be changed any more."),
    "This file is empty.": _l("This file is empty. Please choose another one."),
    "This must be a PDF, PNG, JPEG or Word (.docx) file.": _l("This must be a PDF, PNG, JPEG or Word (.docx) file."),
    "This file is protected by a password, so nobody can read it. Save it without the password and send it again.": _l(
        "This file asks for a password. Save it without the password and send it again."
    ),
    "What is packed into this file is too large. Save it as a PDF and send that.": _l(
        "What is packed into this file is too large. Save it as a PDF and send that."
    ),
    "This can only be changed while corrections are asked for.": _l(
        "This can only be changed while corrections are asked for."
    ),
    "This passport expires before the course ends.": _l("This passport expires before the course ends."),
    "The departure must not be before the arrival.": _l("The departure must not be before the arrival."),
    "The file could not be read.": _l("The file could not be read."),
    "This official is nominated for this edition already.": _l("This official is nominated for this edition already."),
    "This official has applied to this edition already; endorse that application instead.": _l(
        "This official has applied already; endorse that application instead."
    ),
    "This official has an application in this edition already.": _l(
        "This official has an application in this edition already."
    ),
    "The airfare that was offered is refused, so the course does not pay the journey.": _l(
        "You have refused the airfare that was offered, so the course does not pay the journey."
    ),
    "The focal point cannot nominate themselves.": _l("You cannot nominate yourself."),
    "The letter must be a PDF, PNG or JPEG file.": _l("The letter must be a PDF, PNG or JPEG file."),
    "The letter must not be larger than 5 MB.": _l("The letter is larger than 5 MB. Please send a smaller file."),
}

FIELD_SHAPES: dict[re.Pattern[str], str] = {
    re.compile(r"Shorter than minimum length \d+\."): _l("This is too short."),
    re.compile(r"Longer than maximum length \d+\."): _l("This is too long."),
    re.compile(r"Length must be between \d+ and \d+\."): _l("This is missing or too long."),
    re.compile(r"Must be (greater|less) than .+"): _l("This number is not in the allowed range."),
    re.compile(r"Must be one of: .+"): _l("Please choose one of the list."),
}
