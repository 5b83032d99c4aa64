"""Passwords are kept as argon2id hashes; checking one takes as long for an unknown address as for a known one."""

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash("nobody signs in with this")


def hash_password(password: str) -> str:
    """The hash to keep."""
    return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether `password` is the one of the hash; None (an unknown address) is always wrong, at the same pace."""
    try:
        _hasher.verify(kept or _nobody, password)
    except VerificationError:
        return False
    return kept is not None
