"""How the demo goes through the doors: patiently, each write with one key, links taken from letters as they came."""

import json
import mailbox
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.demo.door import Door, Refused, SignIn, refused
from deploy.demo.letters import Letter, Letters, Maildir, read
from deploy.demo.waiting import GaveUp, until

HANG_UP = 0
Told = tuple[int, dict[str, Any]]


@contextmanager
def gateway(*answers: Told) -> Iterator[tuple[str, list[tuple[str, str, Any]]]]:
    """A gateway that gives these answers in turn; its address, and (request line, key or token, body) as it heard."""
    heard: list[tuple[str, str, Any]] = []
    left = list(answers)

    class Answering(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            shown = self.headers.get("Idempotency-Key") or self.headers.get("Authorization") or ""
            heard.append((f"{self.command} {self.path}", shown, json.loads(body) if body else None))
            status, told = left.pop(0)
            if status == HANG_UP:
                self.close_connection = True
                return
            said = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", heard
    finally:
        server.shutdown()
        server.server_close()


def test_a_write_is_repeated_with_the_same_key_until_it_is_answered() -> None:
    away = (503, {"code": "unavailable"})
    with gateway((HANG_UP, {}), away, (502, {}), (504, {}), (201, {"number": "CIMI-48-0001"})) as (address, heard):
        assert Door(address).post("/applications", {"country": "UY"}) == {"number": "CIMI-48-0001"}
    assert len(heard) == 5
    assert len(set(map(str, heard))) == 1


def test_a_download_is_taken_as_it_comes_and_a_refused_one_is_refused() -> None:
    with gateway((200, {"bytes": "as they are"}), (404, {"code": "not-found"})) as (address, _):
        door = Door(address)
        assert door.file("/my/abc/letter/pdf") == b'{"bytes": "as they are"}'
        assert refused(lambda: door.file("/my/abc/letter/pdf")) == "not-found"


def test_another_write_has_another_key() -> None:
    with gateway((200, {}), (200, {})) as (address, heard):
        door = Door(address)
        door.post("/applications")
        door.post("/applications")
    assert len({key for _, key, _ in heard}) == 2


def test_a_refusal_is_not_repeated() -> None:
    no = (409, {"code": "already-applied", "detail": "This person has applied."})
    with gateway(no) as (address, heard), pytest.raises(Refused) as refused:
        Door(address).post("/applications")
    assert (refused.value.code, refused.value.status, len(heard)) == ("already-applied", 409, 1)


def test_a_stale_page_is_read_again() -> None:
    stale = (409, {"code": "stale", "detail": "It has changed."})
    with gateway((200, {"version": 3}), stale, (200, {"version": 4}), (200, {"status": "confirmed"})) as (
        address,
        heard,
    ):
        assert Door(address).change("/my/abc", "/my/abc/confirmation") == {"status": "confirmed"}
    assert [body for _, _, body in heard if body] == [{"version": 3}, {"version": 4}]
    assert heard[1][1] != heard[3][1]


def test_staff_sign_in_again_when_their_session_has_run_out() -> None:
    first, second = (200, {"token": "first"}), (200, {"token": "second"})
    with gateway(first, (401, {}), second, (200, {"editions": []})) as (address, heard):
        assert Door(address, SignIn("ines@cimi.example", "a long password")).get("/editions") == {"editions": []}
    assert [shown for _, shown, _ in heard] == ["", "Bearer first", "", "Bearer second"]


def test_a_listing_is_read_to_its_last_page() -> None:
    pages = ((200, {"rows": [{"n": 1}, {"n": 2}], "next": "2"}), (200, {"rows": [{"n": 3}], "next": None}))
    with gateway(*pages) as (address, heard):
        assert list(Door(address).pages("/emails", status="queued")) == [{"n": 1}, {"n": 2}, {"n": 3}]
    assert [line for line, _, _ in heard] == [
        "GET /api/v1/emails?status=queued",
        "GET /api/v1/emails?status=queued&after=2",
    ]


def test_waiting_ends_with_what_was_waited_for() -> None:
    answers = iter([None, False, 0, [], ["a proposal"]])
    assert until("a proposal", lambda: next(answers), pause=0) == ["a proposal"]


def test_waiting_gives_up_and_says_for_what() -> None:
    with pytest.raises(GaveUp, match="waited 0 s for a proposal"):
        until("a proposal", lambda: None, patience=0, pause=0)


def written(to: str, text: str, number: int) -> EmailMessage:
    message = EmailMessage()
    message["To"] = to
    message["From"] = "curso@cimi.example"
    message["Message-ID"] = f"<letter-{number}@cimi.example>"
    message.set_content(text)
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    return message


def test_a_letter_is_read_with_its_accents_and_its_links() -> None:
    text = "Señora Núñez:\nVea http://localhost:8000/es/my/WyJh.ZmE-x_9 o http://localhost:8000/verify/ABC\n"
    letter = read(bytes(written("Inés Núñez <Ines.Nunez@uy.example>", text, 1)))
    assert letter == Letter("<letter-1@cimi.example>", "ines.nunez@uy.example", text)
    assert (letter.links("my"), letter.links("endorse")) == (["WyJh.ZmE-x_9"], [])


def test_only_letters_that_came_after_the_beginning_are_opened(tmp_path: Path) -> None:
    catcher = mailbox.Maildir(tmp_path / "mail")
    catcher.add(written("ines@uy.example", "http://cimi.example/es/my/old", 1))
    letters = Letters(Maildir(tmp_path / "mail"))
    assert letters.link("my", "ines@uy.example") is None
    catcher.add(written("ines@uy.example", "http://cimi.example/es/my/new", 2))
    catcher.add(written("enlace@uy.example", "http://cimi.example/pt/endorse/one", 3))
    catcher.add(written("enlace@uy.example", "http://cimi.example/pt/endorse/two", 4))
    assert letters.link("my", "Ines@uy.example") == "new"
    assert sorted(letters.links("endorse")) == ["one", "two"]
    assert len(letters.everything()) == 3
