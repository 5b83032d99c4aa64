"""A birthday in a form: a day and a month to choose, in the reader's language, and no year."""

from datetime import date
from typing import Any

from babel.dates import get_month_names
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import Field
from wtforms.widgets import html_params

from services.gateway.web.language import language

Pairs = list[tuple[str, str]]


class BirthdayField(Field):  # type: ignore[misc]  # WTForms has no type hints
    """`MM-DD`, or nothing; sent as two values of one name, the day and the month."""

    @staticmethod
    def widget(field: "BirthdayField", **attributes: Any) -> Markup:
        """Two lists beside each other."""
        day, month = field.chosen()
        days: Pairs = [("", gettext("Day")), *((f"{one:02}", str(one)) for one in range(1, 32))]
        named = get_month_names("wide", locale=language())
        months: Pairs = [("", gettext("Month")), *((f"{one:02}", str(named[one])) for one in range(1, 13))]
        lists = (("day", gettext("Day"), days, day), ("month", gettext("Month"), months, month))
        return Markup("").join(_list(field, *one, attributes) for one in lists)

    def chosen(self) -> tuple[str, str]:
        """The day and the month as they were sent, or as they are known."""
        if self.raw_data and len(self.raw_data) == 2:
            return self.raw_data[0], self.raw_data[1]
        month, _, day = (self.data or "").partition("-")
        return day, month

    def process_formdata(self, valuelist: list[str]) -> None:
        """Both or neither, and a day that there is."""
        if len(valuelist) == 1:  # as it is kept, when a form is shown again on top of what somebody else has saved
            month, _, day = valuelist[0].partition("-")
        elif len(valuelist) == 2 and any(valuelist):
            day, month = valuelist
        else:
            self.data = ""
            return
        try:
            date.fromisoformat(f"2000-{month}-{day}")
        except ValueError as error:
            raise ValueError(_l("Please choose a day and a month that there is.")) from error
        self.data = f"{month}-{day}"


def _list(field: Field, part: str, label: str, offered: Pairs, chosen: str, attributes: dict[str, Any]) -> Markup:
    given = html_params(**{**attributes, "id": f"{field.id}-{part}", "name": field.name, "aria_label": label})
    options = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(code, Markup(" selected") if code == chosen else "", said)
        for code, said in offered
    )
    return Markup("<select {}>{}</select>").format(Markup(given), options)  # noqa: S704  # html_params escapes
