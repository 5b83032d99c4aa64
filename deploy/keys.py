"""Every secret of an installation, made once: `python -m deploy.keys --secrets DIR --broker FILE [--for FOLDERS]`.

In DIR: the keys that sign commands, links and cookies, the passwords of the users of RabbitMQ and of MongoDB, MongoDB's
key, and the key and certificate that sign the participants' certificates. FILE gets RabbitMQ's definitions with its users' password hashes.
What is there already stays as it is. FOLDERS has a folder for each service and for MongoDB, which gets a copy of what that one needs.
"""

import argparse
import base64
import os
import secrets
import subprocess
import sys
from pathlib import Path

from deploy import rights

DEFINITIONS = Path(__file__).parent / "rabbitmq" / "definitions.json"
KEYS = ("command-key", "link-key", "cookie-key")
MONGO_KEY = "mongo.key"


def _of_service(name: str, *more: str) -> tuple[str, ...]:
    return ("command-key", f"amqp-{name}", f"mongo-{name}", f"mongo-{name}-relay", *more)


NEEDED = {
    "registration": _of_service("registration"),
    "scheduling": _of_service("scheduling"),
    "certification": _of_service("certification", "certificate.key", "certificate.pem"),
    "notifications": _of_service("notifications", "link-key"),
    "gateway": ("command-key", "link-key", "cookie-key", "mongo-gateway"),
    "mongo": (MONGO_KEY,),
}


class KeysError(Exception):
    """A secret could not be made; the message says which."""


def make_all(folder: Path, broker: Path) -> None:
    """Make whatever is missing in `folder`, and write the definitions for RabbitMQ to `broker`."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for key in (*KEYS, *(f"mongo-{user}" for user in rights.NAMES)):
        write_once(folder / key, secrets.token_urlsafe(32))
    write_once(folder / MONGO_KEY, base64.b64encode(secrets.token_bytes(96)).decode())  # MongoDB takes base64 only
    _run("shared.messaging.topology", "users", "--definitions", DEFINITIONS, "--secrets", folder, "--into", broker)
    _run("services.certification.signing", "--make", folder)


def hand_out(secrets: Path, folders: Path) -> None:
    """Copy to the folder of every service what it needs, and no more; a secret that was made anew replaces its copy."""
    for service, needed in NEEDED.items():
        for name in needed:
            _write(folders / service / name, (secrets / name).read_text("utf-8"))


def write_once(path: Path, text: str) -> None:
    """Write a file that only its owner may read; all of it or nothing, and never over one that is there."""
    if not path.exists():
        _write(path, text)


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _run(module: str, *arguments: str | Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=DEFINITIONS.parents[2],
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        reason = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise KeysError(f"{module} could not make its secrets: {reason}")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.keys", description="Make every missing secret.")
    parser.add_argument("--secrets", type=Path, required=True, help="folder of secret files")
    parser.add_argument("--broker", type=Path, required=True, help="file for RabbitMQ's definitions")
    parser.add_argument("--for", type=Path, dest="folders", help="folder with a folder for each service")
    asked = parser.parse_args()
    make_all(asked.secrets, asked.broker)
    if asked.folders is not None:
        hand_out(asked.secrets, asked.folders)


if __name__ == "__main__":
    main()
