"""What happens when the owner presses "send": the files are delivered, and that is on record."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.areas.models import Commune
from portal.documents.actions import held_book, next_number
from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.models import Notice
from portal.people.models import User
from requests.asking.actions.answers import held_ask
from requests.asking.actions.asks import receiving_appointment, tell_owners, tell_police
from requests.asking.models import Ask
from requests.asking.verbs import RequestVerb
from requests.evidence.models import DeliveryRecord, DeliveryRecordBook, Footage, Upload
from requests.evidence.verbs import Verb

REMINDED_AFTER = timedelta(hours=2)


@transaction.atomic
def deliver(ask: Ask, *, actor: User) -> DeliveryRecord:
    """Everything that arrived for `ask` is sent; what is still arriving follows by itself.

    Pressing twice gives the same record; pressing after a change of mind adds nothing to it.
    Raises RuleViolation when nothing has arrived, or `actor` may not answer for the site.
    """
    locked = held_ask(ask, actor=actor)
    delivery_record = DeliveryRecord.objects.filter(ask=locked).first()
    if delivery_record is None:
        delivery_record = _issue(locked, actor)
    if locked.is_agreed_to:
        _attach(locked, delivery_record, actor)
    return delivery_record


def _issue(ask: Ask, actor: User) -> DeliveryRecord:
    if not ask.accepts_uploads:
        raise RuleViolation(_("This request takes no files any more. You need not do anything."))
    if not ask.uploads.filter(status=Upload.Status.RECEIVED).exists():
        raise RuleViolation(_("No file has arrived whole yet. Wait for the first to finish."))
    footage_request = ask.footage_request
    delivery_record = DeliveryRecord.objects.create(
        ask=ask,
        commune=footage_request.commune,
        given_by=actor,
        organisation_id=ask.site.organisation_id,
        received_in=receiving_appointment(footage_request),
        number=next_paper_number(
            footage_request.commune, DeliveryRecordBook.Series.DELIVERY_RECORD
        ),
    )
    record(
        footage_request.stream,
        RequestVerb.FILES_SENT,
        actor=None,
        delivery_record=delivery_record.number,
    )
    tell_police(footage_request, "footage_sent", door="footage:review")
    return delivery_record


def _attach(ask: Ask, delivery_record: DeliveryRecord, actor: User) -> None:
    waiting = Footage.objects.kept().filter(upload__ask=ask, delivery_record=None)
    for footage in waiting.select_for_update(of=("self",), no_key=True):
        footage.delivery_record = delivery_record
        footage.save(update_fields=["delivery_record"])
        record(footage.stream, Verb.SENT, actor=actor, delivery_record=delivery_record.number)


def remind_unsent(now: datetime | None = None) -> int:
    """Owners whose files arrived a while ago and wait for "send" are told, once. How many."""
    now = now or timezone.now()
    rested = Ask.objects.answerable(now).filter(
        answer=Ask.Answer.APPROVED,
        delivery_record=None,
        uploads__status=Upload.Status.RECEIVED,
        uploads__received_at__lte=now - REMINDED_AFTER,
    )
    return sum(_remind(ask) for ask in rested.with_facts().distinct()[:500])


@transaction.atomic
def _remind(ask: Ask) -> bool:
    if Notice.objects.filter(kind="footage_unsent", about=ask.stream).exists():
        return False
    tell_owners(ask, "footage_unsent")
    return True


def next_paper_number(commune: Commune, series: str) -> str:
    """The next of the commune's papers this year. Its book stays held, so none is skipped."""
    year = timezone.localdate().year
    book = held_book(DeliveryRecordBook.objects.all(), commune=commune, series=series, year=year)
    return f"{series}-{year}-{next_number(book):04d}"
