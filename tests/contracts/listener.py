"""A system that knows of CIMI only its AsyncAPI document: `listener.py ASYNCAPI.json OPERATION [SECONDS OF SILENCE]`.

It reads what the operation reads, holds each message against the message's JSON Schema and its AMQP properties against
docs/amqp.md, and prints the bodies, one a line, until nothing more comes. The address, with the user and password that an
operator gave it, is in LISTENER_URL. It ends with 1 at the first message that is not as promised.
"""

import asyncio
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import aio_pika
from aio_pika.abc import AbstractIncomingMessage
from jsonschema import Draft202012Validator

PREFIX = "int.iom.cimi."


class NotAsPromised(Exception):
    """A message differs from what the documents say."""


class Contract:
    """What the document says about one operation."""

    def __init__(self, path: Path, operation: str) -> None:
        self._document = json.loads(path.read_text("utf-8"))
        asked = self._document["operations"][operation]
        channel = self._at(asked["channel"])
        self.queue: str = channel["bindings"]["amqp"]["queue"]["name"]
        self.prefetch: int = asked["x-prefetch"]
        self.arguments: dict[str, Any] = asked["x-consumer-arguments"]
        described = [self._at(message) for message in channel["messages"].values()]
        self.messages = {message["name"]: message for message in described}
        self._schemas = {
            name: Draft202012Validator(json.loads((path.parent / message["payload"]["$ref"]).read_text("utf-8")))
            for name, message in self.messages.items()
        }

    def _at(self, reference: dict[str, str]) -> dict[str, Any]:
        found: Any = self._document
        for step in reference["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return dict(found)

    def hold(self, message: AbstractIncomingMessage) -> None:
        """See that the message is as promised. Raises NotAsPromised."""
        if message.type not in self.messages:
            raise NotAsPromised(f"no message of {self.queue} is called {message.type}")
        event = json.loads(message.body)
        for misfit in self._schemas[message.type].iter_errors(event):
            raise NotAsPromised(f"{message.type} {event.get('id')}: {misfit.json_path}: {misfit.message}")
        if (promised := mirror(event) | {"content_type": self.messages[message.type]["contentType"]}) != seen(message):
            raise NotAsPromised(f"{message.type} {event['id']}: its properties are {seen(message)} and not {promised}")


def mirror(event: dict[str, Any]) -> dict[str, Any]:
    """The AMQP properties that docs/amqp.md promises for a document."""
    return {
        "message_id": event["id"],
        "type": event["type"].removeprefix(PREFIX),
        "timestamp": int(datetime.fromisoformat(event["time"]).timestamp()),
        "correlation_id": event["correlationid"],
        "app_id": event["source"].removeprefix("/cimi/"),
        "delivery_mode": 2,
        "headers": {f"cloudEvents:{name}": value for name, value in event.items() if name != "data"},
    }


def seen(message: AbstractIncomingMessage) -> dict[str, Any]:
    """The same properties, as they came."""
    return {
        "message_id": message.message_id,
        "type": message.type,
        "timestamp": int(message.timestamp.timestamp()) if message.timestamp else None,
        "correlation_id": message.correlation_id,
        "app_id": message.app_id,
        "delivery_mode": message.delivery_mode,
        "headers": {name: value for name, value in message.headers.items() if name.startswith("cloudEvents:")},
        "content_type": message.content_type,
    }


async def listen(contract: Contract, url: str, silence: float) -> None:
    """Read until nothing comes for so many seconds."""
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=contract.prefetch)
        queue = await channel.get_queue(contract.queue, ensure=False)
        async with queue.iterator(arguments=contract.arguments, timeout=silence) as messages:
            try:
                async for message in messages:
                    contract.hold(message)
                    print(message.body.decode(), flush=True)
                    await message.ack()
            except TimeoutError:
                return


def main() -> int:
    """Read, and say what is not as promised."""
    document, operation, *silence = sys.argv[1:]
    contract = Contract(Path(document), operation)
    try:
        asyncio.run(listen(contract, os.environ["LISTENER_URL"], float(silence[0]) if silence else 2.0))
    except NotAsPromised as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
