"""The desk with Celery, in the settings that its documentation gives for the least loss."""

from celery import Celery
from kombu import Queue
from work import BROKER, keep_receipt

SAFE = {"x-queue-type": "quorum"}

app = Celery("desk", broker=BROKER)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_queues=[Queue("desk", queue_arguments=SAFE), Queue("after", queue_arguments=SAFE)],
    task_default_queue="desk",
    broker_transport_options={"confirm_publish": True},
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
)


@app.task(name="answer", ignore_result=True, autoretry_for=(Exception,), max_retries=None, retry_backoff=True)
def answer(letter_id: str, country: str) -> None:
    receipt_id = keep_receipt(letter_id, country)
    app.send_task("file", [receipt_id, letter_id], queue="after")


def post(letter_id: str, country: str) -> None:
    """Come back when the broker has it."""
    answer.delay(letter_id, country)
