"""Notifications listening to registration: late, of one subject before the other, with a sender that comes and goes."""

import itertools
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import cast

from services.notifications.model.email import Email
from services.notifications.model.status_emails import STATUS_EMAILS
from services.notifications.repository import Emails, Known
from services.notifications.smtp import Line, LineDown, Reply
from services.notifications.use_cases.deliver import Delivery
from services.registration.model.states import Status
from shared.contracts import registration as told
from shared.contracts.event import Event
from shared.contracts.notifications import EmailAccepted
from shared.contracts.refusal import NotYet
from tests.services.notifications.hearing import hear
from tests.services.notifications.mailroom import SENDER
from tests.services.notifications.memory import MemoryDesk
from tests.services.registration.memory import Kept, MemoryRegistry

MOMENT = timedelta(microseconds=1)

STANDS: dict[type[Event], Status] = {
    told.ApplicationSubmitted: Status.SUBMITTED,
    told.ApplicationReturned: Status.RETURNED,
    told.ApplicationResubmitted: Status.SUBMITTED,
    told.ApplicationLapsed: Status.LAPSED,
    told.ApplicationReviewStarted: Status.UNDER_REVIEW,
    told.ApplicationMarkedIneligible: Status.INELIGIBLE,
    told.ApplicationReopened: Status.UNDER_REVIEW,
    told.ApplicationSelected: Status.SELECTED,
    told.ApplicationPromoted: Status.SELECTED,
    told.OfferReminded: Status.SELECTED,
    told.OfferExtended: Status.SELECTED,
    told.ApplicationWaitlisted: Status.WAITLISTED,
    told.ApplicationNotSelected: Status.NOT_SELECTED,
    told.OfferConfirmed: Status.CONFIRMED,
    told.OfferDeclined: Status.DECLINED,
    told.OfferLapsed: Status.LAPSED,
    told.ApplicationWithdrawn: Status.WITHDRAWN,
    told.ApplicationWithdrawnByCourse: Status.WITHDRAWN_BY_COURSE,
    told.ApplicationNoShowRecorded: Status.NO_SHOW,
    told.ApplicationEnrolled: Status.ENROLLED,
    told.ApplicationLeftEarly: Status.LEFT_EARLY,
    told.ApplicationFinished: Status.FINISHED,
}
"""Where an application stands after each fact that is told of it."""

NOMINATED = (told.NominationRequested, told.NominationReceived, told.NominationRefused, told.NominationExpired)
FOR_THE_WORD = (Status.SUBMITTED, Status.RETURNED, Status.UNDER_REVIEW, Status.WAITLISTED, Status.SELECTED)
"""Where an application stands while its institution's word is still of use."""

BY_TEMPLATE = {template: row for row in STATUS_EMAILS for template in row.templates}
HEARD = {
    *(row.event for row in STATUS_EMAILS),
    told.ContactUpdated,
    told.EditionOpened,
    told.ReplacementDeclined,
    told.ReplacementLapsed,
    told.ReplacementSeated,
}


class PostOffice:
    """Takes every email, unless it is closed."""

    is_open = True

    def send(self, _message: EmailMessage, *, before_text: Callable[[], None]) -> Reply:
        """One email comes."""
        if not self.is_open:
            raise LineDown
        before_text()
        return Reply(250, "OK")


class Listening:
    """What was published and not heard, what was heard, and what was sent of it; all by notifications' own handlers."""

    def __init__(self, at: Callable[[], datetime]) -> None:
        self._at, self._moments = at, itertools.count(1)
        self._desk, self._post, self._was_closed = MemoryDesk(), PostOffice(), False
        self._sender = Delivery(
            cast(Emails, self._desk.emails),
            cast(Known, self._desk.known),
            cast(Line, self._post),
            sender=SENDER,
            worker="sender-1",
            now=self._now,
        )
        self._collected: Counter[str] = Counter()
        self._numbered: Counter[str] = Counter()
        self._on_the_way: dict[str, deque[tuple[int, Event]]] = defaultdict(deque)
        self._facts: dict[str, Event] = {}
        self._heard: dict[str, list[str]] = defaultdict(list)
        self._sent: list[Email] = []

    def _now(self) -> datetime:
        """No two emails are written at the same moment."""
        return self._at() + next(self._moments) * MOMENT

    @property
    def waiting(self) -> list[str]:
        """Of which subjects there is something to hear."""
        return sorted(subject for subject, facts in self._on_the_way.items() if facts)

    def collect(self, memory: MemoryRegistry) -> None:
        """What was published since the last time is on its way, as the contract wants it."""
        for name, kept in vars(memory).items():
            if isinstance(kept, Kept):
                for event in kept.events[self._collected[name] :]:
                    event.to_data()
                    self._numbered[event.subject] += 1
                    if type(event) in HEARD:
                        self._on_the_way[event.subject].append((self._numbered[event.subject], event))
                self._collected[name] = len(kept.events)

    def hear(self, subject: str) -> bool:
        """The next fact about this is heard, or put off until more is known."""
        sequence, event = self._on_the_way[subject][0]
        event_id = f"{subject}-{sequence}"
        try:
            hear(self._desk.desk, event, event_id=event_id, sequence=sequence, at=self._now())
        except NotYet:
            return False
        self._on_the_way[subject].popleft()
        self._facts[event_id] = event
        self._heard[subject].append(event_id)
        return True

    def send(self, *, is_open: bool = True) -> bool:
        """The sender acts once, if anything waits for it; whatever goes out is true by all that was heard."""
        self._post.is_open = is_open
        before = len(self._desk.emails.events)
        try:
            was_there = self._sender.deliver_next()
        except LineDown:
            self._was_closed = True
            return True
        for event in self._desk.emails.events[before:]:
            if isinstance(event, EmailAccepted):
                self._check(self._desk.emails.get(event.email_id))
        return was_there

    def _check(self, email: Email) -> None:
        """It tells, once, of a fact that was heard; what asks for something is about where things stand by now."""
        row = BY_TEMPLATE[email.template]
        assert isinstance(self._facts[email.cause_event_id], row.event)
        assert email.key not in {earlier.key for earlier in self._sent}
        self._sent.append(email)
        if email.application_id and row.actionable_while:
            latest = self._latest(email.application_id, STANDS)
            stands = STANDS[type(self._facts[latest])]
            if row.event in STANDS:
                assert email.cause_event_id == latest
                assert stands is STANDS[row.event]
            elif row.event in NOMINATED:
                assert email.cause_event_id == self._latest(email.application_id, NOMINATED)
                assert stands in FOR_THE_WORD

    def _latest(self, subject: str, kinds: Collection[type[Event]]) -> str:
        return next(one for one in reversed(self._heard[subject]) if type(self._facts[one]) in kinds)

    def hear_and_send_all(self) -> None:
        """Nothing stays on the way for ever."""
        while waiting := self.waiting:
            heard = [self.hear(subject) for subject in waiting]
            assert any(heard)
        while self.send():
            pass

    def last_told(self, application_id: str, person_id: str) -> Event:
        """The fact that the last email to an applicant about where their application stands has told."""
        mine = [one for one in self._sent if (one.application_id, one.recipient_id) == (application_id, person_id)]
        ids = [one.cause_event_id for one in mine if type(self._facts[one.cause_event_id]) in STANDS]
        if self._was_closed:  # an email that met a closed server waits behind those that were written after it
            ids.sort(key=self._heard[application_id].index)
        return self._facts[ids[-1]]
