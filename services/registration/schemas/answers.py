"""The JSON that registration answers."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from services.registration.model import acts, editing, papers, reminding, writing
from services.registration.model.application import Application
from services.registration.model.document import Document, DocumentStatus, of_kind
from services.registration.model.edition import Edition
from services.registration.model.extending import EXTENDABLE
from services.registration.model.listing import is_alumnus
from services.registration.model.person import Person
from services.registration.model.reported import Report
from services.registration.model.scoring import score_of
from services.registration.model.states import OfferStatus
from services.registration.model.texts import LANGUAGES, CallText, Texts
from services.registration.model.timeline import Step
from services.registration.model.visa_letter import VisaLetter, standing
from services.registration.model.waiting import waiting_on
from services.registration.model.windows import Phase

Json = dict[str, Any]

NAMES = ("given_names", "first_surname", "second_surname", "certificate_name")


def edition(one: Edition, *, counts: Mapping[str, int] | None = None, role: str = "") -> Json:
    """An edition; how many applications it has of each status, unless the public asks."""
    answer = {
        "edition_id": one.id,
        "version": one.version,
        "status": one.status,
        "ordinal": one.ordinal,
        "year": one.year,
        "city": one.city,
        "timezone": one.timezone,
        **asdict(one.dates),
        "seats": one.seats,
        "country_cap": one.country_cap,
        "country_caps": dict(one.country_caps),
        "institution_cap": one.institution_cap,
        "countries": list(one.countries),
        "documents": list(one.documents),
        "windows": [_window(one, phase) for phase in Phase],
        "languages": list(one.languages),
        "seats_taken": one.seats_taken,
        "programme_version": one.programme_version,
        "acts": acts.on_edition(one, role=role),
    }
    return answer if counts is None else answer | {"counts": dict(counts)}


def texts(of: Texts) -> Json:
    """The texts of a call, in every language."""
    written = {language: asdict(of.languages.get(language, CallText())) for language in LANGUAGES}
    return {"texts_version": of.version, "texts": written}


def change(made: Step) -> Json:
    """A change of an edition or of its texts; `about` is the language of a text, or the status that was reached."""
    return {"at": made.at, "actor": made.actor, "role": made.role, "what": made.reason_code, "about": made.after}


def report(one: Report) -> Json:
    """A total that was published elsewhere."""
    return {"report_id": one.id} | {name: value for name, value in asdict(one).items() if name != "id"}


def edition_in_short(one: Edition) -> Json:
    """What an applicant or a focal point needs to know of an edition."""
    return {
        "edition_id": one.id,
        "ordinal": one.ordinal,
        "year": one.year,
        "city": one.city,
        "timezone": one.timezone,
        "starts_on": one.dates.starts_on,
        "ends_on": one.dates.ends_on,
        "status": one.status,
    }


def eligibility_rules(of: Edition) -> Json:
    """The requirements of an edition."""
    rules = [asdict(rule) for rule in of.eligibility.rules]
    return {"rules_version": of.eligibility.version, "rules": rules}


def eligibility(one: Application) -> Json:
    """What the rules say of an application, each with its reason, and whether somebody saw it otherwise."""
    found = one.eligibility
    return {
        "outcome": found.outcome,
        "verdict": found.verdict,
        "rules_version": found.rules_version,
        "results": [asdict(result) for result in found.results],
        "overridden": found.override is not None,
    }


def receipt(one: Application) -> Json:
    """The answer to a change of an application."""
    return {
        "application_id": one.id,
        "number": one.number,
        "version": one.version,
        "status": one.status,
        "missing": list(one.missing),
    }


def row(one: Application) -> Json:
    """An application in a list."""
    return {
        "application_id": one.id,
        "version": one.version,
        "number": one.number,
        "name": one.form.name,
        "country": one.country,
        "ministry_kind": one.form.ministry_kind,
        "institution": one.form.institution,
        "status": one.status,
        "endorsement": one.endorsement.status,
        "eligibility": one.eligibility.verdict,
        "proposed_ineligible": [result.reason for result in one.eligibility.concerns],
        "missing": list(one.missing),
        "submitted_at": one.submitted_at,
        "waiting_on": waiting_on(one),
        "waiting_since": one.waiting_since,
        "score": score_of(one),
        "sex": one.form.sex,
        "institution_id": one.form.institution_id,
        "alumnus": is_alumnus(one),
    }


def line(one: Application) -> Json:
    """An application in a spreadsheet."""
    names = ("given_names", "first_surname", "second_surname", "email", "language", "position", "years_experience")
    own = {name: getattr(one.form, name) for name in names}
    return {**row(one), **own, "eligibility": one.eligibility.verdict, "certificate_name": one.form.name_on_certificate}


def weights(one: Edition) -> Json:
    """What the aims weigh, with the version of the edition that says so."""
    return {"edition_id": one.id, "version": one.version, "aims": asdict(one.aims)}


def why(one: Application) -> Json:
    """The numbers of the reason of what is proposed, what would change it, and whether people have settled it."""
    return {**asdict(one.why), "pin": one.pin, "pin_reason": one.pin_reason}


def in_full(one: Application, of: Edition, focal_point: Person | None, *, role: str, at: datetime) -> Json:
    """An application as staff see it."""
    return {
        **row(one),
        **asdict(one.form),
        "certificate_name": one.form.name_on_certificate,
        "edition_id": one.edition_id,
        "person_id": one.person_id,
        "institution_id": one.form.institution_id,
        "score": score_of(one),
        "eligibility": {**eligibility(one), "override": one.eligibility.override and asdict(one.eligibility.override)},
        "form": asdict(one.form),
        "documents": papers_of(one),
        "editable": list(editing.editable(one, role=role)),
        "endorsement": {
            **asdict(one.endorsement),
            "name": focal_point.full_name if focal_point else "",
            "email": focal_point.email if focal_point else "",
        },
        "returned": one.returned and asdict(one.returned),
        "proposed_decision": one.proposed_decision,
        "decision_reason": one.decision_reason,
        **why(one),
        "offer": _offer(one),
        "waitlist": one.place and asdict(one.place),
        "timeline": [_step(made) for made in map(asdict, one.timeline)],
        "acts": acts.on_application(one, of, role=role, at=at),
    }


def to_applicant(one: Application, of: Edition, *, at: datetime) -> Json:
    """An application as its applicant sees it: nothing of what is only proposed."""
    return {
        "application_id": one.id,
        "version": one.version,
        "number": one.number,
        "name": one.form.name,
        "certificate_name": one.form.name_on_certificate,
        "status": one.status,
        "country": one.country,
        "language": one.form.language,
        "edition": edition_in_short(of),
        "endorsement": {"status": one.endorsement.status},
        "missing": list(one.missing),
        "offer": _offer(one),
        "parts_until": of.parts_until,
        "waitlist": one.place and asdict(one.place),
        "returned_reason": one.returned.reason if one.returned else "",
        "returned_due_at": one.returned.due_at if one.returned else None,
        "form": asdict(one.form),
        "documents": papers_of(one),
        "editable": list(editing.editable(one, role="applicant")),
        "ordinary": ordinary_writing(asdict(one.form)),
        "eligibility": eligibility(one),
        "waiting_on": waiting_on(replace(one, proposed_decision=None)),
        "acts": acts.on_application(one, of, role="applicant", at=at),
    }


def nomination(one: Application, of: Edition, *, at: datetime) -> Json:
    """A nomination as the focal point sees it."""
    return {
        "application_id": one.id,
        "version": one.version,
        "application_status": one.status,
        "offer": _offer(one),
        "official_name": one.form.name,
        "country": one.country,
        "institution": one.form.institution,
        "position": one.form.position,
        "edition": edition_in_short(of),
        "status": one.endorsement.status,
        "due_on": one.endorsement.due_on,
        "due_at": one.endorsement.due_on and of.end_of(one.endorsement.due_on),
        "acts": acts.on_application(one, of, role="focal_point", at=at),
    }


def ordinary_writing(written: Mapping[str, Any]) -> Json:
    """What to offer instead of each name that is in capitals."""
    offered = {name: writing.ordinary(written.get(name) or "") for name in NAMES}
    return {name: said for name, said in offered.items() if said}


def document(one: Document) -> Json:
    """A document with all its versions, the latest first."""
    return {
        "kind": one.kind,
        "status": one.status,
        "document_id": one.latest.file.id,
        "filename": one.latest.file.filename,
        "reason_code": one.latest.reason_code,
        "note": one.latest.note,
        "versions": [
            {
                "document_id": version.file.id,
                "filename": version.file.filename,
                "content_type": version.file.content_type,
                "size": version.file.size,
                "sha256": version.file.sha256,
                "sent_at": version.sent_at,
                "status": version.status,
                "reason_code": version.reason_code,
                "note": version.note,
            }
            for version in reversed(one.versions)
        ],
    }


def papers_of(one: Application) -> list[Json]:
    """The documents that an application needs or has, also those that are missing, and whether each is taken now."""
    kinds = dict.fromkeys((*one.required, *(kept.kind for kept in one.documents)))
    shown = []
    for kind in kinds:
        kept = of_kind(one.documents, kind)
        said = document(kept) if kept else {"kind": kind, "status": DocumentStatus.MISSING, "versions": []}
        shown.append(said | {"sendable": papers.sendable(one, kind)})
    return shown


def participant(one: Application) -> Json:
    """Somebody who has confirmed a seat."""
    return {
        "application_id": one.id,
        "person_id": one.person_id,
        "number": one.number,
        "name": one.form.name,
        "certificate_name": one.form.name_on_certificate,
        "country": one.country,
        "language": one.form.language,
        "status": one.status,
    }


def _window(one: Edition, phase: Phase) -> Json:
    extended = [extension for extension in one.extensions if extension.phase is phase]
    return {
        "phase": phase,
        **asdict(one.windows[phase]),
        "may_be_extended": one.status in EXTENDABLE[phase],
        "extensions": [
            {"before": each.before, "closes_at": each.closes_at, "reason_code": each.reason_code, "at": each.at}
            for each in extended
        ],
    }


def visa_letter(one: VisaLetter | None, about: Application, of: Edition) -> Json | None:
    """The latest letter about an application; `standing` says whether another one is to be made."""
    if one is None:
        return None
    return {
        "number": one.number,
        "verify_id": one.verify_id,
        "language": one.said.language,
        "made_on": one.made_on,
        "pdf_sha256": one.pdf_sha256,
        "standing": standing(one, about, of),
    }


def checked_letter(one: VisaLetter, about: Application, of: Edition) -> Json:
    """What anybody who has a letter may read about it."""
    said = asdict(one.said)
    return {
        **{name: said[name] for name in ("name", "country", "institution", "ordinal", "city", "starts_on", "ends_on")},
        "number": one.number,
        "made_on": one.made_on,
        "standing": standing(one, about, of),
        "replaced_by": one.replaced_by,
    }


def offered(one: Application, of: Edition, *, at: datetime) -> Json:
    """An offer in the list of offers."""
    return {
        "application_id": one.id,
        "version": one.version,
        "number": one.number,
        "name": one.form.name,
        "country": one.country,
        "status": one.status,
        "waiting_on": waiting_on(one),
        "offer": _offer(one),
        "next_reminder_on": one.offer and reminding.next_on(one.offer, of, at),
    }


def _offer(one: Application) -> Json | None:
    if one.offer is None:
        return None
    return {
        "offer_id": one.offer.id,
        "expires_at": one.offer.expires_at,
        "status": one.offer.status,
        "reminded_at": list(one.offer.reminded_at),
        "parts": list(one.offer.parts),
        "accepted_parts": list(one.offer.accepted_parts) if one.offer.status is OfferStatus.CONFIRMED else [],
    }


def _step(made: Json) -> Json:
    return {"from": made.pop("before"), "to": made.pop("after"), **made}
