"""Sweeps over asks that wait or have run out, by the database's clock."""

from celery import shared_task

from portal.journal import clock
from requests.asking.actions import footage_requests, reminders
from requests.asking.models import Ask, FootageRequest


@shared_task
def remind_owners() -> int:
    """Every 10 minutes: who has not answered, as often as the commune's limits allow."""
    now = clock.now()
    due = Ask.objects.remindable(now).with_facts()[:1000]
    return sum(reminders.remind(ask, now=now) for ask in due)


@shared_task
def close_expired_requests() -> int:
    """Every 10 minutes: requests all of whose links have run out."""
    run_out = FootageRequest.objects.run_out()[:500]
    return sum(footage_requests.close_expired(each) for each in run_out)
