"""The desk with nameko as it comes, in the settings that its documentation gives for the least loss."""

import eventlet

eventlet.monkey_patch()

from kombu import Queue  # noqa: E402  # after patching, like all below
from nameko.containers import ServiceContainer  # noqa: E402
from nameko.events import EventDispatcher, event_handler, get_event_exchange  # noqa: E402
from nameko.standalone.events import event_dispatcher  # noqa: E402
from work import BROKER, IN_HAND, keep_receipt  # noqa: E402

CONFIG = {"AMQP_URI": BROKER, "max_workers": IN_HAND}
AFTER = Queue(
    "after", get_event_exchange("desk", CONFIG), routing_key="receipt_made", queue_arguments={"x-queue-type": "quorum"}
)


class DeskService:
    name = "desk"

    dispatch = EventDispatcher(declare=[AFTER], mandatory=True, use_confirms=True)

    @event_handler("letters", "arrived", reliable_delivery=True, requeue_on_error=True)
    def answer(self, letter: dict[str, str]) -> None:
        receipt_id = keep_receipt(letter["letter_id"], letter["country"])
        self.dispatch("receipt_made", {"receipt_id": receipt_id, "letter_id": letter["letter_id"]})


_dispatch = event_dispatcher(CONFIG, mandatory=True, use_confirms=True)


def post(letter_id: str, country: str) -> None:
    """Come back when the broker has it."""
    _dispatch("letters", "arrived", {"letter_id": letter_id, "country": country})


def main() -> None:
    """Serve, as `nameko run` does."""
    container = ServiceContainer(DeskService, CONFIG)
    container.start()
    container.wait()


if __name__ == "__main__":
    main()
