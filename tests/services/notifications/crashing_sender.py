"""A sender in a process of its own that ends without a word at a named point: POINT MONGO_URL DATABASE SMTP."""

import sys

from shared.storage import Database, connect
from tests.services.notifications.mailroom import end_at, sender

if __name__ == "__main__":
    point, url, name, address = sys.argv[1:]
    delivery = sender(Database(connect(url), name, publisher="notifications"), address, worker=f"crashes {point}")
    end_at(point, delivery)
    delivery.deliver_next()
