"""An email as the bytes that go out: one recipient, and the same bytes however often it is sent."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr

from services.notifications.model.email import Email

LONGEST_ADDRESS = 254


class Unsendable(Exception):
    """The stored address is none, so no server should be asked."""


def compose(email: Email, *, sender: str) -> EmailMessage:
    """The message from `sender` ("Name <address>"). Raises Unsendable for an address that is not exactly one."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = sender
    message["To"] = recipient_of(email)
    message["Subject"] = email.subject
    message["Date"] = email.created_at
    message["Message-ID"] = message_id(email, sender=sender)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = email.language
    message.set_boundary(f"=_{email.id}")
    if len(message["To"].addresses) != 1 or len(message["From"].addresses) != 1:
        raise Unsendable("an email has exactly one sender and one recipient")
    return message


def recipient_of(email: Email) -> Address:
    """The one address it goes to, its domain in ASCII. Raises Unsendable."""
    local, _, domain = email.to_address.rpartition("@")
    try:
        name = " ".join("".join(letter if letter.isprintable() else " " for letter in email.to_name).split())
        address = Address(display_name=name, addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise Unsendable("this is not an email address") from error
    if not address.username or not address.domain or len(address.addr_spec) > LONGEST_ADDRESS:
        raise Unsendable("this is not an email address")
    return address


def message_id(email: Email, *, sender: str) -> str:
    """The identity under which mail servers know it."""
    _, address = parseaddr(sender)
    return f"<{email.id}@{address.rpartition('@')[2]}>"
