from celery import shared_task

from portal.notices.actions import forget_secrets
from portal.people import actions


@shared_task
def forget_codes() -> int:
    """Every hour: a code, and the number it went to, is not kept longer than a day."""
    return actions.forget_codes() + forget_secrets()


@shared_task
def forget_sessions() -> int:
    """Every night: what a browser left that has not come back in time."""
    return actions.forget_sessions()
