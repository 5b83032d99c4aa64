"""What the tests of certification share: typesetter and signing key, made once, and the office at work."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.certification.pdf import Typesetter
from services.certification.signing import Signer, make
from shared.storage import Database
from tests.services.certification import people
from tests.services.certification.office import Office
from tests.services.certification.people import JOAO


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    """Our template and fonts."""
    return Typesetter()


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signing key and its certificate."""
    folder: Path = tmp_path_factory.mktemp("secrets")
    make(folder, at=datetime.now(UTC))
    return folder


@pytest.fixture(scope="session")
def signer(keys: Path) -> Signer:
    """The signer with that key."""
    return Signer.load(keys)


@pytest.fixture
def office(database: Callable[[str], Database], typesetter: Typesetter, signer: Signer) -> Office:
    return Office(database("certification"), typesetter, signer)


@pytest.fixture
def finished(office: Office) -> Office:
    """The course is over: two pass, one fails, one withdrew."""
    office.hear_all(people.whole_course())
    office.hear(people.withdrawn(JOAO), sequence=9)
    return office


@pytest.fixture
def issued(finished: Office) -> Office:
    """And its certificates are made."""
    finished.approve()
    finished.issue()
    return finished
