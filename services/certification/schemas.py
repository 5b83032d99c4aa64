"""What certification is asked with, and what it answers."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, validate

from services.certification.model.certificate import Certificate, Status
from services.certification.model.completion import Completion
from services.certification.model.course import Course
from shared.contracts.certification import REVOKED_BECAUSE

VERIFIED = {Status.ISSUED: "valid", Status.REVOKED: "revoked", Status.SUPERSEDED: "replaced"}


def _text(longest: int, **options: Any) -> fields.String:
    return fields.String(required=True, validate=validate.Length(1, longest), **options)


def _name() -> fields.String:
    return _text(120)


class OfEdition(Schema):
    """An edition."""

    edition_id = _text(64)


class OfApplication(Schema):
    """An application."""

    application_id = _text(64)


class OfCertificate(Schema):
    """A certificate."""

    certificate_id = _text(64)


class OfVerifyId(Schema):
    """The code on a certificate, as somebody may have typed it."""

    verify_id = _text(200)


class ApproveCompletions(OfEdition):
    """The names as they are to stand on the certificates, by application id."""

    names = fields.Dict(keys=_text(64), values=_name(), required=True)


class ApproveException(OfApplication):
    """An approval against the rule."""

    version = fields.Integer(required=True, strict=True)
    name = _name()
    reason = _text(1000)


class RevokeCertificate(OfCertificate):
    """Why a certificate is no longer valid."""

    version = fields.Integer(required=True, strict=True)
    reason_class = fields.String(required=True, validate=validate.OneOf(REVOKED_BECAUSE))
    note = _text(1000)


class ReplaceCertificate(OfCertificate):
    """A new certificate with another name in place of this one."""

    version = fields.Integer(required=True, strict=True)
    name = _name()
    reason = _text(1000)


class RetryCertificate(OfCertificate):
    """One that could not be made, tried again; name: another one, or empty for the same."""

    version = fields.Integer(required=True, strict=True)
    name = fields.String(load_default="", validate=validate.Length(max=120))


def completions_answer(
    course: Course, completions: Iterable[Completion], certificates: Iterable[Certificate]
) -> dict[str, Any]:
    """The rule, and where each participant stands."""
    latest = {certificate.application_id: certificate for certificate in certificates}
    shown = [completion for completion in completions if completion.takes_part or completion.decided]
    return {
        "rule": {"rule_version": course.rule.rule_version, "minimum_percent": course.rule.minimum_percent},
        "sessions_locked": course.sessions_locked,
        "sessions_total": course.sessions_total,
        "rows": [_completion_row(one, course, latest.get(one.id)) for one in shown],
    }


def _completion_row(completion: Completion, course: Course, certificate: Certificate | None) -> dict[str, Any]:
    tally = completion.tally or course.tally(completion.id)
    return {
        "application_id": completion.id,
        "version": completion.version,
        "status": completion.status,
        "result": completion.tally.result if completion.tally else None,
        "attended_minutes": tally.attended_minutes,
        "required_minutes": tally.required_minutes,
        "percent": tally.percent,
        "by_exception": completion.by_exception,
        "review_needed": completion.review_needed,
        "certificate": certificate
        and {
            "certificate_id": certificate.id,
            "number": certificate.number,
            "status": certificate.status,
        },
    }


def certificate_answer(certificate: Certificate) -> dict[str, Any]:
    """A certificate as staff see it."""
    return {
        "certificate_id": certificate.id,
        "version": certificate.version,
        "number": certificate.number,
        "name": certificate.name,
        "application_id": certificate.application_id,
        "edition_id": certificate.edition_id,
        "status": certificate.status,
        "issued_on": certificate.issued_on,
        "verify_id": certificate.verify_id,
        "sha256": certificate.pdf_sha256,
        "replaces": certificate.replaces,
        "replaced_by": certificate.replaced_by,
        "reason": certificate.reason,
        "failure": certificate.failure,
        "revoked_on": certificate.revoked_on,
        "reason_class": certificate.reason_class,
        "note": certificate.note,
    }


def holder_answer(certificate: Certificate) -> dict[str, Any]:
    """A certificate as its holder sees it: without what staff noted."""
    internal = {"reason", "failure", "note"}
    return {field: value for field, value in certificate_answer(certificate).items() if field not in internal}


def verify_answer(certificate: Certificate, successor: Certificate | None) -> dict[str, Any]:
    """What anybody with the code may see: the certified content and whether it still holds."""
    certified = certificate.certified
    return {
        "status": VERIFIED[certificate.status],
        "number": certificate.number,
        "name": certificate.name,
        "edition": {
            "ordinal": certified.ordinal,
            "year": certified.year,
            "city": certified.city,
            "starts_on": certified.starts_on,
            "ends_on": certified.ends_on,
        },
        "hours": certified.hours,
        "issued_on": certificate.issued_on,
        "revoked_on": certificate.revoked_on,
        "reason_class": certificate.reason_class or None,
        "replaced_by_verify_id": successor and successor.verify_id,
        "sha256": certificate.pdf_sha256,
    }


def actions_answer(
    edition_id: str, completions: Iterable[Completion], certificates: Iterable[Certificate]
) -> dict[str, Any]:
    """Who must act next, on what, and since when."""
    completions = list(completions)
    waiting = [one.computed_at for one in completions if one.awaits_decision and one.computed_at]
    doubtful = [one.computed_at for one in completions if one.review_needed and one.computed_at]
    failed = [one.approved_at for one in certificates if one.status == Status.FAILED]
    made = (
        _action("director", "approve-completions", waiting, f"/editions/{edition_id}/completions"),
        _action("director", "review-completions", doubtful, f"/editions/{edition_id}/completions"),
        _action("secretariat", "repair-certificates", failed, f"/editions/{edition_id}/certificates"),
    )
    return {"actions": [action for action in made if action["count"]]}


def _action(who: str, what: str, since: list[datetime], link: str) -> dict[str, Any]:
    return {"who": who, "what": what, "count": len(since), "since": min(since, default=None), "link": link}
