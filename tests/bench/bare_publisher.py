"""The limit for a relay: plain py-amqp that publishes the same bodies, confirmed in the same windows, and no database.

`python -m tests.bench.bare_publisher <url> <file> <window>`; the file holds a list of [exchange, event name, body].
"""

import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import amqp

from shared.contracts.envelope import properties
from shared.messaging.topology import connection
from tests.bench.measure import own_processor_seconds


@dataclass(frozen=True)
class Post:
    """A message and where it goes."""

    exchange: str
    routing_key: str
    message: amqp.Message


def publish(channel: amqp.Channel, posts: Sequence[Post], window: int) -> None:
    """Publish all, as `mandatory`, so many at a time; come back when the broker has confirmed the last one."""
    channel.confirm_select()
    open_tags: set[int] = set()

    def confirmed(tag: int, multiple: bool) -> None:
        open_tags.difference_update([one for one in open_tags if one <= tag] if multiple else [tag])

    channel.events["basic_ack"].add(confirmed)
    for start in range(0, len(posts), window):
        for tag, post in enumerate(posts[start : start + window], start=start + 1):
            open_tags.add(tag)
            channel.basic_publish(post.message, exchange=post.exchange, routing_key=post.routing_key, mandatory=True)
        while open_tags:
            channel.connection.drain_events(timeout=20)


def main() -> None:
    """Publish what the file holds and tell how long that took."""
    url, file, window = sys.argv[1:]
    posts = [
        Post(exchange, name, amqp.Message(body, **properties(json.loads(body))))
        for exchange, name, body in json.loads(Path(file).read_text("utf-8"))
    ]
    with connection(url) as connected:
        channel = connected.channel()
        cpu, began = own_processor_seconds(), time.monotonic()
        publish(channel, posts, int(window))
        print(json.dumps({"seconds": time.monotonic() - began, "cpu": own_processor_seconds() - cpu}))


if __name__ == "__main__":
    main()
