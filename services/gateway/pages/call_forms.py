"""The forms of the call, for focal points and for those whom they nominate."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import EmailField, Field, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.pages.application_form import MAYBE_TEXT, TEXT, ApplicationForm, WithLetter
from services.gateway.web.forms import OnceForm, options
from services.gateway.web.language import NAMES
from services.gateway.web.shared_form import SharedForm

ADDRESS = [InputRequired(), Length(max=254)]


class PlainForm(OnceForm):
    """A form whose fields are what is asked for."""

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        own = ("idempotency", "csrf_token", "letter")
        values = {name: field.data for name, field in self._fields.items() if name not in own}
        return {name: "" if value is None else value for name, value in values.items()}


class NominationForm(PlainForm):
    """An official whom an institution nominates."""

    given_names = StringField(_l("Given names"), TEXT)
    first_surname = StringField(_l("First surname"), TEXT)
    second_surname = StringField(_l("Second surname"), MAYBE_TEXT)
    email = EmailField(
        _l("Email address"), ADDRESS, description=_l("The official receives a link there to complete the application.")
    )
    position = StringField(_l("Position"), TEXT)
    language = SelectField(_l("Language to write to them in"), choices=options(NAMES.items()))


class CallLetterForm(WithLetter, PlainForm):
    """A signed letter, and the applications that it endorses."""

    letter = FileField(_l("Signed letter (nota verbal)"), description=_l("PDF, PNG or JPEG, 5 MB at most."))
    application_ids = SelectMultipleField(
        _l("It endorses these applications"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def validate_letter(self, field: Field) -> None:
        """There must be one, and it must be one."""
        if not field.data:
            raise ValidationError(_l("Please choose a file."))
        super().validate_letter(field)

    def offer(self, waiting: list[dict[str, Any]]) -> None:
        """The applications that wait."""
        self.application_ids.choices = options((one["application_id"], one["name"]) for one in waiting)


class NominatedForm(ApplicationForm):
    """The application of somebody who was nominated: what the nomination says already is not asked."""

    email = None
    country = None
    institution = None
    ministry_kind = None
    focal_point_name = None
    focal_point_email = None
    focal_point_language = None


class NominatedEditForm(NominatedForm, SharedForm):
    """What somebody who was nominated has begun."""

    letter = None
