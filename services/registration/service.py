"""The doors of registration: what it can be asked and told, what it listens to and what it does by the clock."""

from base64 import b32encode
from datetime import datetime
from secrets import token_bytes
from typing import Any

from eventlet import tpool
from eventlet.semaphore import Semaphore
from nameko.extensions import DependencyProvider

from services.registration import solver
from services.registration.model.cohort import Answer, Problem
from services.registration.model.visa_letter import VisaLetter
from services.registration.pdf import Typesetter
from services.registration.repository import Registry
from services.registration.schemas import applications as forms
from services.registration.schemas import bulk as many
from services.registration.schemas import calls as governments
from services.registration.schemas import details as stays
from services.registration.schemas import editions as calls
from services.registration.schemas import eligibility as requirements
from services.registration.schemas import matches as pairs
from services.registration.schemas import reviews as judging
from services.registration.schemas import travel as journeys
from services.registration.use_cases import (
    applications,
    bulk,
    call_views,
    details,
    documents,
    drafts,
    duplicates,
    editing,
    editions,
    eligibility,
    institution_file,
    institutions,
    nominated,
    nominations,
    offers,
    participants,
    people,
    promotions,
    proposals,
    replacements,
    reviews,
    selection,
    sending,
    setting_up,
    statistics,
    travels,
    views,
    visa_letters,
)
from services.registration.use_cases import calls as calling
from shared.contracts.envelope import Actor, Cause
from shared.contracts.scheduling import ParticipantArrived, ProgrammeReleased
from shared.messaging.service import Heard, Operable, Repository, Setting, command, every, query, subscribe
from shared.storage import new_id, now

OFFICE = ("secretariat", "director")
PEOPLE = ("secretariat", "director", "auditor")
DESK = ("travel_desk",)

Asked = dict[str, Any]
Json = dict[str, Any]


def solve_aside(problem: Problem) -> Answer:
    """Solve in a thread of its own, so that the service goes on answering."""
    answer: Answer = tpool.execute(solver.solve, problem)
    return answer


class Press(DependencyProvider):
    """Sets visa letters, one at a time, in a real thread: a page takes some 20 ms that the hub must not."""

    def setup(self) -> None:
        """Load fonts and template, once."""
        self._typesetter = Typesetter()
        self._turn = Semaphore()

    def get_dependency(self, _worker: object) -> "Press":
        """The one press."""
        return self

    def set(self, letter: VisaLetter, *, check_url: str, at: datetime) -> bytes:
        """The PDF."""
        with self._turn:
            made: bytes = tpool.execute(self._typesetter.set, letter, check_url=check_url, at=at)
            return made


def new_verify_id() -> str:
    """A public code of 128 random bits, in 26 letters and digits."""
    return b32encode(token_bytes(16)).decode().rstrip("=")


class RegistrationService(Operable):
    """Editions and applications, from the call to the closing day."""

    name = "registration"

    registry = Repository(Registry)
    press = Press()
    public_url = Setting("PUBLIC_URL")

    @command(calls.CreateEdition, by=OFFICE)
    def create_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.create(asked, cause, registry=self.registry, new_id=new_id)

    @command(calls.ChangeEdition, by=OFFICE)
    def open_edition(self, asked: Asked, cause: Cause) -> Json:
        return editions.open_call(asked, cause, registry=self.registry)

    @command(calls.ChangeEdition, by=OFFICE)
    def close_applications(self, asked: Asked, cause: Cause) -> Json:
        return editions.close_call(asked, cause, registry=self.registry)

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
        return views.edition(asked, actor, registry=self.registry, at=now())

    @query(calls.Nothing, by=("public", *PEOPLE))
    def open_edition_now(self, _asked: Asked, _actor: Actor) -> Json:
        return views.open_edition(registry=self.registry, at=now())

    @command(calls.ChangeDates, by=OFFICE)
    def change_dates(self, asked: Asked, cause: Cause) -> Json:
        return setting_up.change_dates(asked, cause, registry=self.registry)

    @command(calls.ChangeSeats, by=OFFICE)
    def change_seats(self, asked: Asked, cause: Cause) -> Json:
        return setting_up.change_seats(asked, cause, registry=self.registry)

    @command(calls.ChangeTexts, by=OFFICE)
    def change_texts(self, asked: Asked, cause: Cause) -> Json:
        return setting_up.change_texts(asked, cause, registry=self.registry)

    @command(calls.ExtendWindow, by=OFFICE)
    def extend_window(self, asked: Asked, cause: Cause) -> Json:
        return setting_up.extend(asked, cause, registry=self.registry)

    @every(60)
    def close_windows(self, cause: Cause) -> None:
        setting_up.close_windows(cause, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def edition_progress(self, asked: Asked, actor: Actor) -> Json:
        return setting_up.progress(asked, actor, registry=self.registry, at=now())

    @query(calls.OfEdition, by=PEOPLE)
    def next_edition(self, asked: Asked, _actor: Actor) -> Json:
        return setting_up.proposal(asked, registry=self.registry)

    @query(calls.OfCallText, by=("public", *PEOPLE))
    def call_text(self, asked: Asked, _actor: Actor) -> Json:
        return setting_up.call_text(asked, registry=self.registry)

    @query(calls.OfStatistics, by=PEOPLE)
    def statistics(self, asked: Asked, _actor: Actor) -> Json:
        return statistics.recorded_and_reported(asked, registry=self.registry)

    @command(calls.ReportTotals, by=OFFICE)
    def report_totals(self, asked: Asked, cause: Cause) -> Json:
        return statistics.report(asked, cause, registry=self.registry, new_id=new_id)

    @command(calls.StrikeReport, by=OFFICE)
    def strike_report(self, asked: Asked, cause: Cause) -> Json:
        return statistics.strike(asked, cause, registry=self.registry)

    @command(forms.SubmitApplication, by=("public", "secretariat"), in_turn=True)
    def submit_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.submit(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ResubmitApplication, by=("applicant",))
    def resubmit_application(self, asked: Asked, cause: Cause) -> Json:
        return applications.resubmit(asked, cause, registry=self.registry, new_id=new_id)

    @every(10)
    def compare_people(self, cause: Cause) -> None:
        duplicates.compare(cause, registry=self.registry, new_id=new_id)

    @query(pairs.ListMatches, by=PEOPLE)
    def duplicates(self, asked: Asked, _actor: Actor) -> Json:
        return duplicates.listed(asked, registry=self.registry)

    @query(pairs.OfMatch, by=PEOPLE)
    def duplicate(self, asked: Asked, _actor: Actor) -> Json:
        return duplicates.shown(asked, registry=self.registry)

    @query(pairs.OfPerson, by=PEOPLE)
    def person(self, asked: Asked, _actor: Actor) -> Json:
        return duplicates.of_person(asked["person_id"], registry=self.registry)

    @command(pairs.DecideMatch, by=OFFICE)
    def merge_people(self, asked: Asked, cause: Cause) -> Json:
        return duplicates.merge(asked, cause, registry=self.registry)

    @command(pairs.DecideMatch, by=OFFICE)
    def tell_people_apart(self, asked: Asked, cause: Cause) -> Json:
        return duplicates.tell_apart(asked, cause, registry=self.registry)

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

    @query(many.PlanBulk, by=OFFICE)
    def bulk_plan(self, asked: Asked, actor: Actor) -> Json:
        return bulk.plan(asked, actor, registry=self.registry, at=now())

    @command(many.RunBulk, by=OFFICE)
    def run_bulk(self, asked: Asked, cause: Cause) -> Json:
        return bulk.run(asked, cause, registry=self.registry, new_id=new_id)

    @query(many.OfBulk, by=PEOPLE)
    def bulk_act(self, asked: Asked, _actor: Actor) -> Json:
        return bulk.show(asked, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def bulk_acts(self, asked: Asked, _actor: Actor) -> Json:
        return bulk.latest(asked, registry=self.registry)

    @query(forms.ListApplications, by=PEOPLE)
    def applications(self, asked: Asked, _actor: Actor) -> Json:
        return views.applications(asked, registry=self.registry)

    @query(forms.ListApplications, by=OFFICE)
    def exported_applications(self, asked: Asked, _actor: Actor) -> Json:
        return views.exported(asked, registry=self.registry)

    @query(forms.OfApplication, by=PEOPLE)
    def application(self, asked: Asked, actor: Actor) -> Json:
        return views.application(asked, actor, registry=self.registry, at=now())

    @query(forms.OfNumber, by=PEOPLE)
    def application_of_number(self, asked: Asked, _actor: Actor) -> Json:
        return views.application_of_number(asked, registry=self.registry)

    @command(forms.StartApplication, by=("public",))
    def start_application(self, asked: Asked, cause: Cause) -> Json:
        return drafts.start(asked, cause, registry=self.registry, new_id=new_id)

    @command(governments.StartNominated, by=("applicant",))
    def start_nominated_application(self, asked: Asked, cause: Cause) -> Json:
        return drafts.start_nominated(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.SaveDraft, by=("applicant",))
    def save_draft(self, asked: Asked, cause: Cause) -> Json:
        return drafts.save(asked, cause, registry=self.registry)

    @command(forms.AttachDocument, by=("applicant",))
    def attach_document(self, asked: Asked, cause: Cause) -> Json:
        return drafts.attach(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ChangeDraft, by=("applicant",), in_turn=True)
    def send_draft(self, asked: Asked, cause: Cause) -> Json:
        return sending.send(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.ChangeDraft, by=("applicant",))
    def discard_draft(self, asked: Asked, cause: Cause) -> Json:
        return drafts.discard(asked, cause, registry=self.registry)

    @every(60)
    def look_after_drafts(self, cause: Cause) -> None:
        drafts.by_the_clock(cause, registry=self.registry)

    @query(forms.OfDraft, by=("applicant",))
    def my_draft(self, asked: Asked, actor: Actor) -> Json:
        return sending.mine(asked, actor, registry=self.registry)

    @command(forms.EditApplication, by=("applicant", "secretariat"))
    def edit_application(self, asked: Asked, cause: Cause) -> Json:
        return editing.edit(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.UploadDocument, by=("applicant",))
    def upload_document(self, asked: Asked, cause: Cause) -> Json:
        return documents.upload(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.OfDocument, by=("secretariat",))
    def accept_document(self, asked: Asked, cause: Cause) -> Json:
        return documents.accept(asked, cause, registry=self.registry)

    @command(forms.RejectDocument, by=("secretariat",))
    def reject_document(self, asked: Asked, cause: Cause) -> Json:
        return documents.reject(asked, cause, registry=self.registry)

    @query(forms.OfDocument, by=PEOPLE)
    def document(self, asked: Asked, _actor: Actor) -> Json:
        return documents.content(asked, registry=self.registry)

    @command(stays.SavePassport, by=("applicant",))
    def save_passport(self, asked: Asked, cause: Cause) -> Json:
        return details.save("passport", asked, cause, registry=self.registry, new_id=new_id)

    @command(stays.SaveEmergency, by=("applicant",))
    def save_emergency(self, asked: Asked, cause: Cause) -> Json:
        return details.save("emergency", asked, cause, registry=self.registry, new_id=new_id)

    @command(stays.SaveNeeds, by=("applicant",))
    def save_needs(self, asked: Asked, cause: Cause) -> Json:
        return details.save("needs", asked, cause, registry=self.registry, new_id=new_id)

    @command(stays.SaveTravel, by=("applicant",))
    def save_travel(self, asked: Asked, cause: Cause) -> Json:
        return details.save("travel", asked, cause, registry=self.registry, new_id=new_id)

    @command(stays.ConfirmCertificateName, by=("applicant",))
    def confirm_certificate_name(self, asked: Asked, cause: Cause) -> Json:
        return details.save("certificate", asked, cause, registry=self.registry, new_id=new_id)

    @query(forms.OfApplication, by=("applicant",))
    def my_details(self, asked: Asked, actor: Actor) -> Json:
        return details.mine(asked, actor, registry=self.registry)

    @query(forms.OfApplication, by=PEOPLE)
    def participant_details(self, asked: Asked, actor: Actor) -> Json:
        return details.of_participant(asked, actor, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def details_of_participants(self, asked: Asked, _actor: Actor) -> Json:
        return details.of_edition(asked, registry=self.registry)

    @every(60)
    def remind_of_details(self, cause: Cause) -> None:
        details.by_the_clock(cause, registry=self.registry, new_id=new_id)

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

    @command(forms.ConfirmOffer, by=("applicant",))
    def confirm_offer(self, asked: Asked, cause: Cause) -> Json:
        return offers.confirm(asked, cause, registry=self.registry)

    @command(forms.ChangeParts, by=("applicant",))
    def change_offer_parts(self, asked: Asked, cause: Cause) -> Json:
        return offers.change_parts(asked, cause, registry=self.registry)

    @command(forms.ExtendOffer, by=OFFICE)
    def extend_offer(self, asked: Asked, cause: Cause) -> Json:
        return offers.extend(asked, cause, registry=self.registry)

    @command(calls.SetOfferTerms, by=OFFICE)
    def set_offer_terms(self, asked: Asked, cause: Cause) -> Json:
        return setting_up.set_offer_terms(asked, cause, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def offers(self, asked: Asked, _actor: Actor) -> Json:
        return views.offers(asked, registry=self.registry, at=now())

    @command(forms.OfApplication, by=("applicant", "secretariat"))
    def make_visa_letter(self, asked: Asked, cause: Cause) -> Json:
        return visa_letters.make(
            asked,
            cause,
            registry=self.registry,
            new_id=new_id,
            new_verify_id=new_verify_id,
            press=self.press,
            public_url=self.public_url,
        )

    @query(forms.OfApplication, by=("applicant", *PEOPLE))
    def visa_letter_pdf(self, asked: Asked, actor: Actor) -> Json:
        return visa_letters.pdf(asked, actor, registry=self.registry)

    @query(forms.OfVisaLetter, by=("public", *PEOPLE))
    def check_visa_letter(self, asked: Asked, _actor: Actor) -> Json:
        return visa_letters.check(asked, registry=self.registry)

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
    def remind_offers(self, cause: Cause) -> None:
        offers.remind(cause, registry=self.registry)

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
        return views.promotions(asked, registry=self.registry, at=now())

    @query(forms.OfReplacement, by=("focal_point", *PEOPLE))
    def replacement(self, asked: Asked, actor: Actor) -> Json:
        return replacements.asked(asked, actor, registry=self.registry)

    @command(forms.NameReplacement, by=("focal_point", "secretariat"))
    def name_replacement(self, asked: Asked, cause: Cause) -> Json:
        return replacements.name(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.DeclineReplacement, by=("focal_point", "secretariat"))
    def decline_replacement(self, asked: Asked, cause: Cause) -> Json:
        return replacements.decline(asked, cause, registry=self.registry)

    @every(60)
    def release_reserved_seats(self, cause: Cause) -> None:
        replacements.release(cause, registry=self.registry)

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

    @command(requirements.SetEligibilityRules, by=OFFICE)
    def set_eligibility_rules(self, asked: Asked, cause: Cause) -> Json:
        return eligibility.set_rules(asked, cause, registry=self.registry)

    @command(requirements.OverrideEligibility, by=("secretariat",))
    def override_eligibility(self, asked: Asked, cause: Cause) -> Json:
        return eligibility.override(asked, cause, registry=self.registry)

    @every(60)
    def check_eligibility(self, cause: Cause) -> None:
        eligibility.check_unchecked(cause, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def eligibility_rules(self, asked: Asked, _actor: Actor) -> Json:
        return views.eligibility_rules(asked, registry=self.registry)

    @command(judging.EnrolReviewer, by=("secretariat",))
    def enrol_reviewer(self, asked: Asked, cause: Cause) -> Json:
        return reviews.enrol(asked, cause, registry=self.registry, new_id=new_id)

    @command(judging.OfReviewer, by=("secretariat",))
    def release_reviewer(self, asked: Asked, cause: Cause) -> Json:
        return reviews.release(asked, cause, registry=self.registry, new_id=new_id)

    @query(calls.Nothing, by=PEOPLE)
    def reviewers(self, _asked: Asked, _actor: Actor) -> Json:
        return reviews.members(registry=self.registry)

    @command(judging.SetReviewPlan, by=OFFICE)
    def set_review_plan(self, asked: Asked, cause: Cause) -> Json:
        return reviews.set_plan(asked, cause, registry=self.registry)

    @command(judging.AssignReviews, by=OFFICE)
    def assign_reviews(self, asked: Asked, cause: Cause) -> Json:
        return reviews.assign(asked, cause, registry=self.registry, new_id=new_id)

    @command(judging.SubmitReview, by=("reviewer",))
    def submit_review(self, asked: Asked, cause: Cause) -> Json:
        return reviews.submit(asked, cause, registry=self.registry)

    @command(judging.RecuseReview, by=("reviewer",))
    def recuse_review(self, asked: Asked, cause: Cause) -> Json:
        return reviews.recuse(asked, cause, registry=self.registry, new_id=new_id)

    @command(judging.ReopenReview, by=("director",))
    def reopen_review(self, asked: Asked, cause: Cause) -> Json:
        return reviews.reopen(asked, cause, registry=self.registry)

    @query(calls.Nothing, by=("reviewer",))
    def my_reviews(self, _asked: Asked, actor: Actor) -> Json:
        return reviews.of_reviewer(actor, registry=self.registry)

    @query(judging.OfReview, by=("reviewer",))
    def my_review(self, asked: Asked, actor: Actor) -> Json:
        return reviews.one_of_reviewer(asked, actor, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def review_progress(self, asked: Asked, _actor: Actor) -> Json:
        return reviews.progress(asked, registry=self.registry, today=lambda edition: edition.day(now()))

    @command(calls.RestateContacts, by=OFFICE)
    def restate_contacts(self, asked: Asked, _cause: Cause) -> Json:
        return people.restate(asked, registry=self.registry)

    @query(calls.OfEdition, by=PEOPLE)
    def next_actions(self, asked: Asked, _actor: Actor) -> Json:
        return views.actions(asked, registry=self.registry, at=now())

    @command(governments.InstitutionRow, by=OFFICE)
    def add_institution(self, asked: Asked, cause: Cause) -> Json:
        return institutions.add(asked, cause, registry=self.registry, new_id=new_id)

    @command(governments.CorrectInstitution, by=OFFICE)
    def correct_institution(self, asked: Asked, cause: Cause) -> Json:
        return institutions.correct(asked, cause, registry=self.registry)

    @command(governments.AppointFocalPoint, by=OFFICE)
    def appoint_focal_point(self, asked: Asked, cause: Cause) -> Json:
        return institutions.appoint(asked, cause, registry=self.registry, new_id=new_id)

    @command(governments.InstitutionFile, by=OFFICE)
    def import_institutions(self, asked: Asked, cause: Cause) -> Json:
        return institution_file.take(asked, cause, registry=self.registry, new_id=new_id)

    @query(governments.InstitutionFile, by=OFFICE)
    def institution_import(self, asked: Asked, _actor: Actor) -> Json:
        return institution_file.plan(asked, registry=self.registry)

    @query(governments.ListInstitutions, by=PEOPLE)
    def institutions(self, asked: Asked, _actor: Actor) -> Json:
        return call_views.institutions(asked, registry=self.registry)

    @query(governments.OfInstitution, by=PEOPLE)
    def institution(self, asked: Asked, _actor: Actor) -> Json:
        return call_views.institution(asked, registry=self.registry)

    @command(governments.SetCallTerms, by=OFFICE)
    def set_call_terms(self, asked: Asked, cause: Cause) -> Json:
        return calling.set_terms(asked, cause, registry=self.registry)

    @command(governments.SendCall, by=OFFICE)
    def send_call(self, asked: Asked, cause: Cause) -> Json:
        return calling.send(asked, cause, registry=self.registry, new_id=new_id)

    @query(calls.OfEdition, by=PEOPLE)
    def call_plan(self, asked: Asked, _actor: Actor) -> Json:
        return call_views.plan(asked, registry=self.registry, at=now())

    @query(governments.ListCalls, by=PEOPLE)
    def calls(self, asked: Asked, actor: Actor) -> Json:
        return call_views.board(asked, actor, now(), registry=self.registry)

    @query(governments.OfCall, by=("focal_point", *PEOPLE))
    def call(self, asked: Asked, actor: Actor) -> Json:
        return call_views.call(asked, actor, registry=self.registry, at=now())

    @query(governments.OfCallLetter, by=PEOPLE)
    def call_letter(self, asked: Asked, actor: Actor) -> Json:
        return call_views.call_letter(asked, actor, registry=self.registry)

    @command(governments.OfCall, by=OFFICE)
    def remind_call(self, asked: Asked, cause: Cause) -> Json:
        return calling.remind(asked, cause, registry=self.registry)

    @command(governments.AnswerCall, by=("focal_point", "secretariat"))
    def acknowledge_call(self, asked: Asked, cause: Cause) -> Json:
        return calling.acknowledge(asked, cause, registry=self.registry)

    @command(governments.DeclineCall, by=("focal_point", "secretariat"))
    def decline_call(self, asked: Asked, cause: Cause) -> Json:
        return calling.decline(asked, cause, registry=self.registry)

    @command(governments.Nominate, by=("focal_point", "secretariat"))
    def nominate(self, asked: Asked, cause: Cause) -> Json:
        return calling.nominate(asked, cause, registry=self.registry, new_id=new_id)

    @command(governments.RankNomination, by=("focal_point", "secretariat"))
    def rank_nomination(self, asked: Asked, cause: Cause) -> Json:
        return calling.rank(asked, cause, registry=self.registry)

    @command(governments.OfNomination, by=("focal_point", "secretariat"))
    def withdraw_nomination(self, asked: Asked, cause: Cause) -> Json:
        return calling.take_back(asked, cause, registry=self.registry)

    @command(governments.SendCallLetter, by=("focal_point", "secretariat"))
    def send_call_letter(self, asked: Asked, cause: Cause) -> Json:
        return calling.receive_letter(asked, cause, registry=self.registry, new_id=new_id)

    @every(60)
    def chase_calls(self, cause: Cause) -> None:
        calling.chase(cause, registry=self.registry)

    @query(governments.OfInvitation, by=("applicant",))
    def invitation(self, asked: Asked, actor: Actor) -> Json:
        return nominated.invitation(asked, actor, registry=self.registry)

    @command(governments.SubmitNominated, by=("applicant",), in_turn=True)
    def submit_nominated_application(self, asked: Asked, cause: Cause) -> Json:
        return nominated.submit(asked, cause, registry=self.registry, new_id=new_id)

    @command(journeys.RequestTravel, by=("applicant", *DESK))
    def request_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.request(asked, cause, registry=self.registry, new_id=new_id)

    @command(forms.OfApplication, by=("applicant", *DESK))
    def decline_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.decline_need(asked, cause, registry=self.registry, new_id=new_id)

    @command(journeys.ApproveTravel, by=("director", *DESK))
    def approve_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.approve(asked, cause, registry=self.registry)

    @command(journeys.RefuseTravel, by=DESK)
    def refuse_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.refuse(asked, cause, registry=self.registry)

    @command(journeys.TellItinerary, by=DESK)
    def propose_itinerary(self, asked: Asked, cause: Cause) -> Json:
        return travels.propose(asked, cause, registry=self.registry)

    @command(journeys.TellItinerary, by=("applicant", *DESK))
    def record_itinerary(self, asked: Asked, cause: Cause) -> Json:
        return travels.record(asked, cause, registry=self.registry)

    @command(journeys.ChangeTravel, by=("applicant",))
    def accept_itinerary(self, asked: Asked, cause: Cause) -> Json:
        return travels.accept(asked, cause, registry=self.registry)

    @command(journeys.DeclineItinerary, by=("applicant",))
    def decline_itinerary(self, asked: Asked, cause: Cause) -> Json:
        return travels.decline(asked, cause, registry=self.registry)

    @command(journeys.TicketTravel, by=("director", *DESK))
    def ticket_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.ticket(asked, cause, registry=self.registry)

    @command(journeys.ChangeTravel, by=DESK)
    def complete_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.complete(asked, cause, registry=self.registry)

    @command(journeys.SettleTravel, by=("director", *DESK))
    def settle_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.settle(asked, cause, registry=self.registry)

    @command(journeys.CancelTravel, by=("applicant", *DESK))
    def cancel_travel(self, asked: Asked, cause: Cause) -> Json:
        return travels.cancel(asked, cause, registry=self.registry)

    @command(journeys.SetTravelBudget, by=("director",))
    def set_travel_budget(self, asked: Asked, cause: Cause) -> Json:
        return travels.set_budget(asked, cause, registry=self.registry)

    @query(journeys.OfTravelBudget, by=(*PEOPLE, *DESK))
    def travel_budget(self, asked: Asked, actor: Actor) -> Json:
        return travels.budget(asked, actor, registry=self.registry)

    @query(journeys.ListTravelEditions, by=(*PEOPLE, *DESK))
    def travel_editions(self, _asked: Asked, _actor: Actor) -> Json:
        return travels.editions(registry=self.registry)

    @query(journeys.ListTravellers, by=(*PEOPLE, *DESK))
    def travellers(self, asked: Asked, _actor: Actor) -> Json:
        return travels.travellers(asked, registry=self.registry, at=now())

    @query(forms.OfApplication, by=("applicant", *DESK))
    def traveller(self, asked: Asked, actor: Actor) -> Json:
        return travels.traveller(asked, actor, registry=self.registry, at=now())

    @query(journeys.OfTravel, by=(*PEOPLE, *DESK))
    def travel(self, asked: Asked, actor: Actor) -> Json:
        return travels.travel(asked, actor, registry=self.registry, at=now())
