"""After a request was sent: remind, recall, close, and tell what came of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import User
from requests.asking.actions.asks import tell_owners
from requests.asking.actions.moving import lock, move
from requests.asking.actions.searches import stands_in_police
from requests.asking.models import AnswerCode, Ask, FootageRequest, Outcome, RequestPolicy

Status = FootageRequest.Status
AFTER_SENDING = (timedelta(hours=24), timedelta(hours=72))
BEFORE_OVERWRITE = timedelta(hours=24)


@transaction.atomic
def recall(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """Every link of the request is dead; the owners are told that nothing more is asked."""
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    now = timezone.now()
    _hold_answers(locked)
    moved = move(locked, Status.RECALLED, actor=actor, ended_at=now)
    moved.asks.update(recalled_at=now)
    for ask in moved.asks.select_related("site").defer("site__point"):
        ask.footage_request = moved
        tell_owners(ask, ask.site, "footage_recalled")
    return moved


@transaction.atomic
def close(footage_request: FootageRequest, *, actor: User) -> FootageRequest:
    """No more answers are taken. What was given stays; the outcome can still be told."""
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    _hold_answers(locked)
    return move(locked, Status.CLOSED, actor=actor, ended_at=timezone.now())


def _hold_answers(footage_request: FootageRequest) -> None:
    """An answer under way comes first; a later one finds the request ended.

    Asks before the journal: an owner who answers now takes the two in that order.
    """
    list(footage_request.asks.select_for_update(no_key=True).values_list("pk"))


@transaction.atomic
def tell_outcome(
    footage_request: FootageRequest, kind: str, *, actor: User, words: str = ""
) -> Outcome:
    """What came of it, for those who gave footage and for nobody else."""
    locked = lock(footage_request)
    stands_in_police(actor, locked.commune)
    if not locked.has_left:
        raise RuleViolation(_("An outcome belongs to a request that was sent."))
    gave = list(locked.asks.that_gave().select_related("site").defer("site__point"))
    if not gave:
        raise RuleViolation(_("Nobody has given footage yet, so there is nobody to tell."))
    if _was_just_told(locked, kind, words):
        return locked.outcomes.latest("at")
    outcome = Outcome.objects.create(
        footage_request=locked, kind=kind, words=words, recorded_by=actor
    )
    record(locked.stream, "outcome", actor=actor, kind=kind, told=len(gave))
    for ask in gave:
        ask.footage_request = locked
        tell_owners(ask, ask.site, "footage_outcome", outcome=kind, words=words)
    return outcome


def _was_just_told(footage_request: FootageRequest, kind: str, words: str) -> bool:
    """The button was pressed twice."""
    a_minute_ago = timezone.now() - timedelta(minutes=1)
    return footage_request.outcomes.filter(kind=kind, words=words, at__gt=a_minute_ago).exists()


# BY THE CLOCK


def reminders_due(ask: Ask, policy: RequestPolicy, now: datetime) -> int:
    """How many reminders should have gone out by `now`: at 24 h, at 72 h, before overwriting."""
    moments = {ask.sent_at + after for after in AFTER_SENDING}
    if ask.overwritten_at and ask.overwritten_at - BEFORE_OVERWRITE > ask.sent_at:
        moments.add(ask.overwritten_at - BEFORE_OVERWRITE)
    return min(sum(moment <= now for moment in moments), policy.reminders_most)


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
    tell_owners(ask, ask.site, "footage_reminder")
    return True


@transaction.atomic
def close_expired(footage_request: FootageRequest) -> bool:
    """Close a request all of whose links have run out. Nobody needs to be asked for that."""
    locked = lock(footage_request)
    if locked.status != Status.SENT or locked.asks.answerable().exists():
        return False
    move(locked, Status.CLOSED, actor=None, ended_at=timezone.now())
    return True


def forget_codes() -> int:
    """Delete answer codes that ran out a day ago."""
    old = AnswerCode.objects.filter(expires_at__lt=timezone.now() - timedelta(days=1))
    return old.delete()[0]
