"""The forms of the travel desk and of the director: what a journey may cost, its ticket, what was paid, the budget."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField, StringField
from wtforms.validators import InputRequired, Length, Optional

from services.gateway.pages.application_form import MAYBE_TEXT
from services.gateway.pages.call_forms import PlainForm
from services.gateway.web.words import field_sentence, refusal_sentence
from shared.contracts.refusal import Refusal
from shared.storage import new_id

MONEY = {"inputmode": "decimal", "autocomplete": "off"}
RECEIPTS = 6


def as_amount(typed: str | None) -> str:
    """An amount as it was typed, with a point for a comma: "980,40" is 980.40."""
    return (typed or "").strip().replace(" ", "").replace(",", ".")


class AboveCeiling(PlainForm):
    """What may take the budget above its ceiling; only the director's reason counts."""

    override_reason = StringField(_l("If it goes above the ceiling: why it may"), [Optional(), Length(max=500)])

    def take_refusal(self, refusal: Refusal) -> None:
        """A ceiling that is reached, or a budget that is not there, is told beside the amount."""
        if refusal.code not in ("above-ceiling", "no-travel-budget"):
            super().take_refusal(refusal)
            return
        self.override_reason.errors = [refusal_sentence(refusal)]
        self.idempotency.data = new_id()


class ApprovalForm(AboveCeiling):
    """Up to which amount."""

    amount = StringField(_l("Approved up to"), [InputRequired(), Length(max=20)], render_kw=MONEY)

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return super().asked() | {"amount": as_amount(self.amount.data)}


class TicketForm(AboveCeiling):
    """What was bought."""

    reference = StringField(_l("Booking reference"), [InputRequired(), Length(max=60)])
    price = StringField(_l("Price"), [InputRequired(), Length(max=20)], render_kw=MONEY)

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        return super().asked() | {"price": as_amount(self.price.data)}


class ReceiptForm(Form):  # type: ignore[misc]  # WTForms has no type hints
    """One thing that was paid; an empty one is none."""

    what = StringField(_l("What was paid"), MAYBE_TEXT)
    amount = StringField(_l("Amount"), [Optional(), Length(max=20)], render_kw=MONEY)
    reference = StringField(_l("Receipt"), MAYBE_TEXT)


class SettlementForm(AboveCeiling):
    """Everything that was paid in the end."""

    receipts = FieldList(FormField(ReceiptForm), min_entries=RECEIPTS, max_entries=RECEIPTS)

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        said = [row.form.data | {"amount": as_amount(row.form.amount.data)} for row in self.filled]
        return {"receipts": said, "override_reason": self.override_reason.data or ""}

    @property
    def filled(self) -> list[Any]:
        """The rows that say something."""
        return [row for row in self.receipts if any(row.form.data.values())]

    def take_refusal(self, refusal: Refusal) -> None:
        """Put what is wrong beside the receipt that it is about."""
        about = {name: text for name, text in refusal.fields.items() if name.startswith("receipts")}
        for name, text in about.items():
            _, row, field = f"{name}.0.what".split(".")[:3]  # "receipts" alone is about all of them
            rows = self.filled or list(self.receipts)
            place = rows[int(row)].form[field]
            place.errors = [*place.errors, field_sentence(text)]
        if not about:
            super().take_refusal(refusal)
            return
        self.idempotency.data = new_id()


class BudgetForm(PlainForm):
    """The currency and a ceiling for each source."""

    currency = StringField(_l("Currency (three letters, such as USD)"), [InputRequired(), Length(max=3)])
    ceiling_osi = StringField(_l("At most, out of the course's own funds"), [InputRequired()], render_kw=MONEY)
    ceiling_other = StringField(_l("At most, out of other organisations' funds"), [InputRequired()], render_kw=MONEY)

    def asked(self) -> dict[str, Any]:
        """The values as registration takes them."""
        amounts = {name: as_amount(self[name].data) for name in ("ceiling_osi", "ceiling_other")}
        return {"currency": (self.currency.data or "").strip().upper(), **amounts}
