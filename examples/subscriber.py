"""An outside system that listens to CIMI's events. Copy it, and put your own work where it prints.

    CIMI_SUBSCRIBER_URL=amqp://example:PASSWORD@HOST:5672/cimi python subscriber.py

You need Python 3.11, `pip install pika`, and from the operator of CIMI: a user of your own, its password, and the
name of your inbox. Your user may read two queues and nothing else. It cannot declare, bind or publish.

- Your **inbox** (`--queue`, here `ext.example.inbox`) keeps events from the moment the operator made it, also while
  you are away, until you acknowledge them. This is what the program reads by default. It holds 50 MiB: whoever is away
  for so long that more comes loses the oldest, and finds them in the log. A gap in `sequence` that stays shows it.
- The **log** (`cimi.events.log`) is a stream that keeps the last 90 days for everybody. `--from-start` reads it from
  its first event and changes nothing for anyone; with `--until-idle 5` the program ends when 5 seconds bring nothing.

Each event is one line of JSON on standard output: a CloudEvents 1.0 document whose `data` holds ids, codes, countries
and states, never names or addresses. Ctrl-C or SIGTERM ends the program after the event in hand. Everything the
program itself has to say goes to standard error.

What you can rely on, and what you must do:

- **At least once.** The same event, with the same `id`, may be delivered again after a crash on either side. Keep the
  ids you have dealt with, together with your own change, in one transaction of your database. This program keeps the
  latest ones in memory, which is enough for printing and not for anything that matters.
- **Order within one subject only.** `sequence` counts 1, 2, 3… for each pair of `source` and `subject`. A number that
  is missing is on its way; a number you have had is old news.
- **Acknowledge after your work is done**, never before: an event that is not acknowledged comes back.
- **Ignore fields and event types you do not know.** New ones are added; what is there keeps its meaning within `.v1`.
"""

import argparse
import json
import os
import signal
import sys
import time
from collections import OrderedDict
from types import FrameType

import pika
import pika.exceptions
from pika.adapters.blocking_connection import BlockingChannel
from pika.spec import Basic, BasicProperties

LOG = "cimi.events.log"
IN_HAND = 100
REMEMBERED = 200_000
WAIT_BEFORE_AGAIN = 2.0


class Subscriber:
    """Reads one queue, prints every event once, and comes back by itself when the connection is lost."""

    def __init__(self, url: str, queue: str, *, from_start: bool, until_idle: float | None) -> None:
        self.url = url
        self.queue = LOG if from_start else queue
        self.from_start = from_start
        self.until_idle = until_idle
        self.printed: OrderedDict[str, None] = OrderedDict()
        self.repeats = 0
        self.leaving = False
        self.last_event_at = time.monotonic()

    def run(self) -> None:
        """Read until told to leave, or until nothing more comes."""
        while not self.leaving:
            try:
                self.read()
            except pika.exceptions.AMQPConnectionError as error:
                say(f"no connection ({error!r}), trying again")
                self.rest(WAIT_BEFORE_AGAIN)

    def read(self) -> None:
        """One connection, from opening to closing it."""
        with pika.BlockingConnection(pika.URLParameters(self.url)) as connection:
            channel = connection.channel()
            channel.basic_qos(prefetch_count=IN_HAND)
            place = {"x-stream-offset": "first"} if self.from_start else {}
            consumer = channel.basic_consume(self.queue, self.receive, arguments=place)
            say(f"reading {self.queue}")
            self.last_event_at = time.monotonic()
            while not self.leaving:
                connection.process_data_events(time_limit=0.2)
                self.leave_when_idle()
            channel.basic_cancel(consumer)

    def receive(self, channel: BlockingChannel, method: Basic.Deliver, _: BasicProperties, body: bytes) -> None:
        """Deal with one event, then acknowledge it. Your own work goes into `deal_with`."""
        self.last_event_at = time.monotonic()
        event = json.loads(body)
        if event["id"] in self.printed:
            self.repeats += 1
        else:
            deal_with(event)
            self.remember(event["id"])
        channel.basic_ack(method.delivery_tag)

    def remember(self, event_id: str) -> None:
        """Keep the ids of the latest events, to know them when they come again."""
        self.printed[event_id] = None
        if len(self.printed) > REMEMBERED:
            self.printed.popitem(last=False)

    def leave_when_idle(self) -> None:
        """End when nothing has come for as long as was asked for."""
        if self.until_idle is not None and time.monotonic() - self.last_event_at > self.until_idle:
            self.leaving = True

    def leave(self, _signal: int, _frame: FrameType | None) -> None:
        """SIGTERM or Ctrl-C: finish the event in hand and go."""
        self.leaving = True

    def rest(self, seconds: float) -> None:
        """Wait, but not longer than until told to leave."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.leaving:
            time.sleep(0.1)


def deal_with(event: dict[str, object]) -> None:
    """What this system does with an event: print it."""
    print(json.dumps(event, ensure_ascii=False), flush=True)


def say(words: str) -> None:
    """A word to whoever runs the program."""
    print(f"subscriber: {words}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the arguments, then the events."""
    parser = argparse.ArgumentParser(description="Print CIMI's events as they come, one JSON document a line.")
    parser.add_argument("--url", default=os.environ.get("CIMI_SUBSCRIBER_URL"), help="amqp://user:password@host/vhost")
    parser.add_argument("--queue", default="ext.example.inbox", help="your inbox")
    parser.add_argument("--from-start", action="store_true", help="replay the log from its first event instead")
    parser.add_argument("--until-idle", type=float, metavar="SECONDS", help="end when nothing comes for so long")
    asked = parser.parse_args()
    if not asked.url:
        parser.error("give --url, or set CIMI_SUBSCRIBER_URL")
    subscriber = Subscriber(asked.url, asked.queue, from_start=asked.from_start, until_idle=asked.until_idle)
    signal.signal(signal.SIGTERM, subscriber.leave)
    signal.signal(signal.SIGINT, subscriber.leave)
    subscriber.run()
    say(f"{len(subscriber.printed)} events, {subscriber.repeats} that came again")


if __name__ == "__main__":
    main()
