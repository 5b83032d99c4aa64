"""The doors of registration: what it can be asked and told, what it listens to and what it does by the clock."""

from typing import Any

from eventlet import tpool

from services.registration import solver
from services.registration.model.cohort import Answer, Problem
from services.registration.repository import Registry
from services.registration.schemas import applications as forms
from services.registration.schemas import editions as calls
from services.registration.use_cases import (
    applications,
    editions,
    nominations,
    offers,
    participants,
    people,
    promotions,
    proposals,
    selection,
    views,
)
from shared.contracts.envelope import Actor, Cause
from shared.contracts.scheduling import ParticipantArrived, ProgrammeReleased
from shared.messaging.service import Heard, Operable, Repository, command, every, query, subscribe
from shared.storage import new_id, now

OFFICE = ("secretariat", "director")
PEOPLE = ("secretariat", "director", "auditor")

Asked = dict[str, Any]
Json = dict[str, Any]


def solve_aside(problem: Problem) -> Answer:
    """Solve in a thread of its own, so that the service goes on answering."""
    answer: Answer = tpool.execute(solver.solve, problem)
    return answer


class RegistrationService(Operable):
    """Editions and applications, from the call to the closing day."""

    name = "registration"

    registry = Repository(Registry)

    @command(calls.CreateEdition, by=OFFICE)
    def create_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.create(asked, cause, registry=self.registry, new_id=new_id)

    @command(calls.ChangeEdition, by=OFFICE)
    def open_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.open_call(asked, cause, registry=self.registry)

    @command(calls.ChangeEdition, by=OFFICE)
    def close_applications(self, asked: Asked, cause: Cause) -> Json:
        return editions.close_call(asked, cause, registry=self.registry)

    @command(calls.ReopenApplications, by=OFFICE)
    def reopen_applications(self, asked: Asked, cause: Cause) -> Json:
        return editions.reopen_call(asked, cause, registry=self.registry)

    @command(calls.ChangeEdition, by=OFFICE)
    def start_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.start(asked, cause, registry=self.registry)

    @command(calls.ChangeEdition, by=OFFICE)
    def finish_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.finish(asked, cause, registry=self.registry)

    @command(calls.CancelEdition, by=OFFICE)
    def cancel_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.cancel(asked, cause, registry=self.registry)

    @subscribe(ProgrammeReleased)
    def note_programme(self, released: ProgrammeReleased, _heard: Heard) -> None:
        editions.note_programme(released, registry=self.registry)

    @query(calls.Nothing, by=PEOPLE)
    def editions(self, _asked: Asked, actor: Actor) -> Json:
        return views.editions(actor, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def edition(self, asked: Asked, actor: Actor) -> Json:
        return views.edition(asked, actor, registry=self.registry)

    @query(calls.Nothing, by=("public", *PEOPLE))
    def open_edition_now(self, _asked: Asked, _actor: Actor) -> Json:
        return views.open_edition(registry=self.registry, at=now())

    @command(forms.SubmitApplication, by=("public", "secretariat"))
    def submit_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.submit(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ResubmitApplication, by=("applicant",))
    def resubmit_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.resubmit(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ReturnApplication, by=("secretariat",))
    def return_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.send_back(asked, cause, registry=self.registry)

    @command(forms.ChangeApplication, by=OFFICE)
    def start_review(self, asked: Asked, cause: Cause) -> Json:
        return applications.start_review(asked, cause, registry=self.registry)

    @command(calls.OfEdition, by=OFFICE)
    def start_reviews(self, asked: Asked, cause: Cause) -> Json:
        return applications.start_reviews(asked, cause, registry=self.registry)

    @command(forms.MarkIneligible, by=("secretariat",))
    def mark_ineligible(self, asked: Asked, cause: Cause) -> Json:
        return applications.mark_ineligible(asked, cause, registry=self.registry)

    @command(forms.ReopenApplication, by=("director",))
    def reopen_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.reopen(asked, cause, registry=self.registry)

    @every(60)
    def lapse_uncorrected(self, cause: Cause) -> None:
        applications.lapse_uncorrected(cause, registry=self.registry)

    @query(forms.ListApplications, by=PEOPLE)
    def applications(self, asked: Asked, _actor: Actor) -> Json:
        return views.applications(asked, registry=self.registry)

    @query(forms.OfApplication, by=PEOPLE)
    def application(self, asked: Asked, actor: Actor) -> Json:
        return views.application(asked, actor, registry=self.registry, at=now())

    @query(forms.OfNumber, by=PEOPLE)
    def application_of_number(self, asked: Asked, _actor: Actor) -> Json:
        return views.application_of_number(asked, registry=self.registry)

    @query(forms.OfApplication, by=PEOPLE)
    def letter(self, asked: Asked, _actor: Actor) -> Json:
        return views.letter(asked, registry=self.registry)

    @query(forms.OfApplication, by=("applicant",))
    def my_application(self, asked: Asked, actor: Actor) -> Json:
        return views.my_application(asked, actor, registry=self.registry, at=now())

    @command(forms.AnswerNomination, by=("focal_point",))
    def answer_nomination(self, asked: Asked, cause: Cause) -> Json:
        return nominations.answer(asked, cause, registry=self.registry)

    @command(forms.RecordEndorsement, by=("secretariat",))
    def record_endorsement(self, asked: Asked, cause: Cause) -> Json:
        return nominations.record(asked, cause, registry=self.registry)

    @every(60)
    def expire_nominations(self, cause: Cause) -> None:
        nominations.expire(cause, registry=self.registry)

    @query(forms.OfApplication, by=("focal_point",))
    def nomination(self, asked: Asked, actor: Actor) -> Json:
        return views.nomination(asked, actor, registry=self.registry, at=now())

    @command(calls.OfEdition, by=OFFICE)
    def propose_selection(self, asked: Asked, cause: Cause) -> Json:
        return proposals.propose(asked, cause, registry=self.registry, solve=solve_aside)

    @command(calls.ChangeEdition, by=OFFICE)
    def undo_proposal(self, asked: Asked, cause: Cause) -> Json:
        return proposals.undo(asked, cause, registry=self.registry)

    @command(calls.WeighAims, by=OFFICE)
    def weigh_aims(self, asked: Asked, cause: Cause) -> Json:
        return proposals.weigh_aims(asked, cause, registry=self.registry)

    @command(forms.PinApplication, by=OFFICE)
    def pin(self, asked: Asked, cause: Cause) -> Json:
        return proposals.pin(asked, cause, registry=self.registry)

    @command(forms.Decide, by=OFFICE)
    def decide(self, asked: Asked, cause: Cause) -> Json:
        return selection.decide(asked, cause, registry=self.registry)

    @command(calls.ChangeEdition, by=("director",))
    def publish_selection(self, asked: Asked, cause: Cause) -> Json:
        return selection.publish(asked, cause, registry=self.registry, new_id=new_id)

    @query(calls.OfEdition, by=PEOPLE)
    def selection(self, asked: Asked, _actor: Actor) -> Json:
        return views.dry_run(asked, registry=self.registry)

    @command(forms.ChangeApplication, by=("applicant",))
    def confirm_offer(self, asked: Asked, cause: Cause) -> Json:
        return offers.confirm(asked, cause, registry=self.registry)

    @command(forms.GiveUp, by=("applicant", "focal_point"))
    def decline_offer(self, asked: Asked, cause: Cause) -> Json:
        return offers.decline(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.GiveUp, by=("applicant", "secretariat", "focal_point"))
    def withdraw_application(self, asked: Asked, cause: Cause) -> Json:
        return offers.withdraw(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.TakeBack, by=("director",))
    def withdraw_by_course(self, asked: Asked, cause: Cause) -> Json:
        return offers.take_back(asked, cause, registry=self.registry, new_id=new_id)

    @every(60)
    def lapse_offers(self, cause: Cause) -> None:
        offers.lapse(cause, registry=self.registry, new_id=new_id)

    @command(forms.Promote, by=OFFICE)
    def promote(self, asked: Asked, cause: Cause) -> Json:
        return promotions.promote(asked, cause, registry=self.registry, new_id=new_id)

    @every(60)
    def close_waiting_lists(self, cause: Cause) -> None:
        promotions.close_waiting_lists(cause, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def promotions(self, asked: Asked, _actor: Actor) -> Json:
        return views.promotions(asked, registry=self.registry)

    @subscribe(ParticipantArrived)
    def enrol(self, arrived: ParticipantArrived, heard: Heard) -> None:
        participants.enrol(arrived, heard, registry=self.registry)

    @command(forms.ChangeApplication, by=("secretariat",))
    def record_no_show(self, asked: Asked, cause: Cause) -> Json:
        return participants.record_no_show(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ChangeApplication, by=("secretariat",))
    def record_left_early(self, asked: Asked, cause: Cause) -> Json:
        return participants.record_left_early(asked, cause, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def participants(self, asked: Asked, _actor: Actor) -> Json:
        return views.participants(asked, registry=self.registry)

    @command(calls.RestateContacts, by=OFFICE)
    def restate_contacts(self, asked: Asked, _cause: Cause) -> Json:
        return people.restate(asked, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def next_actions(self, asked: Asked, _actor: Actor) -> Json:
        return views.actions(asked, registry=self.registry, at=now())
