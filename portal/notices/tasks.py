"""Carry what waits in the outbox. The rows are the truth; a message only wakes a worker."""

from celery import shared_task

from portal.notices.actions import deliveries
from portal.notices.models import Delivery


@shared_task(acks_late=True)
def deliver(delivery_id: int) -> str:
    return deliveries.deliver(delivery_id)


@shared_task
def deliver_waiting() -> int:
    """Every 15 seconds: queue again what a lost message or a killed worker left."""
    waiting = Delivery.objects.deliverable().order_by("due_at").values_list("pk", flat=True)[:500]
    for delivery_id in waiting:
        deliver.delay(delivery_id)
    return len(waiting)
