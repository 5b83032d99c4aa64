"""A person's letters, posted with one of the systems: `post.py <celery | dramatiq | nameko> <count>`.

Each letter that the system has said it took is a line of the output; one that it refused is left and the next tried.
"""

import importlib
import sys
import time
import uuid


def main() -> None:
    """Post until so many were taken."""
    desk, count = importlib.import_module(f"{sys.argv[1]}_desk"), int(sys.argv[2])
    taken = 0
    while taken < count:
        letter_id = str(uuid.uuid4())
        try:
            desk.post(letter_id, "UY")
        except Exception as error:  # noqa: BLE001  # whatever it is, this letter was not taken
            print(f"not taken: {error!r}", file=sys.stderr)
            time.sleep(0.2)
        else:
            taken += 1
            print(letter_id, flush=True)


if __name__ == "__main__":
    main()
