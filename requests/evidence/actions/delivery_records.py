"""What happens when the owner presses "send": the files are handed over, against a receipt."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.models import Notice
from portal.people.models import User
from requests.asking.actions.asks import tell_owners, tell_police
from requests.asking.actions.moving import lock_ask
from requests.asking.models import Ask
from requests.evidence.models import DeliveryRecord, DeliveryRecordBook, Footage, Upload

REMINDED_AFTER = timedelta(hours=2)


@transaction.atomic
def hand_over(ask: Ask, *, actor: User) -> DeliveryRecord:
    """Everything that arrived for `ask` is sent; what is still arriving follows by itself.

    Pressing twice gives the same receipt; pressing after a change of mind adds nothing to it.
    Raises RuleViolation when nothing has arrived, or `actor` may not answer for the site.
    """
    locked = lock_ask(ask, actor=actor)
    receipt = DeliveryRecord.objects.filter(ask=locked).first()
    if receipt is None:
        receipt = _issue(locked, actor)
    if locked.is_agreed_to:
        _attach(locked, receipt, actor)
    return receipt


def _issue(ask: Ask, actor: User) -> DeliveryRecord:
    if not ask.accepts_uploads:
        raise RuleViolation(_("This request takes no files any more. You need not do anything."))
    if not ask.uploads.filter(status=Upload.Status.RECEIVED).exists():
        raise RuleViolation(_("No file has arrived whole yet. Wait for the first to finish."))
    footage_request = ask.footage_request
    receipt = DeliveryRecord.objects.create(
        ask=ask,
        commune=footage_request.commune,
        given_by=actor,
        number=next_number(footage_request.commune, DeliveryRecordBook.Series.RECEIPT),
    )
    record(footage_request.stream, "files_sent", actor=None, receipt=receipt.number)
    tell_police(footage_request, "footage_sent", door="footage:review")
    return receipt


def _attach(ask: Ask, receipt: DeliveryRecord, actor: User) -> None:
    waiting = Footage.objects.kept().filter(upload__ask=ask, receipt=None)
    for footage in waiting.select_for_update():
        footage.receipt = receipt
        footage.save(update_fields=["receipt"])
        record(footage.stream, "sent", actor=actor, receipt=receipt.number)


def remind_unsent(now: datetime | None = None) -> int:
    """Owners whose files arrived a while ago and wait for "send" are told, once. How many."""
    now = now or timezone.now()
    rested = Ask.objects.answerable(now).filter(
        answer=Ask.Answer.APPROVED,
        receipt=None,
        uploads__status=Upload.Status.RECEIVED,
        uploads__received_at__lte=now - REMINDED_AFTER,
    )
    return sum(_remind(ask) for ask in rested.with_facts().distinct()[:500])


@transaction.atomic
def _remind(ask: Ask) -> bool:
    about = f"ask:{ask.public_id}"
    if Notice.objects.filter(kind="footage_unsent", about=about).exists():
        return False
    tell_owners(ask, ask.site, "footage_unsent")
    return True


def next_number(commune: Any, series: str) -> str:
    """The next of the commune's papers this year. The row stays locked, so none is skipped."""
    year = timezone.localdate().year
    DeliveryRecordBook.objects.get_or_create(commune=commune, series=series, year=year)
    book = DeliveryRecordBook.objects.select_for_update().get(
        commune=commune, series=series, year=year
    )
    book.last += 1
    book.save(update_fields=["last"])
    return f"{series}-{year}-{book.last:04d}"
