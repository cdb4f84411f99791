"""The task that an action queues: it wakes a worker for one received file."""

import logging
from typing import Any

from celery import shared_task

from requests.evidence.actions import footage as custody

logger = logging.getLogger(__name__)


@shared_task(
    bind=True,
    name="requests.tasks.inspect",
    acks_late=True,
    reject_on_worker_lost=True,
    max_retries=5,
    soft_time_limit=3600,
    time_limit=3660,
)
def inspect(self: Any, footage_id: int) -> None:
    footage = custody.claim(footage_id)
    if footage is None:
        logger.info("footage %s is not waiting to be checked", footage_id)
        return
    try:
        custody.inspect(footage)
    except OSError as fault:
        custody.release(footage)  # Or the retry would find it taken, by us.
        raise self.retry(exc=fault, countdown=2**self.request.retries) from fault
