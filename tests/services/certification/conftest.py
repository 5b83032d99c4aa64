"""The typesetter and a signing key, made once for the tests of certification."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.certification.pdf import Typesetter
from services.certification.signing import Signer, make


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
