"""The settings of a process: one YAML file with `${NAME:default}` in it, and a folder of secret files."""

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

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
    password = quote(read_secret(settings, f"amqp-{user}").decode(), safe="")
    return parts._replace(netloc=f"{quote(user)}:{password}@{parts.netloc}").geturl()
