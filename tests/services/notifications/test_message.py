"""What goes out on the wire: exactly one recipient, nothing smuggled into headers, the same bytes every time."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from services.notifications.message import Unsendable, compose
from tests.services.notifications.people import email

SENDER = "Curso Interamericano <curso@cimi.example>"


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_an_email_says_who_what_when_and_in_which_language() -> None:
    message = read(compose(email(), sender=SENDER).as_bytes())
    assert {
        name: str(message[name]) for name in ("From", "To", "Subject", "Date", "Content-Language", "Message-ID")
    } == {
        "From": SENDER,
        "To": "María Fernanda Quispe Huamán <mf.quispe@migraciones.example>",
        "Subject": "Confirme su plaza",
        "Date": "Mon, 23 Nov 2026 15:00:00 +0000",
        "Content-Language": "es",
        "Message-ID": f"<{email().id}@cimi.example>",
    }
    text, markup = message.iter_parts()
    lines = [part.get_content().splitlines() for part in (text, markup)]
    assert lines == [email().text.splitlines(), email().html.splitlines()]


@pytest.mark.feature("D13")
def test_an_email_has_the_same_bytes_however_often_it_is_sent() -> None:
    again = email(attempts=3, worker="sender-2")
    assert compose(email(), sender=SENDER).as_bytes() == compose(again, sender=SENDER).as_bytes()


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, evil@x.example",
        "a@b.example\r\nBcc: evil@x.example",
        "a@b.example>\r\nRCPT TO:<evil@x.example",
        "José <a@b.example>",
        "josé@b.example",
        "a b@c.example",
        "nobody",
        "@b.example",
        "",
        f"{'a' * 250}@b.example",
        f"a@{'b' * 64}.example",
    ],
)
def test_an_address_that_is_not_exactly_one_is_never_used(address: str) -> None:
    with pytest.raises(Unsendable):
        compose(email(to_address=address), sender=SENDER)


def test_a_name_with_line_breaks_adds_no_header() -> None:
    message = read(compose(email(to_name="María\r\nBcc: evil@x.example"), sender=SENDER).as_bytes())
    assert message["Bcc"] is None
    assert [one.addr_spec for one in message["To"].addresses] == ["mf.quispe@migraciones.example"]


def test_a_name_with_commas_and_quotes_is_still_one_recipient() -> None:
    message = read(compose(email(to_name='Quispe, "Mafe", evil@x.example'), sender=SENDER).as_bytes())
    assert [one.addr_spec for one in message["To"].addresses] == ["mf.quispe@migraciones.example"]


def test_a_subject_with_line_breaks_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        compose(email(subject="Hola\r\nBcc: evil@x.example"), sender=SENDER)


def test_a_domain_with_accents_travels_in_ascii() -> None:
    message = compose(email(to_address="ana@migración.example"), sender=SENDER)
    assert message["To"].addresses[0].addr_spec == "ana@xn--migracin-13a.example"
