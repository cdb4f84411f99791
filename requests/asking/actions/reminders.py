"""Remind owners who have not answered, as often as their commune's limits allow."""

from datetime import datetime, timedelta

from django.db import transaction

from portal.journal.actions import record
from portal.people.models import User
from requests.asking.actions.answers import held_open_ask
from requests.asking.actions.asks import tell_owners
from requests.asking.models import Ask, RequestPolicy
from requests.asking.verbs import AskVerb

# Our choice: the law sets no term for an owner's answer, and silence is none.
AFTER_SENDING = (timedelta(hours=24), timedelta(hours=72))
BEFORE_OVERWRITE = timedelta(hours=24)


@transaction.atomic
def remind(ask: Ask, *, now: datetime) -> bool:
    """Remind the owner if that is due and nobody has. One UPDATE decides who does it.

    An owner who paused, removed, left out or no longer agrees is let be. Police read nothing of
    that: the ask stays as it is.
    """
    due = reminders_due(ask, RequestPolicy.objects.of(ask.footage_request.commune), now)
    # Columns of the row itself only: through a join a second worker would not see the first.
    mine = Ask.objects.unanswered().filter(
        pk=ask.pk,
        reminders=ask.reminders,
        reminders__lt=due,
        wants_reminders=True,
        recalled_at=None,
    )
    willing = Ask.objects.filter(pk=ask.pk).still_agreed_to()
    if not (ask.is_open and willing.exists()) or not mine.update(reminders=due, reminded_at=now):
        return False
    tell_owners(ask, "footage_reminder")
    return True


def reminders_due(ask: Ask, policy: RequestPolicy, now: datetime) -> int:
    """How many reminders should have gone out by `now`: at 24 h, at 72 h, before overwriting."""
    moments = {ask.sent_at + after for after in AFTER_SENDING}
    if ask.overwritten_at and ask.overwritten_at - BEFORE_OVERWRITE > ask.sent_at:
        moments.add(ask.overwritten_at - BEFORE_OVERWRITE)
    return min(sum(moment <= now for moment in moments), policy.reminders_most)


@transaction.atomic
def stop_reminders(ask: Ask, *, actor: User) -> Ask:
    """This case reminds its owner no more. The link stays open."""
    locked = held_open_ask(ask, actor=actor)
    locked.wants_reminders = False
    locked.save(update_fields=["wants_reminders"])
    record(locked.stream, AskVerb.REMINDERS_STOPPED, actor=actor)
    return locked
