"""The officials, institutions and edition of these tests; all invented."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.registration.model.application import Application, Endorsement, Offer, Place, Return
from services.registration.model.dates import Dates
from services.registration.model.document import with_file
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.eligibility import DEFAULT_RULES, Applied, Eligibility, evaluate, outcome_of
from services.registration.model.form import Form
from services.registration.model.letter import Letter
from services.registration.model.standing_texts import STANDING_TEXTS
from services.registration.model.states import EndorsementStatus, OfferStatus, Status
from services.registration.model.texts import Texts
from shared.contracts.envelope import Actor, Cause

AT = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)

STAFF = {"secretariat": "ines.paz", "director": "elena.rojas", "auditor": "omar.lugo"}

PDF = b"%PDF-1.7 Nota verbal"

ROSA = Form(
    given_names="Rosa María",
    first_surname="Quispe",
    second_surname="Ñahui",
    certificate_name="",
    email="Rosa.Quispe@interior.gob.example",
    language="es",
    country="PE",
    sex="F",
    institution="Dirección de Extranjería",
    ministry_kind="interior",
    position="Analista",
    years_experience=6,
    motivation="Quisiera mejorar la atención a las personas migrantes en la frontera sur y compartir lo que hemos hecho.",
    focal_point_name="Jorge Salas",
    focal_point_email="jorge.salas@rree.gob.example",
    focal_point_language="es",
    field_of_work="borders",
    languages_spoken=("es",),
)

LETTER = Letter(id="letter-1", filename="nota.pdf", content_type="application/pdf", size=20, sha256="0" * 64)

COUNTRIES = ("AR", "BO", "BR", "PE", "UY")

DATES = Dates(
    nomination_opens_on=date(2026, 11, 15),
    endorsement_due_on=date(2027, 1, 15),
    application_opens_at=AT - DAY,
    application_closes_at=AT + 30 * DAY,
    review_opens_on=date(2026, 11, 15),
    review_closes_on=date(2027, 1, 29),
    confirmation_opens_on=date(2026, 11, 15),
    confirmation_closes_on=date(2027, 3, 1),
    offer_days=10,
    promotion_cutoff=date(2027, 2, 20),
    starts_on=date(2027, 3, 1),
    ends_on=date(2027, 3, 15),
)

OFFERED: dict[str, Any] = {
    "expires_at": AT + 10 * DAY,
    "made_at": AT,
    "parts": ("lodging", "meals", "airfare"),
}

TEXTS = Texts(id="edition-44", languages=STANDING_TEXTS)


def by(role: str, person: str = "", *, at: datetime = AT) -> Cause:
    """Somebody acts, at a time."""
    kind = "staff" if role in STAFF else role
    actor = Actor(kind=kind, id=person or STAFF.get(role, role), role=role)
    return Cause(correlation_id="correlation-1", causation_id="", actor=actor, at=at)


def edition(status: EditionStatus = EditionStatus.OPEN, **changes: Any) -> Edition:
    """The 44th edition."""
    whole = Edition(
        id="edition-44",
        ordinal=44,
        year=2027,
        city="Mar del Plata",
        timezone="America/Argentina/Buenos_Aires",
        dates=DATES,
        seats=30,
        country_cap=3,
        countries=COUNTRIES,
        languages=("es", "en", "pt", "fr"),
        status=status,
    )
    return replace(whole, **changes)


def checked(form: Form) -> Eligibility:
    """What the usual rules say of a form."""
    results = evaluate(DEFAULT_RULES, Applied(form=form, countries=COUNTRIES, languages=("es", "en", "pt", "fr")))
    return Eligibility(outcome=outcome_of(results), rules_version=1, results=results)


def application(status: Status = Status.SUBMITTED, count: int = 1, **changes: Any) -> Application:
    """Rosa's application, or that of the `count`-th official who applied, with all that its status needs."""
    form = replace(ROSA, country=changes.pop("country", "PE"), years_experience=changes.pop("years", 6))
    endorsement = changes.pop("endorsement", EndorsementStatus.ENDORSED)
    letter = changes.pop("letter", LETTER)
    whole = Application(
        id=f"application-{count}",
        edition_id="edition-44",
        person_id=f"person-{count}",
        number=f"CIMI-44-{count:04d}",
        status=status,
        form=form,
        documents=with_file((), "letter", letter, at=AT) if letter else (),
        submitted_at=AT,
        eligibility=checked(form),
        endorsement=Endorsement(status=endorsement, focal_point_id="jorge", due_on=date(2027, 1, 15)),
    )
    if status is Status.RETURNED:
        whole = replace(whole, returned=Return(reason="Falta la firma.", due_at=AT + 5 * DAY))
    if status is Status.WAITLISTED:
        whole = replace(whole, place=Place(country_position=count, region_position=count))
    if status is Status.SELECTED:
        whole = replace(whole, offer=Offer(id=f"offer-{count}", **OFFERED))
    if status in (Status.CONFIRMED, Status.ENROLLED):
        offer = Offer(id=f"offer-{count}", status=OfferStatus.CONFIRMED, **OFFERED)
        whole = replace(whole, offer=offer)
    return replace(whole, **changes)
