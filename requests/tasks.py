"""Work on received files. The rows are the truth; a message only wakes a worker."""

import logging
from typing import Any

from celery import shared_task
from django.utils import timezone

logger = logging.getLogger(__name__)


@shared_task(
    bind=True,
    acks_late=True,
    reject_on_worker_lost=True,
    max_retries=5,
    soft_time_limit=3600,
    time_limit=3660,
)
def inspect(self: Any, footage_id: int) -> None:
    from requests.actions import custody

    footage = custody.claim(footage_id)
    if footage is None:
        logger.info("footage %s is not waiting to be checked", footage_id)
        return
    try:
        custody.inspect(footage)
    except OSError as fault:
        custody.release(footage)  # Or the retry would find it taken, by us.
        raise self.retry(exc=fault, countdown=2**self.request.retries) from fault


@shared_task
def inspect_forgotten() -> int:
    """Every 15 seconds: queue again what a killed worker or lost message left."""
    from requests.models import Footage

    waiting = list(Footage.objects.inspectable().values_list("pk", flat=True)[:500])
    for footage_id in waiting:
        inspect.delay(footage_id)
    return len(waiting)


@shared_task
def forget_expired_uploads() -> int:
    """Every hour: the room of uploads that nobody went on with."""
    from requests.actions import uploads

    return uploads.forget_expired()


@shared_task
def dispose_declined() -> int:
    """Every hour: files that were not needed and whose days are over."""
    from requests.actions import custody
    from requests.models import Footage

    due = Footage.objects.disposable(timezone.now()).values_list("pk", flat=True)[:500]
    return sum(custody.dispose(footage_id) for footage_id in due)
