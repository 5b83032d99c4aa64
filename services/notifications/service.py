"""Notifications' doors: the facts it hears, and what staff ask about emails."""

from collections.abc import Callable
from typing import Any, cast

from nameko.extensions import DependencyProvider

from services.notifications.links import Links
from services.notifications.model.status_emails import STATUS_EMAILS, StatusEmail
from services.notifications.rendering import Templates
from services.notifications.repository import Emails, Known
from services.notifications.schemas import CallPreviewed, EditionAsked, EmailAsked, EmailsAsked
from services.notifications.use_cases import learn, preview, register, write
from shared.contracts import registration, scheduling
from shared.contracts.envelope import Actor, Cause
from shared.contracts.event import Event
from shared.messaging import metrics
from shared.messaging.entrypoints import OwnDatabase
from shared.messaging.service import Heard, Operable, Repository, Setting, command, query, subscribe
from shared.messaging.settings import read_secret
from shared.storage import now

STAFF = ("secretariat", "director", "auditor")
TEMPLATES = Templates()


class PublicLinks(DependencyProvider):
    """The links in emails; the key that signs them is read when the process starts, which a missing one prevents."""

    def setup(self) -> None:
        """Read the key."""
        settings = self.container.config
        self._links = Links(settings["PUBLIC_URL"], read_secret(settings, "link-key"))

    def get_dependency(self, _worker: Any) -> Links:
        """The same for every worker."""
        return self._links


class Numbers(DependencyProvider):
    """The register's numbers on /metrics; here, since the sender may be away when somebody has to know."""

    own = OwnDatabase()

    def start(self) -> None:
        """Offer them."""
        emails = Emails(self.own.database)
        metrics.at_scrape(lambda: register.numbers(now(), emails=emails))

    def get_dependency(self, _worker: Any) -> None:
        """No worker needs them."""


class NotificationsService(Operable):
    """Hears facts, writes emails, answers for them. The sender is a process of its own."""

    name = "notifications"

    outgoing = Repository(Emails)
    known = Repository(Known)
    links = cast(Links, PublicLinks())
    sender = Setting("SENDER")
    numbers = Numbers()

    @subscribe(registration.ContactUpdated)
    def learn_contact(self, event: registration.ContactUpdated, heard: Heard) -> None:
        learn.contact(event, heard.sequence, known=self.known)

    @subscribe(scheduling.ContactUpdated)
    def learn_experts_contact(self, event: scheduling.ContactUpdated, heard: Heard) -> None:
        learn.contact(event, heard.sequence, known=self.known)

    @subscribe(registration.EditionOpened)
    def learn_edition(self, event: registration.EditionOpened, heard: Heard) -> None:
        learn.edition(event, heard.sequence, known=self.known)

    @subscribe(scheduling.SessionPublished)
    def learn_session(self, event: scheduling.SessionPublished, heard: Heard) -> None:
        learn.session(event, heard.sequence, known=self.known)

    @subscribe(registration.InstitutionUpdated)
    def learn_institution(self, event: registration.InstitutionUpdated, heard: Heard) -> None:
        learn.institution(event, heard.sequence, known=self.known)

    @subscribe(registration.CallAcknowledged)
    def learn_call_acknowledged(self, event: registration.CallAcknowledged, heard: Heard) -> None:
        learn.asked(event, heard, known=self.known)

    @subscribe(registration.CallDeclined)
    def learn_call_declined(self, event: registration.CallDeclined, heard: Heard) -> None:
        learn.asked(event, heard, known=self.known)

    @subscribe(registration.CallUnanswered)
    def learn_call_unanswered(self, event: registration.CallUnanswered, heard: Heard) -> None:
        learn.asked(event, heard, known=self.known)

    @subscribe(registration.NominationWithdrawn)
    def learn_nomination_withdrawn(self, event: registration.NominationWithdrawn, heard: Heard) -> None:
        learn.asked(event, heard, known=self.known)

    @subscribe(registration.ReplacementDeclined)
    def learn_replacement_declined(self, event: registration.ReplacementDeclined, heard: Heard) -> None:
        learn.replacement(event, heard, known=self.known)

    @subscribe(registration.ReplacementLapsed)
    def learn_replacement_lapsed(self, event: registration.ReplacementLapsed, heard: Heard) -> None:
        learn.replacement(event, heard, known=self.known)

    @subscribe(registration.ReplacementSeated)
    def learn_replacement_seated(self, event: registration.ReplacementSeated, heard: Heard) -> None:
        learn.replacement(event, heard, known=self.known)

    @subscribe(registration.ReviewSubmitted)
    def learn_review(self, event: registration.ReviewSubmitted, heard: Heard) -> None:
        learn.review(event, heard.sequence, known=self.known)

    @subscribe(registration.ReviewRecused)
    def learn_recusal(self, event: registration.ReviewRecused, heard: Heard) -> None:
        learn.review(event, heard.sequence, known=self.known)

    @subscribe(registration.DraftSent)
    def learn_draft_sent(self, event: registration.DraftSent, heard: Heard) -> None:
        learn.waited_for(event, heard, known=self.known)

    @subscribe(registration.ApplicationDiscarded)
    def learn_draft_discarded(self, event: registration.ApplicationDiscarded, heard: Heard) -> None:
        learn.waited_for(event, heard, known=self.known)

    @subscribe(registration.DocumentReplaced)
    def learn_document_replaced(self, event: registration.DocumentReplaced, heard: Heard) -> None:
        learn.waited_for(event, heard, known=self.known)

    @subscribe(registration.ParticipantDetailsCompleted)
    def learn_details_completed(self, event: registration.ParticipantDetailsCompleted, heard: Heard) -> None:
        learn.waited_for(event, heard, known=self.known)

    @query(EmailsAsked, by=STAFF)
    def emails(self, asked: dict[str, Any], _actor: Actor) -> dict[str, Any]:
        return register.listed(asked, emails=self.outgoing, sender=self.sender)

    @query(EmailAsked, by=STAFF)
    def email(self, asked: dict[str, Any], _actor: Actor) -> dict[str, Any]:
        return register.shown(asked["email_id"], emails=self.outgoing, sender=self.sender)

    @query(EditionAsked, by=STAFF)
    def next_actions(self, asked: dict[str, Any], _actor: Actor) -> dict[str, Any]:
        return register.next_actions(asked["edition_id"], emails=self.outgoing)

    @query(CallPreviewed, by=STAFF)
    def call_email(self, asked: dict[str, Any], _actor: Actor) -> dict[str, Any]:
        return preview.call(asked, known=self.known, templates=TEMPLATES, links=self.links)

    @command(EmailAsked, by=("secretariat",))
    def resend_email(self, asked: dict[str, Any], cause: Cause) -> dict[str, Any]:
        return register.resend(asked["email_id"], cause.at, emails=self.outgoing, sender=self.sender)


def _tells(row: StatusEmail) -> Callable[[NotificationsService, Event, Heard], None]:
    def tell(self: NotificationsService, event: Event, heard: Heard) -> None:
        desk = write.Desk(known=self.known, emails=self.outgoing, templates=TEMPLATES, links=self.links)
        write.tell(row, event, heard, desk=desk)

    return tell


# Every row of the table is heard by a method of its own, named for its template: tell_application_selected and so on.
for _row in STATUS_EMAILS:
    setattr(NotificationsService, f"tell_{_row.template}".replace("-", "_"), subscribe(_row.event)(_tells(_row)))
