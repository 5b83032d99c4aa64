"""A person's letters, posted to CIMI: `python -m tests.bench.post <count>`; each line is one whose commit was answered."""

import os
import sys
import time

from pymongo.errors import PyMongoError

from shared.storage import Database, connect, new_id
from tests.bench.desk import Register
from tests.bench.letters import cause


def main() -> None:
    """Post until so many were taken."""
    count = int(sys.argv[1])
    database = Database(connect(os.environ["BENCH_MONGO_URL"]), os.environ["BENCH_DATABASE"], publisher="desk")
    register, taken = Register(database), 0
    while taken < count:
        letter_id = new_id()
        try:
            database.transact(lambda letter_id=letter_id: register.arrive(letter_id, "UY"), cause=cause())
        except PyMongoError as error:
            print(f"not taken: {error!r}", file=sys.stderr)
            time.sleep(0.2)
        else:
            taken += 1
            print(letter_id, flush=True)


if __name__ == "__main__":
    main()
