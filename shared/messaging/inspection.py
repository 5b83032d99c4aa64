"""What the broker has, held against what it should have: no service may see bindings, so an operator looks.

`python -m shared.messaging.inspection --definitions FILE` asks the management API of CIMI_AMQP_MANAGEMENT_URL
(`http://user:password@host:port/vhost`), prints a line for everything that is missing or different, and ends with 1 if
there is any. `python -m shared.messaging.topology declare` mends what is missing.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

PATIENCE = (3, 20)
SHAPE = {
    "exchanges": ("type", "durable", "auto_delete"),
    "queues": ("durable", "auto_delete", "arguments"),
    "bindings": ("arguments",),
}


def present(management_url: str) -> dict[str, list[dict[str, Any]]]:
    """Exchanges, queues and bindings of the virtual host in the URL. Raises requests.RequestException."""
    parts = urlsplit(management_url)
    vhost = quote(unquote(parts.path[1:]) or "/", safe="")
    found = {}
    with requests.Session() as http:
        http.trust_env = False
        http.auth = (unquote(parts.username or ""), unquote(parts.password or ""))
        for kind in SHAPE:
            answer = http.get(f"http://{parts.hostname}:{parts.port}/api/{kind}/{vhost}", timeout=PATIENCE)
            answer.raise_for_status()
            found[kind] = answer.json()
    return found


def differences(definitions: Mapping[str, Any], found: Mapping[str, Iterable[Mapping[str, Any]]]) -> list[str]:
    """A line for each exchange, queue or binding of the definitions that is missing or of another shape."""
    lines = []
    for kind, shape in SHAPE.items():
        there = {_name(kind, one): one for one in found[kind]}
        for wanted in definitions[kind]:
            name = _name(kind, wanted)
            if name not in there:
                lines.append(f"{kind}: {name} is missing")
                continue
            other = [field for field in shape if there[name][field] != wanted[field]]
            lines += [f"{kind}: {name} has {field} {there[name][field]}, not {wanted[field]}" for field in other]
    return lines


def _name(kind: str, one: Mapping[str, Any]) -> str:
    if kind == "bindings":
        return f"{one['source']} -> {one['destination']} by {one['routing_key']}"
    return str(one["name"])


def main() -> int:
    """Inspect, and say what is not as it should be."""
    parser = argparse.ArgumentParser(prog="python -m shared.messaging.inspection", description=main.__doc__)
    parser.add_argument("--definitions", type=Path, required=True)
    asked = parser.parse_args()
    if "CIMI_AMQP_MANAGEMENT_URL" not in os.environ:
        parser.error("CIMI_AMQP_MANAGEMENT_URL must name the broker's management API")
    definitions = json.loads(asked.definitions.read_text("utf-8"))
    lines = differences(definitions, present(os.environ["CIMI_AMQP_MANAGEMENT_URL"]))
    print("\n".join(lines) or "The broker has everything that it should have.")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
