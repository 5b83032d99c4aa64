"""The sabotages: each takes one mechanism out of a copy of the tree. A harness that does not see it is worth nothing."""

from dataclasses import dataclass

Change = tuple[str, str, str]

RELAY = "shared/messaging/relay.py"
CONSUMER = "shared/messaging/consumer.py"
DELIVERY = "shared/messaging/delivery.py"
INBOX = "shared/storage/inbox.py"
OUTBOX = "shared/storage/outbox.py"
DATABASE = "shared/storage/database.py"
REPLIES = "shared/storage/replies.py"
DELIVER = "services/notifications/use_cases/deliver.py"
CERTIFICATION = "services/certification/service.py"


@dataclass(frozen=True, kw_only=True)
class Sabotage:
    """changes: (file, what stands there exactly once, what is put in its place).

    faults: those that bring it out. seen_as: of this at least one finding must say something, so that it is caught for
    what it is; without any, whatever is found.
    seconds: how long a seed of its faults takes.
    """

    name: str
    changes: tuple[Change, ...]
    faults: tuple[str, ...]
    seen_as: tuple[str, ...] = ()
    seconds: float = 25.0


SABOTAGES = (
    Sabotage(
        name="no confirms",
        changes=((RELAY, "            self._wait_for(window)\n", ""),),
        faults=("relay cut off from the broker", "broker killed"),
        seen_as=("never heard",),
    ),
    Sabotage(
        name="flag set before confirm",
        changes=(
            (
                RELAY,
                "        window = Window(rows)\n",
                "        self._outbox.settle(self._lease, sent=rows, failed=[])\n        window = Window(rows)\n",
            ),
        ),
        faults=("relay cut off from the broker", "broker killed"),
        seen_as=("never heard",),
    ),
    Sabotage(
        name="cursor instead of flag",
        changes=(
            (
                OUTBOX,
                "self.rows.find(PENDING | due, sort",
                'self.rows.find(PENDING | {"_id": {"$gt": getattr(self, "cursor", "")}}, sort',
            ),
            (OUTBOX, 'first.setdefault((row["subject"], bool(row["to"])), row)', 'first.setdefault(row["_id"], row)'),
            (
                OUTBOX,
                "        session = self._database.session\n",
                (
                    "        session = self._database.session\n"
                    '        self.cursor = max([getattr(self, "cursor", ""), *(row["_id"] for row in sent)])\n'
                ),
            ),
        ),
        faults=("database slowed", "mongod frozen"),
        seen_as=("in the outbox of",),
    ),
    Sabotage(
        name="outbox outside the transaction",
        changes=((OUTBOX, "                session=self._database.session,\n", ""),),
        faults=("duplicate storm", "process killed", "mongod stepped down"),
    ),
    Sabotage(
        name="no inbox",
        changes=(
            (
                INBOX,
                "            self.rows.insert_one(row, session=self._database.session)\n",
                (
                    '            self.rows.update_one({"_id": row["_id"]}, {"$set": row}, upsert=True, '
                    "session=self._database.session)\n"
                ),
            ),
        ),
        faults=("duplicate storm", "process killed"),
        seen_as=("more or less than once",),
    ),
    Sabotage(
        name="inbox outside the transaction",
        changes=(
            (
                DELIVERY,
                "            self._inbox.enter_first(consumer, envelope)\n",
                "            self._database.transact(lambda: self._inbox.enter_first(consumer, envelope), cause=heard)\n",
            ),
        ),
        faults=("process killed", "reordering", "mongod killed"),
        seen_as=("lost",),
    ),
    Sabotage(
        name="dedupe by event id without the consumer",
        changes=(
            (
                INBOX,
                'return f"{consumer}|{envelope.source}|{envelope.id}"',
                'return f"{envelope.source}|{envelope.id}"',
            ),
            # No service listens to one event twice, where alone it shows; so first one of them is made to.
            (
                CERTIFICATION,
                "    @subscribe(ProgrammeReleased)\n",
                (
                    "    @subscribe(EditionOpened)\n"
                    "    def reckon_edition(self, opened: EditionOpened, heard: Heard) -> None:\n"
                    "        completions._reckon(opened.edition_id, at=heard.at, **self._reckoned())\n\n"
                    "    @subscribe(ProgrammeReleased)\n"
                ),
            ),
            (
                "services/certification/use_cases/completions.py",
                (
                    "    courses.hear_edition(edition)\n"
                    "    _reckon(edition.id, at=at, courses=courses, completions=completions)\n"
                ),
                "    courses.hear_edition(edition)\n",
            ),
        ),
        faults=("duplicate storm", "process ended"),
        seen_as=("reckoned with more or less than once", "certification.editions does not know"),
    ),
    Sabotage(
        name="ack before commit",
        changes=(
            (
                CONSUMER,
                (
                    "        together = len(taken) > 1 and self._receiver.receive_together([delivery for _, delivery in taken])\n"
                    "        for message, delivery in taken:\n"
                ),
                (
                    "        for message, delivery in taken:\n"
                    "            with self._writing:\n"
                    "                message.channel.basic_ack(message.delivery_tag)\n"
                    "            self._verdict(delivery)\n"
                    "            self._in_hand -= 1\n"
                    "        return\n"
                    "        for message, delivery in taken:\n"
                ),
            ),
        ),
        faults=("listener killed", "database slowed"),
        seen_as=("never heard",),
    ),
    Sabotage(
        name="w:1",
        changes=(
            (DATABASE, 'WriteConcern(w="majority", j=True)', "WriteConcern(w=1, j=False)"),
            (DATABASE, 'w="majority", journal=True', "w=1, journal=False"),
        ),
        faults=("mongod killed",),
        seen_as=("lost",),
        seconds=40.0,
    ),
    Sabotage(
        name="stock decode error",
        changes=(
            (
                DELIVERY,
                '            return self._park(delivery, "", error.reason, logs.scrubbed(error))\n',
                '            _log.exception("cannot decode: %s", error)\n            return Verdict.ACK\n',
            ),
        ),
        faults=("poison",),
        seen_as=("poison that was not parked",),
    ),
    Sabotage(
        name="stock SIGTERM",
        changes=((CONSUMER, "while not (cancelled and self._in_hand == 0):", "while not cancelled:"),),
        faults=("listener ended",),
        seen_as=("came again although",),
    ),
    Sabotage(
        name="attempts counted on infrastructure errors",
        changes=(
            (
                DELIVERY,
                (
                    "            if is_infrastructure(error):\n"
                    '                result(listener.consumer, "infrastructure").inc()\n'
                    "                raise\n"
                ),
                "",
            ),
            # So that all attempts fit into a minute: they are fewer, and a slow database is given up sooner.
            (DELIVERY, "MOST_ATTEMPTS = 8", "MOST_ATTEMPTS = 3"),
            (DATABASE, "LONGEST_TRANSACTION = 15", "LONGEST_TRANSACTION = 2"),
        ),
        faults=("database slow for long",),
        seen_as=("messages that were parked",),
        seconds=60.0,
    ),
    Sabotage(
        name="no email claim",
        changes=(
            (
                DELIVER,
                "return self._emails.save(due.claim(worker=self._worker, at=at)) if due else None",
                "return due",
            ),
            (DELIVER, "before_text=lambda: self._hand_over(email)", "before_text=lambda: None"),
            (
                DELIVER,
                ("        if current.worker == self._worker:\n            self._emails.save(*current.supersede())\n"),
                "        self._emails.save(*current.supersede())\n",
            ),
        ),
        faults=("two senders",),
        seen_as=("emails that the mail server has too often",),
    ),
    Sabotage(
        name="no idempotency key",
        changes=(
            (
                REPLIES,
                "        if row is None:\n            return None\n",
                "        if row is None or row:\n            return None\n",
            ),
            (REPLIES, '                "_id": key,\n', '                "_id": f"{id(reply)} {key}",\n'),
        ),
        faults=("answers lost", "process ended"),
    ),
)
