from celery import shared_task

from portal.notices.actions import forget_secrets
from portal.people import actions


@shared_task
def forget_codes() -> int:
    """Every hour: a code and its number are kept a day, a number that was given up three."""
    return actions.forget_codes() + forget_secrets() + actions.forget_contact_moves()


@shared_task
def forget_invitations() -> int:
    """Every night: numbers that were invited and did not come."""
    return actions.forget_invitations()


@shared_task
def forget_sessions() -> int:
    """Every night: what a browser left that has not come back in time."""
    return actions.forget_sessions()


@shared_task
def send_root() -> int:
    """Every night, once the journal is sealed: its root goes to the Front's supervisors."""
    return actions.send_root()
