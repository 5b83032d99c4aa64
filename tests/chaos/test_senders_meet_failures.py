"""A sender that fails: the email goes out once; twice, with the same Message-ID, only if nobody knows whether it went."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from services.notifications.model.email import Status
from services.notifications.repository import Emails, Known
from shared.storage import Database
from shared.storage.outbox import Outbox
from tests.chaos.crashes import ENDS, at, failing
from tests.chaos.template import Forked, Template
from tests.services.notifications.mailroom import PostOffice, published, put
from tests.services.notifications.people import email
from tests.shared.messaging.conftest import eventually

EMAIL, NEXT = email("application-waitlisted"), email("application-waitlisted", "event-10")
IN_DOUBT = ("email.before_data", "email.answered")


@pytest.fixture
def post_office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def own(database: Callable[[str], Database]) -> Database:
    """The register with one email that waits for a sender."""
    own = database("notifications")
    for kept in (Emails, Known, Outbox):
        kept(own).create_indexes()
    put(own, EMAIL)
    return own


@pytest.fixture
def start(
    own: Database, post_office: PostOffice, plain: Template, mongo_url: str, tmp_path: Path
) -> Iterator[Callable[[str], Forked]]:
    """`start("email.claimed:kill")`: a sender that fails there."""
    name = own.collection("emails").database.name
    config, log = tmp_path / "config.yml", tmp_path / "sender.log"
    config.write_text(
        f"MONGO_URL: {mongo_url}\nDATABASES: {name.removesuffix('_notifications')}\n"
        f"SMTP: {post_office.address}\nSENDER: Curso <curso@cimi.example>\n",
        "utf-8",
    )
    log.touch()
    started = []

    def start(at: str) -> Forked:
        environment = {"CIMI_CONFIG": str(config)} | failing(at)
        started.append(plain.start("tests.chaos.run_sender", environment=environment, log=log))
        return started[-1]

    yield start
    for sender in started:
        sender.send_signal(signal.SIGKILL)
        sender.wait()
    print(log.read_text())


@at("email.claimed", "email.before_data", "email.answered", "email.written_down")
@pytest.mark.feature("D13")
def test_an_email_whose_sender_fails_goes_out_once_or_if_in_doubt_twice_as_the_same(
    own: Database, post_office: PostOffice, start: Callable[[str], Forked], tmp_path: Path, point: str, how: str
) -> None:
    failing_one = start(f"{point}:{how}")
    mark = f"CRASH_AT: {how} at {point}\n"
    eventually(lambda: mark in (tmp_path / "sender.log").read_text())
    if how != "hang":
        failing_one.wait()

    put(own, NEXT)
    following = start("")
    eventually(lambda: {Emails(own).get(one.id).status for one in (EMAIL, NEXT)} == {Status.ACCEPTED})
    following.send_signal(signal.SIGTERM)
    assert (failing_one.wait(), following.wait()) == (ENDS[how], 0)

    doubted = point in IN_DOUBT and how != "sigterm"
    copies = 2 if doubted and point == "email.answered" else 1
    assert Counter(post_office.ids) == {f"<{EMAIL.id}@cimi.example>": copies, f"<{NEXT.id}@cimi.example>": 1}
    assert Emails(own).get(EMAIL.id).resends == int(doubted)
    assert sorted((event["name"], event["subject"], event["sequence"]) for event in published(own)) == sorted(
        ("notifications.email.accepted.v1", one.id, 1) for one in (EMAIL, NEXT)
    )
