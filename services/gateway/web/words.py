"""The words for codes: what a status, an act, a reason or a refusal is called in a person's language."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from services.gateway.web.language import country
from services.gateway.web.refusals import FIELD_SENTENCES, REFUSALS
from shared.contracts.refusal import Refusal

WORDS: dict[str, dict[str, str]] = {
    "edition": {
        "draft": _l("In preparation"),
        "announced": _l("Announced"),
        "open": _l("Open for applications"),
        "closed_for_applications": _l("Applications closed"),
        "selecting": _l("Selection under way"),
        "decided": _l("Selection published"),
        "running": _l("Course running"),
        "finished": _l("Finished"),
        "archived": _l("Archived"),
        "cancelled": _l("Cancelled"),
    },
    "application": {
        "submitted": _l("Received"),
        "returned": _l("Corrections asked for"),
        "under_review": _l("Under review"),
        "waitlisted": _l("Waiting list"),
        "selected": _l("Seat offered"),
        "confirmed": _l("Seat confirmed"),
        "enrolled": _l("Taking part"),
        "finished": _l("Took part to the end"),
        "ineligible": _l("Requirements not met"),
        "not_selected": _l("Not selected"),
        "declined": _l("Seat declined"),
        "lapsed": _l("Deadline passed"),
        "withdrawn": _l("Withdrawn"),
        "withdrawn_by_course": _l("Withdrawn by the course"),
        "no_show": _l("Did not arrive"),
        "left_early": _l("Left early"),
    },
    "endorsement": {
        "not_requested": _l("Not asked for yet"),
        "requested": _l("Waiting for the institution"),
        "endorsed": _l("Endorsed"),
        "refused": _l("Not endorsed"),
        "expired": _l("No answer in time"),
    },
    "ministry": {
        "government": _l("Government (presidency, cabinet)"),
        "interior": _l("Interior or migration authority"),
        "foreign_affairs": _l("Foreign affairs"),
        "labour": _l("Labour"),
        "other": _l("Other"),
    },
    "sex": {"F": _l("Female"), "M": _l("Male"), "X": _l("Other"), "": _l("Prefer not to say")},
    "role": {
        "secretariat": _l("Secretariat"),
        "director": _l("Director"),
        "auditor": _l("Auditor"),
        "applicant": _l("Applicant"),
        "focal_point": _l("Institution"),
        "expert": _l("Expert"),
        "system": _l("The system"),
        "public": _l("Public"),
    },
    "decision": {
        "selected": _l("Seat offered"),
        "waitlisted": _l("Waiting list"),
        "not_selected": _l("Not selected"),
    },
    "programme": {"drafted": _l("Draft"), "released": _l("Released")},
    "attendance": {
        "open": _l("Open"),
        "locked": _l("Locked"),
        "present": _l("Present"),
        "late": _l("Late"),
        "partial": _l("Part of it"),
        "excused": _l("Excused"),
        "absent": _l("Absent"),
    },
    "completion": {
        "provisional": _l("Course still running"),
        "computed": _l("Ready to approve"),
        "approved": _l("Approved"),
        "refused": _l("Requirements not met"),
        "pass": _l("Passed"),
        "fail": _l("Below the requirement"),
    },
    "certificate": {
        "approved": _l("Being made"),
        "issuing": _l("Being made"),
        "issued": _l("Valid"),
        "valid": _l("Valid"),
        "failed": _l("Could not be made"),
        "revoked": _l("Revoked"),
        "superseded": _l("Replaced"),
        "replaced": _l("Replaced"),
    },
    "revocation": {
        "error": _l("Issued in error"),
        "fraud": _l("Fraud"),
        "withdrawn_by_authority": _l("Withdrawn by the authority"),
    },
    "email": {
        "queued": _l("Waiting to be sent"),
        "sending": _l("Being sent"),
        "accepted": _l("Sent"),
        "deferred": _l("Will be tried again"),
        "failed": _l("Failed"),
        "uncertain": _l("Perhaps sent; please check"),
        "superseded": _l("Not sent: no longer true"),
    },
    "reason": {
        "missing_documents": _l("Documents missing"),
        "experience": _l("Too little experience"),
        "not_an_official": _l("Not a government official"),
        "country": _l("Country not invited"),
        "duty": _l("Duties at work"),
        "health": _l("Health"),
        "travel": _l("Travel or permits"),
        "family": _l("Family reasons"),
        "institution": _l("The institution decided so"),
        "other": _l("Another reason"),
        "by-hand": _l("Changed by hand"),
        "edition-cancelled": _l("The edition was cancelled"),
        "late": _l("Decided after publication"),
        "not-corrected-in-time": _l("Corrections did not come in time"),
        "offer-expired": _l("The time to confirm was over"),
        "on-paper": _l("On paper"),
        "promoted": _l("From the waiting list"),
        "waiting-list-closed": _l("The waiting list was closed"),
        "best-of-country": _l("Best of the country, in turn"),
        "country-cap": _l("The country has all its seats"),
        "no-seat-left": _l("No seat left"),
        "not-endorsed": _l("No endorsement"),
    },
    "missing": {
        "letter": _l("Nomination letter"),
        "motivation": _l("Motivation"),
        "focal_point": _l("Contact at your institution"),
        "focal_point_name": _l("Name of the contact at your institution"),
        "focal_point_email": _l("Email of the contact at your institution"),
    },
    "service": {
        "registration": _l("Registration"),
        "scheduling": _l("Programme and attendance"),
        "certification": _l("Certificates"),
        "notifications": _l("Emails"),
    },
    "action": {
        "open-edition": _l("Open the edition for applications"),
        "close-applications": _l("Close applications"),
        "start-review": _l("Take complete applications under review"),
        "return-incomplete": _l("Ask for what is missing"),
        "decide-eligibility": _l("Decide whether the requirements are met"),
        "correct-application": _l("Correct the application"),
        "answer-nomination": _l("Endorse, or not"),
        "answer-offer": _l("Confirm or decline the seat"),
        "promote": _l("Offer freed seats to the waiting list"),
        "propose-selection": _l("Propose the selection"),
        "publish-selection": _l("Publish the selection"),
        "start-edition": _l("Start the course"),
        "record-no-shows": _l("Record who did not arrive"),
        "finish-edition": _l("Finish the course"),
        "assign-experts": _l("Give every session an expert"),
        "release-programme": _l("Release the programme"),
        "resolve-problems": _l("Resolve what keeps the programme from being released"),
        "lock-attendance": _l("Complete and lock attendance sheets"),
        "approve-completions": _l("Approve completions"),
        "review-completions": _l("Look again at decided completions whose attendance changed"),
        "repair-certificates": _l("Repair certificates that could not be made"),
        "emails-failed": _l("Look at emails that failed"),
        "emails-uncertain": _l("Look at emails that may not have arrived"),
    },
    "selection_reason": {
        "best-of-country": _l("Best of the country, in turn"),
        "country-cap": _l("The country has all its seats"),
        "no-seat-left": _l("No seat left"),
        "not-endorsed": _l("No endorsement"),
        "by-hand": _l("Changed by hand"),
        "late": _l("Decided after publication"),
        "waiting-list-closed": _l("The waiting list was closed"),
        "same-country": _l("Next of the same country"),
        "region": _l("Next of the region"),
    },
    "problem": {
        "expert-double-booked": _l("Experts are in two sessions at once"),
        "room-double-booked": _l("Rooms are used twice at once"),
        "no-working-day": _l("Sessions lie on holidays or weekends"),
        "module-not-covered": _l("Modules lack hours"),
        "days-missing": _l("Days are without a session"),
        "expert-missing": _l("Sessions have no expert"),
        "undecided": _l("Applications under review have no decision"),
        "seats-exceeded": _l("More people are selected than there are seats"),
        "country-cap-exceeded": _l("A country has more people selected than it may have"),
        "starts-on-differs": _l("The first session is not on the edition's first day"),
        "ends-on-differs": _l("The last session is not on the edition's closing day"),
        "not-endorsed": _l("Selected without an endorsement"),
        "not-reviewed": _l("Applications are not reviewed yet"),
    },
    "outcome": {"asked": _l("Asked for"), "done": _l("Done")},
}


def word(code: str | None, vocabulary: str) -> str:
    """The word for a code; a code without one is shown as it is, readable."""
    if code is None:
        return ""
    return str(WORDS[vocabulary].get(code, code.replace("_", " ").replace("-", " ")))


def choices(vocabulary: str, *codes: str) -> list[tuple[str, str]]:
    """Codes and their words, for a list to choose from."""
    return [(code, WORDS[vocabulary][code]) for code in codes or WORDS[vocabulary]]


def named_countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Countries and their names, in the order of the reader's language."""
    return sorted(((code, country(code)) for code in codes), key=lambda choice: choice[1])


def problem_text(problem: dict[str, Any] | str) -> str:
    """What keeps something from being done: in the reader's words where there are some, with how often."""
    if isinstance(problem, str):
        return word(problem, "problem")
    known = WORDS["problem"].get(problem["code"])
    refs = problem.get("refs")
    return (f"{known} ({len(refs)})" if refs else str(known)) if known else str(problem["message"])


def refusal_sentence(refusal: Refusal) -> str:
    """What a person reads when something is refused; a code nobody has words for yet is told in general terms."""
    return str(REFUSALS.get(refusal.code) or gettext("This cannot be done as things stand."))


def field_sentence(text: str) -> str:
    """What is wrong with one field, in the person's language."""
    return str(FIELD_SENTENCES.get(text) or gettext("Please check this value."))


def install(app: Flask) -> None:
    """Let templates find words."""
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["field_sentence"] = field_sentence
    app.jinja_env.globals.update(choices=choices, named_countries=named_countries, problem_text=problem_text)
