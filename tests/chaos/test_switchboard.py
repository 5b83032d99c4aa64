"""The switchboard does what it is told: nothing gets through a cut link, everything waits in a stalled one, a reset one loses."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.testing.servers import free_ports
from tests.chaos.links import Links


class Echo:
    """A server's end of a link, and a guest's."""

    def __init__(self, folder: Path) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = free_ports(1)
        self.links = Links(folder, {"guest>house": (self.port, f"127.0.0.1:{self._door.getsockname()[1]}")})
        self.links.start()

    def connected(self) -> tuple[socket.socket, socket.socket]:
        """Both ends of a new connection through the link."""
        guest = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        house, _ = self._door.accept()
        house.settimeout(5)
        return guest, house

    def order(self, *what: str) -> None:
        self.links.order("guest>house", *what)

    def close(self) -> None:
        self._door.close()
        self.links.stop()


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Echo]:
    made = Echo(tmp_path)
    yield made
    made.close()


def test_a_healthy_link_carries_both_ways(echo: Echo) -> None:
    guest, house = echo.connected()
    guest.sendall(b"buen d\xc3\xada")
    assert house.recv(100) == b"buen d\xc3\xada"
    house.sendall(b"hola")
    assert guest.recv(100) == b"hola"


def test_a_cut_link_hangs_up_and_takes_nobody_until_it_is_healed(echo: Echo) -> None:
    guest, house = echo.connected()
    echo.order("cut")
    assert (guest.recv(100), house.recv(100)) == (b"", b"")
    with socket.create_connection(("127.0.0.1", echo.port), timeout=5) as turned_away:
        assert turned_away.recv(100) == b""
    echo.order("heal")
    echo.connected()


def test_a_stalled_link_holds_everything_back_and_gives_it_when_healed(echo: Echo) -> None:
    guest, house = echo.connected()
    echo.order("stall")
    guest.sendall(b"patience")
    house.settimeout(0.3)
    with pytest.raises(TimeoutError):
        house.recv(100)
    echo.order("heal")
    house.settimeout(5)
    assert house.recv(100) == b"patience"


def test_what_was_on_its_way_is_lost_when_a_stalled_link_is_reset(echo: Echo) -> None:
    guest, house = echo.connected()
    echo.order("stall")
    guest.sendall(b"gone")
    time.sleep(0.1)  # it is taken from the guest, who believes that it is sent
    echo.order("reset")
    echo.order("heal")
    with pytest.raises(ConnectionResetError):
        guest.recv(100)
    with pytest.raises(ConnectionResetError):
        house.recv(100)


def test_a_slowed_link_takes_its_time(echo: Echo) -> None:
    guest, house = echo.connected()
    echo.order("delay", "200")
    began = time.monotonic()
    guest.sendall(b"slowly")
    assert house.recv(100) == b"slowly"
    assert time.monotonic() - began >= 0.2
