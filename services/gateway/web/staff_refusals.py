"""What only staff, and programs, are told when something is refused."""

import re

from flask_babel import lazy_gettext as _l

STAFF_REFUSALS: dict[str, str] = {
    # the door
    "not-signed-in": _l("Please sign in first."),
    "wrong-credentials": _l("The email address or the password is not right."),
    "too-many-attempts": _l("There were too many attempts for this account. Please wait a while and try again."),
    "idempotency-key-missing": _l("The form was incomplete. Please open the page again."),
    "not-json": _l("The request could not be read."),
    "incomplete": _l("The application is not complete yet."),
    # editions, selection and seats
    "ordinal-taken": _l("There is already an edition with this number."),
    "edition-cancelled": _l("This edition was cancelled."),
    "edition-not-ready": _l("Something is missing before this edition can open; its set-up page lists it."),
    "already-struck": _l("This total was struck before."),
    "edition-unknown": _l("This edition is not known here yet. Please try again in a minute."),
    "undecided": _l("Some applications under review have no decision yet."),
    "seats-exceeded": _l("That would take more seats than there are."),
    "country-cap-exceeded": _l("That would take more seats than one country may have."),
    "institution-cap-exceeded": _l("That would take more seats than one institution may have."),
    "nothing-to-undo": _l("There is no proposal that could be undone."),
    "selection-published": _l("The selection is published; from now on seats are given from the waiting list alone."),
    "promotion-over": _l("This seat is no longer to be given to somebody of the waiting list."),
    "replacement-not-ready": _l("Take the application of whoever was named under review first."),
    "past-cutoff": _l("The last day to fill freed seats is over."),
    "two-live-applications": _l("Both have an application in one edition. Withdraw one of them, then decide here."),
    # institutions and the call to them
    "institution-known": _l("This country has an institution of this name already."),
    "country-not-invited": _l("This country does not take part in this edition."),
    "call-over": _l("The time to nominate for this edition is over or has not come."),
    "import-header": _l("The first line of the file must be: country,institution,kind,focal_point,email,language."),
    "import-too-long": _l("A file may have 500 lines at most. Please split it."),
    "import-unreadable": _l("The file has a quotation mark that is never closed."),
    "import-wrong": _l("Some lines are wrong, so nothing was taken over."),
    # lists
    "filter-unnamed": _l("A filter needs a name of at most 60 characters."),
    "filters-too-many": _l("You have fifty filters already. Remove one to keep another."),
    # the committee
    "review-closed": _l("This review can no longer be given or changed."),
    "reviews-begun": _l("Reviews have been submitted by these criteria, so they stay as they are."),
    "not-a-reviewer": _l("There is no account of a reviewer with this address. An operator can add one."),
    # travel
    "above-ceiling": _l("This goes above the ceiling of the travel budget. Only the director may allow it."),
    "no-travel-budget": _l("The edition has no travel budget yet. The director sets it."),
    "not-budgeted": _l("The participant's country pays this journey, so only its itinerary is noted."),
    "not-travelled-yet": _l("The last leg of this journey has not arrived yet."),
    # programme and attendance
    "programme-not-ready": _l("Something keeps the programme from being released; it is listed on its page."),
    "programme-not-released": _l("The programme must be released before the course can start."),
    "programme-unchanged": _l("Nothing has changed since the programme was released."),
    "expert-double-booked": _l("This expert teaches another session at that time."),
    "expert-wrong-module": _l("This expert does not teach that module."),
    "session-held": _l("This session's attendance has been taken; it can no longer be changed."),
    "session-not-published": _l("Attendance is taken at sessions of a released programme only."),
    "not-started": _l("The course has not started yet."),
    "attendance-incomplete": _l("Somebody on the sheet is not marked yet."),
    "attendance-locked": _l("This sheet is locked."),
    "attendance-open": _l("This sheet is not locked yet."),
    # completions and certificates
    "not-computed": _l("Attendance is not final yet: every sheet must be locked first."),
    "not-computable": _l("This completion is decided or has this result already."),
    "not-approvable": _l("Only a result that meets the requirement can be approved."),
    "not-refusable": _l("Only a result below the requirement can be refused."),
    "not-exceptional": _l("An exception is for a result below the requirement."),
    "name-glyphs": _l("A name has a character that cannot be printed on the certificate."),
    "not-approved": _l("At this stage this certificate is not to be made."),
    "not-failed": _l("Only a certificate that could not be made is made again."),
    "not-issued": _l("Only a valid certificate can be revoked or replaced."),
    "in-replacement": _l("A replacement of this certificate is being made."),
    "not-in-replacement": _l("Nothing replaces this certificate."),
    # emails and messages
    "not-resendable": _l("Only an email that failed or may not have arrived is sent again."),
    "already-settled": _l("This message was already replayed or discarded."),
    "discard-proposed": _l("Somebody has proposed this already. Another person, a director, can confirm it."),
    "discard-not-proposed": _l("First somebody proposes to discard this message and says why."),
    "second-person-needed": _l("You proposed to discard this message, so another person has to confirm it."),
    "no-such-queue": _l("There is no such queue to send to."),
    "nothing-chosen": _l("Say which events are to be sent again: by name, subject, id or date."),
    "unreadable": _l("This message cannot be read, so it cannot be replayed."),
    "forged": _l("This message does not come from the service whose event it claims to be, so it cannot be replayed."),
}

STAFF_FIELD_SENTENCES: dict[str, str] = {
    "Give a country's two-letter code.": _l("Give the country's two letters."),
    "A password has at least 12 characters.": _l("A password has at least 12 characters."),
    "There is no such country in the Americas.": _l("There is no such country in the Americas."),
    "This must be an amount of money, such as 1250.50.": _l("This must be an amount, such as 1250.50."),
    "This currency does not have so many decimals.": _l("This currency does not have so many decimals."),
    "There is no such currency.": _l("There is no such currency."),
    "Journeys are approved in another currency already, so it stays.": _l(
        "Journeys are approved in another currency already, so it stays."
    ),
    "More than this is committed or spent already.": _l("More than this is committed or spent already."),
    "Say why the ceiling may be exceeded.": _l("Say why the ceiling may be exceeded."),
    "There is already an edition with this number.": _l("There is already an edition with this number."),
    "Applications must close after they open.": _l("Applications must close after they open."),
    "Applications must close before the course starts.": _l("Applications must close before the course starts."),
    "The course must end after it starts.": _l("The course must end after it starts."),
    "The course must start in this year.": _l("The course must start in this year."),
    "Endorsements must be due after applications open.": _l("Institutions must have time after applications open."),
    "Endorsements must be due before the course starts.": _l("Institutions must answer before the course starts."),
    "The last day for promotions must come after applications close.": _l("This must come after applications close."),
    "The last day for promotions must not come after the course starts.": _l("This must not be after the first day."),
    "This must open before it closes.": _l("This must not be after the end of its window."),
    "Review must not close before applications do.": _l("Review must not end before applications close."),
    "Review must close before the course starts.": _l("Review must end before the course starts."),
    "Seats must be confirmable until the end of review and of promotions.": _l(
        "Seats must be confirmable until review has ended and the last freed seat is filled."
    ),
    "Seats must be confirmed by the first day of the course.": _l("This must not be after the first day."),
    "This must be later than it is now.": _l("A window is only extended: this must be later than its end is now."),
    "An offer is only extended: this must be later than its deadline is now.": _l(
        "An offer is only extended: this must be later than its deadline is now."
    ),
    "This must not be after the last day to confirm seats.": _l(
        "This must not be after the last day to confirm seats."
    ),
    "There is no such placeholder; see the list beside the text.": _l(
        "A text in braces is not one of the list; correct it or take the braces away."
    ),
    "A country with a limit of its own must be invited.": _l("A country has a limit of its own but is not invited."),
    "This source has already been recorded for this edition.": _l("This source is already recorded for this edition."),
    "A country cannot have more seats than there are.": _l("One country cannot have more seats than there are."),
    "This person is not on the roster.": _l("This person is not among the participants."),
    "This person is marked twice.": _l("This person is marked twice."),
    "This country has an institution of this name already.": _l(
        "This country has an institution of this name already."
    ),
    "This institution stands twice in the file.": _l("This institution stands twice in the file."),
    "Say which paper this is recorded from.": _l("Say which paper this is recorded from."),
    "Give up to five different numbers of days, such as 14 and 3.": _l(
        "Give up to five different numbers of days, such as 14 and 3."
    ),
    "Write the name.": _l("Write the name."),
    "not a page": _l("There is no such page of the list."),
}

STAFF_FIELD_SHAPES: dict[re.Pattern[str], str] = {
    re.compile(r"(?P<seats>\d+) seats are on offer or confirmed, so there cannot be fewer\."): _l(
        "%(seats)s seats are on offer or confirmed, so there cannot be fewer."
    ),
    re.compile(r"Seats on offer or confirmed: (?P<by_country>[A-Z0-9, ]+)\. The limit cannot be lower\."): _l(
        "Seats on offer or confirmed: %(by_country)s. The limit cannot be lower."
    ),
    re.compile(r"Applications have come from (?P<by_country>[A-Z0-9, ]+)\. These stay invited\."): _l(
        "Applications have come from %(by_country)s. These countries stay invited."
    ),
    re.compile(r"Give the minutes attended, from 1 to (?P<most>\d+)\."): _l("Give the minutes, from 1 to %(most)s."),
    re.compile(r"No sign for (?P<signs>.+)"): _l("The certificate cannot show %(signs)s."),
}
