"""A TCP proxy that lets everything through until a client sends the bytes that it waits for; then it fails as it was told."""

import contextlib
import socket
import threading
from enum import StrEnum
from typing import Self

COMMIT = b"commitTransaction"
REJECT = b"\x00\x3c\x00\x5a"  # class 60, method 90 of AMQP 0-9-1


class Fault(StrEnum):
    """Whether the server got the bytes, and what the client sees: its line is cut, or it never hears an answer."""

    CUT_BEFORE = "cut before"
    CUT_AFTER = "cut after"
    SILENT_BEFORE = "silent before"
    SILENT_AFTER = "silent after"

    @property
    def is_after(self) -> bool:
        """The server gets the bytes, and its answer goes no further."""
        return self in (Fault.CUT_AFTER, Fault.SILENT_AFTER)

    @property
    def cuts(self) -> bool:
        """The line is closed at both ends."""
        return self in (Fault.CUT_BEFORE, Fault.CUT_AFTER)


class Proxy:
    """Leads to a server. Once armed, the next connection on which `awaited` is sent fails; then nobody comes in until `mend`."""

    def __init__(self, host: str, port: int, awaited: bytes, fault: Fault) -> None:
        self.armed = threading.Event()
        self.met = threading.Event()
        self._server = (host, port)
        self._awaited = awaited
        self._fault = fault
        self._mended = threading.Event()
        self._ends: list[socket.socket] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        for end in (self._door, *self._ends):
            _close(end)

    def mend(self) -> None:
        """Let everybody in again."""
        self._mended.set()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the door is closed
            while True:
                guest, _ = self._door.accept()
                if self.met.is_set() and not self._mended.is_set():
                    _close(guest)
                    continue
                server = socket.create_connection(self._server)
                self._ends += [guest, server]
                failed = threading.Event()
                threading.Thread(target=self._ask, args=(guest, server, failed), daemon=True).start()
                threading.Thread(target=self._answer, args=(guest, server, failed), daemon=True).start()

    def _ask(self, guest: socket.socket, server: socket.socket, failed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := guest.recv(65_536):
                if self._awaited in data and self.armed.is_set():
                    self.armed.clear()
                    failed.set()
                    if self._fault.is_after:
                        server.sendall(data)
                    else:
                        self._fail(guest, server)
                elif not failed.is_set():
                    server.sendall(data)
        _close(server)

    def _answer(self, guest: socket.socket, server: socket.socket, failed: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while data := server.recv(65_536):
                if failed.is_set():
                    self._fail(guest, server)
                else:
                    guest.sendall(data)
        _close(guest)

    def _fail(self, guest: socket.socket, server: socket.socket) -> None:
        self.met.set()
        if self._fault.cuts:
            _close(guest)
            _close(server)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):  # a thread that waits for it is woken by this alone
        end.shutdown(socket.SHUT_RDWR)
    end.close()
