"""Money: decimal amounts in a currency of ISO 4217, never with more decimals than the currency has."""

from decimal import Decimal

from babel.core import get_global
from babel.numbers import get_currency_precision, get_territory_currencies

from services.registration.model import complaints

LARGEST = Decimal("9999999.99")


def currencies() -> frozenset[str]:
    """The codes of all that is legal tender somewhere."""
    territories = get_global("territory_currencies")
    return frozenset(code for territory in territories for code in get_territory_currencies(territory))


def complaint(amount: Decimal, currency: str) -> str:
    """What is wrong with an amount in this currency; nothing when it is well."""
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        return complaints.NOT_AN_AMOUNT
    return "" if amount == round(amount, get_currency_precision(currency)) else complaints.TOO_PRECISE


def exact(amount: Decimal, currency: str) -> Decimal:
    """With all the decimals of its currency."""
    return round(amount, get_currency_precision(currency))


def written(amount: Decimal) -> str:
    """As messages and answers carry it."""
    return format(amount, "f")
