"""Changing a sent application: who may change what, until when; and names as people write them."""

from dataclasses import replace

import pytest

from services.registration.model import complaints, editing
from services.registration.model.application import Endorsement
from services.registration.model.states import LIVE, Status
from services.registration.model.writing import ordinary
from shared.contracts.refusal import Refusal
from shared.contracts.registration import ApplicationEdited
from tests.services.registration.invented import ROSA, application, by, edition
from tests.services.registration.office import refused


@pytest.mark.feature("A6")
@pytest.mark.parametrize("status", list(Status))
def test_how_to_reach_the_person_may_always_be_changed_and_the_rest_until_review(status: Status) -> None:
    mine = editing.editable(application(status), role="applicant")
    if status is Status.SUBMITTED:
        assert mine == editing.ALL
    else:
        assert mine == (editing.CONTACT if status in LIVE - {Status.RETURNED} else ())
    assert editing.editable(application(status), role="secretariat") == (editing.ALL if status in LIVE else ())
    assert editing.editable(application(status), role="auditor") == ()


@pytest.mark.feature("A6")
def test_a_change_names_its_fields_and_never_what_is_in_them() -> None:
    form = replace(ROSA, position="Jefa de área", phone="+51 1 555 0100")
    edited, *events = editing.edit(application(), form, edition=edition(), cause=by("applicant"))
    assert edited.form == form
    assert edited.endorsed
    assert events == [
        ApplicationEdited(
            application_id="application-1",
            person_id="person-1",
            edition_id="edition-44",
            edited=["position", "phone"],
        )
    ]
    assert [(step.reason_code, step.role) for step in edited.timeline] == [("edited", "applicant")]


@pytest.mark.feature("A6")
def test_under_review_other_fields_are_refused_one_by_one() -> None:
    form = replace(ROSA, position="Jefa", motivation="Otra", phone="+51 1 555 0100")
    with pytest.raises(Refusal) as refusal:
        editing.edit(application(Status.UNDER_REVIEW), form, edition=edition(), cause=by("applicant"))
    assert refusal.value.fields == {"position": complaints.NOT_NOW, "motivation": complaints.NOT_NOW}


@pytest.mark.feature("A6")
def test_staff_change_it_later_with_a_reason_and_another_name_needs_another_endorsement() -> None:
    form = replace(ROSA, first_surname="Quispe Mamani")
    reason = "Así figura en el pasaporte."
    edited, *_ = editing.edit(
        application(Status.UNDER_REVIEW), form, edition=edition(), reason=reason, cause=by("secretariat")
    )
    assert edited.endorsement == Endorsement()
    assert edited.timeline[-1].note == reason


@pytest.mark.feature("A6")
def test_nothing_changed_is_no_change_and_an_ended_application_stays() -> None:
    one = application()
    assert editing.edit(one, one.form, edition=edition(), cause=by("applicant")) == (one,)
    ended = application(Status.WITHDRAWN)
    assert refused(lambda: editing.edit(ended, ROSA, edition=edition(), cause=by("applicant"))) == ("wrong-status", 409)


@pytest.mark.feature("A16")
def test_the_name_on_the_certificate_is_confirmed_with_a_seat() -> None:
    one = application(Status.CONFIRMED)
    named = editing.name_on_certificate(one, "Rosa M. Quispe Ñahui", edition=edition(), cause=by("applicant"))
    assert named.form.name_on_certificate == "Rosa M. Quispe Ñahui"
    back = editing.name_on_certificate(named, ROSA.name, edition=edition(), cause=by("applicant"))
    assert back.form.certificate_name == ""


@pytest.mark.feature("A6")
@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("ROSA MARÍA", "Rosa María"),
        ("DE LA CRUZ-ÑAHUI", "de la Cruz-Ñahui"),
        ("O'HIGGINS", "O'Higgins"),
        ("D’ÁVILA DOS SANTOS", "D’Ávila dos Santos"),
        ("Rosa María", ""),
        ("McDonald", ""),
        ("J. R.", ""),
        ("LI", ""),
        ("", ""),
    ],
)
def test_a_name_in_capitals_is_offered_in_ordinary_writing(name: str, offered: str) -> None:
    assert ordinary(name) == offered
