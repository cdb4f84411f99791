"""Sweeps over what waits or has run out. The rows are the truth; a message only wakes a worker.

Due is what is due by the database's clock: nothing ends early because a worker's is ahead.
"""

from celery import shared_task
from django.conf import settings

from portal.disks import is_marked
from portal.journal import clock
from portal.queues import waiting_in
from requests.evidence.actions import delivery_records, footage, inspections, uploads
from requests.evidence.actions.inspections import inspect
from requests.evidence.models import Footage

__all__ = ["inspect"]


@shared_task
def inspect_forgotten() -> int:
    """Every 15 seconds: queue again what a killed worker or lost message left.

    Nothing while messages wait: what they are about would be queued twice. Nothing while the disk
    is away: no file is found missing on it.
    """
    if not is_marked(settings.UPLOAD_ROOT):
        return 0
    uploads.receive_complete()
    inspections.check_left_over()
    if waiting_in("inspection"):
        return 0
    waiting = list(Footage.objects.inspectable().values_list("pk", flat=True)[:500])
    for footage_id in waiting:
        inspect.delay(footage_id)
    return len(waiting)


@shared_task
def stop_lost_files() -> int:
    """Every day: what a restore or a disk has lost is seen before an officer looks for it."""
    return inspections.stop_lost()


@shared_task
def forget_expired_uploads() -> int:
    """Every hour: the room of uploads that nobody went on with."""
    return uploads.forget_expired(clock.now())


@shared_task
def dispose_declined() -> int:
    """Every hour: files that were not needed and whose days are over."""
    now = clock.now()
    due = Footage.objects.disposable(now).values_list("pk", flat=True)[:500]
    return sum(footage.dispose(footage_id, now) for footage_id in due)


@shared_task
def remind_unsent_files() -> int:
    """Every hour: owners whose files have arrived and wait for "send"."""
    return delivery_records.remind_unsent(clock.now())
