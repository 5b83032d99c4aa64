"""The settings of a process: one YAML file with `${NAME:default}` in it, and a folder of secret files."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import yaml

_VARIABLE = re.compile(r"\$\{(?P<name>\w+):(?P<default>[^}]*)\}")

SHORTEST_SECRET = 16


class SettingsError(Exception):
    """A setting or secret is missing or unusable; the message says which and what to do."""


def read_settings() -> dict[str, Any]:
    """The settings in the file that CIMI_CONFIG names (by default deploy/config.yml)."""
    path = Path(os.environ.get("CIMI_CONFIG", "deploy/config.yml"))
    if not path.is_file():
        raise SettingsError(f"There is no settings file {path}; CIMI_CONFIG names it.")
    text = _VARIABLE.sub(lambda found: os.environ.get(found["name"], found["default"]), path.read_text("utf-8"))
    settings: dict[str, Any] = yaml.safe_load(text)
    return settings


def read_secret(settings: dict[str, Any], name: str) -> bytes:
    """The secret file `name`. Raises SettingsError when it is missing or shorter than 16 bytes."""
    path = Path(settings["SECRETS"]) / name
    try:
        secret = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(f"The secret file {path} cannot be read: {error.strerror}.") from error
    if len(secret) < SHORTEST_SECRET:
        raise SettingsError(f"The secret in {path} is too short; at least {SHORTEST_SECRET} characters.")
    return secret


def amqp_url(settings: dict[str, Any], user: str) -> str:
    """The broker's address for `user`: as it is set, or with the user's own name and secret `amqp-<user>`."""
    url: str = settings["AMQP_URL"]
    parts = urlsplit(url)
    if parts.username:
        return url
    return _signed_in(parts, user, read_secret(settings, f"amqp-{user}"))


def has_own_users(settings: dict[str, Any]) -> bool:
    """Whether each service signs in at the broker as itself, so that the broker vouches for who has published."""
    return urlsplit(settings["AMQP_URL"]).username is None


def mongo_url(settings: dict[str, Any], user: str) -> str:
    """The database's address for `user`: as it is set, or with the user's own name and secret `mongo-<user>`.

    An address without a user asks for one by its `authMechanism`; one that has neither is of a server that asks nobody.
    """
    url: str = settings["MONGO_URL"]
    parts = urlsplit(url)
    if parts.username or "authMechanism=" not in parts.query:
        return url
    return _signed_in(parts, user, read_secret(settings, f"mongo-{user}"))


def _signed_in(parts: SplitResult, user: str, secret: bytes) -> str:
    password = quote(secret.decode(), safe="")
    return parts._replace(netloc=f"{quote(user)}:{password}@{parts.netloc}").geturl()
