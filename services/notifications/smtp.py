"""The line to the mail server: kept open for several emails, every wait bounded, and clear about what it knows."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage

TIMEOUT = 10
GOING_AWAY = 421


@dataclass(frozen=True)
class Reply:
    """What the server said last about one email."""

    code: int
    text: str

    @property
    def is_accepted(self) -> bool:
        """2xx: the email is the server's now."""
        return 200 <= self.code < 300

    @property
    def is_final(self) -> bool:
        """5xx: it will never be."""
        return self.code >= 500


class LineDown(Exception):
    """The server cannot be talked to; it has not got this email."""


class Unanswered(Exception):
    """The server got the text and did not answer; it may have taken the email."""


class Line:
    """A connection to `address` ("host:port"), made when it is needed and made again when it broke."""

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        self._host, self._port = host, int(port)
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, before_text: Callable[[], None]) -> Reply:
        """Give the server one email; `before_text` runs last before it gets the text, and stops it by raising.

        Raises LineDown or Unanswered when the connection fails, before or after that.
        """
        server, refused = self._envelope(message)
        if refused:
            return refused
        try:
            before_text()
        except BaseException:
            self.close()
            raise
        try:
            code, text = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            raise self._down(error) from error
        if code != 354:
            return self._refused(server, code, text)
        try:
            server.send(_on_the_wire(message))
            return self._answered(*server.getreply())
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Unanswered(str(error)) from error

    def close(self) -> None:
        """Hang up, whatever state the conversation is in."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _envelope(self, message: EmailMessage) -> tuple[smtplib.SMTP, Reply | None]:
        was_open = self._open is not None
        try:
            return self._introduce(message)
        except LineDown:
            if not was_open:
                raise
        return self._introduce(message)  # a line that was idle may have been closed at the other end

    def _introduce(self, message: EmailMessage) -> tuple[smtplib.SMTP, Reply | None]:
        server = self._connected()
        sender, recipient = message["From"].addresses[0].addr_spec, message["To"].addresses[0].addr_spec
        try:
            code, text = server.mail(sender)
            if 200 <= code < 300:
                code, text = server.rcpt(recipient)
            if not 200 <= code < 300:
                return server, self._refused(server, code, text)
        except (OSError, smtplib.SMTPException) as error:
            raise self._down(error) from error
        return server, None

    def _connected(self) -> smtplib.SMTP:
        if self._open is None:
            try:
                self._open = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT)
                self._open.ehlo_or_helo_if_needed()
            except (OSError, smtplib.SMTPException) as error:
                raise self._down(error) from error
        return self._open

    def _refused(self, server: smtplib.SMTP, code: int, text: bytes) -> Reply:
        if code in (GOING_AWAY, -1):
            raise self._down(smtplib.SMTPServerDisconnected("the server is closing"))
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self.close()
        return self._answered(code, text)

    def _answered(self, code: int, text: bytes) -> Reply:
        if code in (GOING_AWAY, -1):
            self.close()
            if code == -1:
                raise smtplib.SMTPServerDisconnected("the server hung up")
        return Reply(code, " ".join(text.decode("utf-8", "replace").split())[:500])

    def _down(self, error: Exception) -> LineDown:
        self.close()
        return LineDown(f"{self._host}:{self._port}: {error}")


def _on_the_wire(message: EmailMessage) -> bytes:
    lines = message.as_bytes().replace(b"\r\n", b"\n").split(b"\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines).rstrip(b"\r\n") + b"\r\n.\r\n"
