"""The desk with Dramatiq, in the settings that its documentation gives for the least loss."""

import dramatiq
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from work import BROKER, keep_receipt

broker = RabbitmqBroker(url=BROKER, confirm_delivery=True)
dramatiq.set_broker(broker)
broker.declare_queue("after")


@dramatiq.actor(queue_name="desk")
def answer(letter_id: str, country: str) -> None:
    receipt_id = keep_receipt(letter_id, country)
    told = dramatiq.Message(queue_name="after", actor_name="file", args=(receipt_id, letter_id), kwargs={}, options={})
    broker.enqueue(told)


def post(letter_id: str, country: str) -> None:
    """Come back when the broker has it."""
    answer.send(letter_id, country)
