"""What waits to be done in an edition: by whom, how often and since when."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.registration.model import papers, reviewing
from services.registration.model.application import Application
from services.registration.model.edition import Edition, EditionStatus
from services.registration.model.promotion import Promotion, PromotionStatus
from services.registration.model.replacement import ReplacementStatus
from services.registration.model.states import EndorsementStatus, Status


@dataclass(frozen=True, kw_only=True)
class Action:
    """`who` must do `what`, for `count` things, the first of which waits since `since`; `where` in the gateway."""

    who: str
    what: str
    count: int
    since: datetime
    where: str


Test = Callable[[Application], bool]

ON_APPLICATIONS: tuple[tuple[str, str, str, Test], ...] = (
    ("secretariat", "start-review", "submitted", reviewing.ready),
    ("secretariat", "return-incomplete", "submitted", lambda one: one.status is Status.SUBMITTED and bool(one.missing)),
    (
        "secretariat",
        "decide-eligibility",
        "submitted",
        lambda one: one.status is Status.SUBMITTED and not one.missing and not reviewing.ready(one),
    ),
    ("secretariat", "look-at-documents", "", papers.to_look_at),
    ("applicant", "send-document-again", "", papers.rejected),
    ("applicant", "correct-application", "returned", lambda one: one.status is Status.RETURNED),
    (
        "focal_point",
        "answer-nomination",
        "",
        lambda one: (
            one.endorsement.status is EndorsementStatus.REQUESTED
            and one.status in (Status.SUBMITTED, Status.UNDER_REVIEW, Status.SELECTED)
        ),
    ),
    ("applicant", "answer-offer", "selected", lambda one: one.status is Status.SELECTED),
)


def due(
    edition: Edition,
    applications: Sequence[Application],
    promotions: Iterable[Promotion],
    *,
    at: datetime,
    gaps: int = 0,
) -> list[Action]:
    """Everything that waits, in the order of the work; `gaps` is how much is missing before the call can open."""
    found = []
    for who, what, status, test in ON_APPLICATIONS:
        waiting = [one.waiting_since for one in applications if test(one)]
        if waiting:
            where = f"/editions/{edition.id}/applications" + (f"?status={status}" if status else "")
            found.append(Action(who=who, what=what, count=len(waiting), since=min(waiting), where=where))
    found += _of_freed_seats(edition, {one.id: one for one in applications}, promotions)
    return found + list(_of_edition(edition, applications, at, gaps))


def _of_freed_seats(
    edition: Edition, applications: Mapping[str, Application], promotions: Iterable[Promotion]
) -> Iterator[Action]:
    asked, meant = [], []
    for one in promotions:
        wanted = one.replacement if one.status is PromotionStatus.RESERVED else None
        if wanted and wanted.status is ReplacementStatus.ASKED:
            asked.append(wanted.asked_at)
        application = applications.get(one.application_id or "")
        if application and (wanted is None or application.status is Status.UNDER_REVIEW):
            meant.append(application.waiting_since)
    where = f"/editions/{edition.id}/promotions"
    for who, what, since in (("focal_point", "name-replacement", asked), ("secretariat", "promote", meant)):
        if since:
            yield Action(who=who, what=what, count=len(since), since=min(since), where=where)


APPLIED_TO = (EditionStatus.OPEN, EditionStatus.CLOSED_FOR_APPLICATIONS, EditionStatus.SELECTING, EditionStatus.DECIDED)


def of_people(edition: Edition, suspected_at: Sequence[datetime]) -> list[Action]:
    """The people who may be one, while it matters to an edition; they are looked at for all editions in one place."""
    if not suspected_at or edition.status not in APPLIED_TO:
        return []
    return [
        Action(
            who="secretariat",
            what="compare-people",
            count=len(suspected_at),
            since=min(suspected_at),
            where="/duplicates",
        )
    ]


def _of_edition(edition: Edition, applications: Sequence[Application], at: datetime, gaps: int) -> Iterator[Action]:
    here = f"/editions/{edition.id}"
    since = edition.timeline[-1].at if edition.timeline else at

    def one(who: str, what: str, where: str = here, count: int = 1) -> Action:
        return Action(who=who, what=what, count=count, since=since, where=where)

    match edition.status:
        case EditionStatus.DRAFT | EditionStatus.ANNOUNCED:
            what, where, count = ("complete-edition", f"{here}/setup", gaps) if gaps else ("open-edition", here, 1)
            yield one("secretariat", what, where, count)
        case EditionStatus.OPEN if at > edition.dates.application_closes_at:
            yield one("secretariat", "close-applications")
        case EditionStatus.CLOSED_FOR_APPLICATIONS:
            yield one("secretariat", "propose-selection", f"{here}/selection")
        case EditionStatus.SELECTING:
            yield one("director", "publish-selection", f"{here}/selection")
        case EditionStatus.DECIDED if edition.programme_version is not None:
            yield one("secretariat", "start-edition")
        case EditionStatus.RUNNING | EditionStatus.FINISHED:
            absent = sum(application.status is Status.CONFIRMED for application in applications)
            if absent:
                yield one("secretariat", "record-no-shows", f"{here}/applications?status=confirmed", absent)
            if edition.status is EditionStatus.RUNNING and edition.day(at) >= edition.dates.ends_on:
                yield one("secretariat", "finish-edition")
