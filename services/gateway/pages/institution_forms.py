"""The forms of staff about institutions and the call to them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import EmailField, Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from services.gateway.pages.application_form import TEXT
from services.gateway.pages.call_forms import ADDRESS, CallLetterForm, NominationForm, PlainForm
from services.gateway.web.countries import COUNTRIES
from services.gateway.web.forms import options
from services.gateway.web.language import NAMES
from services.gateway.web.words import choices, named_countries


class PaperNominationForm(NominationForm):
    """The same, recorded by staff from paper."""

    evidence = StringField(_l("Which paper (date, signature, number)"), TEXT)


class PaperLetterForm(CallLetterForm):
    """The same, that came to staff on paper."""

    evidence = StringField(_l("Which paper (date, signature, number)"), TEXT)


class FocalPointForm(PlainForm):
    """Who speaks for an institution."""

    focal_point_name = StringField(_l("Focal point: full name"), TEXT)
    focal_point_email = EmailField(_l("Focal point: official email address"), ADDRESS)
    focal_point_language = SelectField(_l("Language to write to them in"), choices=options(NAMES.items()))


class NameForm(PlainForm):
    """What an institution is."""

    name = StringField(_l("Name of the institution"), TEXT)
    ministry_kind = SelectField(
        _l("Kind of ministry"),
        choices=options(choices("ministry", "government", "interior", "foreign_affairs", "labour", "other")),
    )


class InstitutionForm(NameForm, FocalPointForm):
    """A new institution with its focal point."""

    country = SelectField(_l("Country"), [InputRequired()])

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.country.choices = options([("", ""), *named_countries(COUNTRIES)])


class InstitutionFileForm(PlainForm):
    """Institutions from a spreadsheet, as a file or as text."""

    file = FileField(_l("File (CSV)"))
    csv = TextAreaField(_l("Or paste the lines here"), [Optional(), Length(max=200_000)])

    @property
    def text(self) -> str:
        """What was sent, in whatever encoding the spreadsheet wrote."""
        content: bytes = self.file.data.stream.read() if self.file.data else b""
        if not content:
            return self.csv.data or ""
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")


class CallTermsForm(PlainForm):
    """How many officials a country may nominate, and when it is reminded."""

    quota = IntegerField(_l("Nominations of one country, at most"), [InputRequired(), NumberRange(1, 100)])
    chasers = StringField(
        _l("Remind this many days before the last day"),
        [Optional(), Length(max=60)],
        description=_l("Numbers of days with commas between them, such as 14, 3."),
    )

    def validate_chasers(self, field: Field) -> None:
        """Whole numbers."""
        if not all(part.strip().isdecimal() for part in (field.data or "").split(",") if part.strip()):
            raise ValidationError(_l("Write numbers of days with commas between them, such as 14, 3."))

    def asked(self) -> dict[str, Any]:
        """The days as numbers."""
        days = [int(part) for part in (self.chasers.data or "").split(",") if part.strip()]
        return {"quota": self.quota.data, "chasers": days}
