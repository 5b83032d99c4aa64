"""The form of an application, for sending it the first time and for correcting it."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from services.gateway.web.birthdays import BirthdayField
from services.gateway.web.forms import OnceForm, options
from services.gateway.web.language import NAMES
from services.gateway.web.shared_form import CARRIED, SharedForm
from services.gateway.web.words import choices, named_countries

LARGEST_LETTER = 5 * 1024 * 1024
LETTER_STARTS = (b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

TEXT = [InputRequired(), Length(max=200)]
MAYBE_TEXT = [Optional(), Length(max=200)]


class WithLetter:
    """A form with a field `letter`: what it carries is told by its first bytes, and registration looks again."""

    letter: Any

    def validate_letter(self, _field: Field) -> None:
        """A PDF or a picture, and not too large."""
        content = self._letter_content()
        if content and not content.startswith(LETTER_STARTS):
            raise ValidationError(_l("The letter must be a PDF, PNG or JPEG file."))
        if len(content) > LARGEST_LETTER:
            raise ValidationError(_l("The letter is larger than 5 MB. Please send a smaller file."))

    def asked_letter(self) -> dict[str, str] | None:
        """The letter as registration takes it, or None."""
        content = self._letter_content()
        if not content:
            return None
        return {
            "filename": self.letter.data.filename or "letter",
            "content_type": self.letter.data.mimetype,
            "content_base64": base64.b64encode(content).decode(),
        }

    def _letter_content(self) -> bytes:
        if not self.letter.data:
            return b""
        self.letter.data.stream.seek(0)
        content: bytes = self.letter.data.stream.read()
        return content


class ApplicationForm(WithLetter, OnceForm):
    """Everything an official says about themselves, in the order of the page."""

    given_names = StringField(_l("Given names"), TEXT)
    first_surname = StringField(_l("First surname"), TEXT)
    second_surname = StringField(_l("Second surname"), MAYBE_TEXT, description=_l("If you use one."))
    certificate_name = StringField(
        _l("Name as it should stand on the certificate"),
        MAYBE_TEXT,
        description=_l("Leave it empty to use the names above."),
    )
    sex = SelectField(_l("Sex"), choices=options(choices("sex", "", "F", "M", "X")))
    birthday = BirthdayField(
        _l("Birthday"),
        description=_l("Day and month, without the year: so that we tell you from others of your name. Nothing else."),
    )
    email = EmailField(
        _l("Email address"),
        [InputRequired(), Length(max=254)],
        description=_l("Everything about your application is sent here."),
    )
    language = SelectField(_l("Language we write to you in"), choices=options(NAMES.items()))
    country = SelectField(_l("Country you work for"), [InputRequired()])
    institution = StringField(_l("Institution"), TEXT)
    ministry_kind = SelectField(
        _l("Kind of ministry"),
        [InputRequired()],
        choices=options(
            [("", ""), *choices("ministry", "government", "interior", "foreign_affairs", "labour", "other")]
        ),
    )
    position = StringField(_l("Position"), TEXT)
    years_experience = IntegerField(_l("Years of experience in migration"), [InputRequired(), NumberRange(0, 60)])
    field_of_work = SelectField(_l("Field of work"), [InputRequired()], choices=options([("", ""), *choices("field")]))
    languages_spoken = SelectMultipleField(
        _l("Languages you can follow a course in"),
        [InputRequired()],
        choices=options([*NAMES.items(), ("other", _l("Another language"))]),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    attended_before = BooleanField(_l("I have taken part in an earlier edition of this course"))
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)], description=_l("With the country's prefix."))
    motivation = TextAreaField(
        _l("Why do you want to take part?"),
        [Optional(), Length(max=4000)],
        description=_l("What you work on, and what you would do with what you learn. Up to 4000 characters."),
    )
    focal_point_name = StringField(
        _l("Name of the person at your institution who endorses you"),
        MAYBE_TEXT,
        description=_l("This person receives an email with a link to answer; no account is needed."),
    )
    focal_point_email = EmailField(_l("Their official email address"), [Optional(), Length(max=254)])
    focal_point_language = SelectField(_l("Language to write to them in"), choices=options(NAMES.items()))
    letter = FileField(
        _l("Nomination letter"),
        description=_l("PDF, PNG or JPEG, 5 MB at most. You can also send it later."),
    )

    def offer_countries(self, codes: Iterable[str]) -> None:
        """The countries of the edition, in the order of the reader's language."""
        self.country.choices = options([("", ""), *named_countries(codes)])

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return {name: "" if value is None else value for name, value in self.typed().items()} | {
            "letter": self.asked_letter()
        }

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, as far as it can be said: a number that is none yet is not there."""
        own = ("letter", "reason", *CARRIED)
        return {name: field.data for name, field in self._fields.items() if name not in own}


class StartForm(ApplicationForm):
    """The same as far as it is typed: an address is enough to begin."""

    def has_address(self) -> bool:
        """Whether there is an address to send the link to; what is wrong with it is told beside the field."""
        return bool(self.email.validate(self))


class CorrectionForm(ApplicationForm):
    """The same, filled in with what was sent; the address stays, since it is how the person is known."""

    email = None


class EditForm(CorrectionForm, SharedForm):
    """What a draft or a sent application says, open in several windows perhaps; documents go by themselves."""

    letter = None


class ContactForm(SharedForm):
    """How to reach somebody whose application is under review or further."""

    language = SelectField(_l("Language we write to you in"), choices=options(NAMES.items()))
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)], description=_l("With the country's prefix."))

    def typed(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return {"language": self.language.data, "phone": self.phone.data or ""}


def as_written(said: Mapping[str, Any], names: Iterable[str]) -> dict[str, list[str]]:
    """What registration knows, as a form has it."""
    return {name: _texts(said.get(name)) for name in names}


def labels(form: SharedForm) -> dict[str, str]:
    """What each field is called, for telling what somebody else has changed."""
    return {name: str(field.label.text) for name, field in form._fields.items() if name not in CARRIED}


def _texts(value: Any) -> list[str]:
    match value:
        case None | "" | False:
            return []
        case True:
            return ["y"]
        case list():
            return [str(one) for one in value]
    return [str(value)]
