"""What every act of the demo needs: the people at the doors, the letters they get, and what has happened so far."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from deploy.demo.cast import Applicant
from deploy.demo.dates import Calendar
from deploy.demo.door import Door, Json, Refused, SignIn
from deploy.demo.letters import Letters
from deploy.demo.show import Show
from deploy.demo.waiting import Unexpected, until


@dataclass(frozen=True, kw_only=True)
class Place:
    """The running system: its gateway, four members of staff, and what else can be looked into.

    maildir:    the mail catcher's folder; without it the staff register of emails is read.
    broker:     the RabbitMQ management address with user and password and, as path, the vhost (%2F for "/").
    subscriber: the AMQP address an outside subscriber listens at; without it nobody listens beside the demo.
    """

    gateway: str
    secretariat: SignIn
    director: SignIn
    reviewer: SignIn
    travel_desk: SignIn
    maildir: Path | None = None
    broker: str = ""
    subscriber: str = ""


@dataclass(kw_only=True)
class Stage:
    """The edition being played. `expected` and `calls` say where each application and call must stand at the end.

    travels: application -> the path of its journey.
    told_inside: template -> how many emails are owed about facts that nobody outside hears of.
    """

    secretariat: Door
    director: Door
    reviewer: Door
    travel_desk: Door
    public: Door
    letters: Letters
    show: Show
    calendar: Calendar
    applicants: list[Applicant]
    edition_id: str = ""
    ids: dict[int, str] = field(default_factory=dict)
    expected: dict[str, str] = field(default_factory=dict)
    calls: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    told_inside: dict[str, int] = field(default_factory=dict)
    travels: dict[str, str] = field(default_factory=dict)
    selected: int = 0
    absentee: str = ""
    revoked: str = ""

    @property
    def edition(self) -> str:
        """The edition's path in the API."""
        return f"/editions/{self.edition_id}"

    def who(self, application_id: str) -> Applicant:
        """The applicant behind an application."""
        (row,) = (row for row, known in self.ids.items() if known == application_id)
        return next(applicant for applicant in self.applicants if applicant.row == row)

    def of_story(self, *stories: str) -> list[Applicant]:
        """The applicants with one of these stories."""
        return [applicant for applicant in self.applicants if applicant.story in stories]

    def ordinary(self) -> list[Applicant]:
        """Those who apply by themselves, with everything that is asked for and no story of their own."""
        return [one for one in self.of_story("") if not one.nominated and one.endorsement == "endorsed"]

    def turns(self, status: str, application_ids: Iterable[str]) -> None:
        """Wait until these applications stand at `status`."""
        awaited = set(application_ids)

        def all_there() -> bool:
            rows = self.secretariat.pages(f"{self.edition}/applications", status=status)
            return awaited <= {str(row["application_id"]) for row in rows}

        until(f"{len(awaited)} applications to be {status}", all_there)

    def told(self, template: str, application_ids: Iterable[str]) -> None:
        """Wait until the mail server has this email for each of these applications."""
        awaited = set(application_ids)

        def all_sent() -> bool:
            rows = self.secretariat.pages("/emails", edition_id=self.edition_id, template=template, status="accepted")
            return awaited <= {str(row["application_id"]) for row in rows}

        if awaited:
            until(f"{len(awaited)} emails {template}", all_sent)

    def arrive(self, template: str, count: int) -> None:
        """Wait until the mail server has so many of these emails of the edition."""

        def all_sent() -> bool:
            rows = self.secretariat.pages("/emails", edition_id=self.edition_id, template=template, status="accepted")
            return sum(1 for _ in rows) == count

        until(f"{count} emails {template}", all_sent)

    def my(self, application_id: str) -> str:
        """The path behind the personal link in the applicant's emails."""
        address = self.who(application_id).email
        return "/my/" + until(f"a link for application {application_id}", lambda: self.letters.link("my", address))

    def refusal(self, body: Json) -> str:
        """Send an application that must be refused; the code of the refusal."""
        try:
            self.public.post("/applications", {"edition_id": self.edition_id, **body})
        except Refused as refused:
            self.refused[refused.code] = self.refused.get(refused.code, 0) + 1
            return refused.code
        raise Unexpected("an application was accepted that should have been refused")
