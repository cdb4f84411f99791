"""Carry a notice through a channel: claimed by one worker, tried again, given up at last."""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from portal.notices import channels
from portal.notices.models import TRIES, Delivery, LocalMessage, Notice
from portal.notices.wording import Words, words_of

logger = logging.getLogger(__name__)

Status = Delivery.Status


def deliver(delivery_id: int) -> str:
    """Carry one delivery if it is still to do; its status afterwards, or "" if another has it."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return ""
    notice = delivery.notice
    path = notice.facts.get("link", notice.url)
    words = words_of(notice, url=urljoin(settings.SITE_URL, path) if path else "")
    try:
        _carry(delivery, words)
    except (OSError, httpx.HTTPError) as fault:
        return _put_off(delivery, fault)
    return _finish(delivery, Status.SENT, sent_at=Now())


def _carry(delivery: Delivery, words: Words) -> None:
    """Out through its channel, or on a trial portal into the outbox kept for anyone to read."""
    if not settings.LOCAL_OUTBOX:
        channels.carry(delivery, words)
        return
    is_sms = delivery.channel == Delivery.Channel.SMS
    LocalMessage.objects.create(
        channel=delivery.channel,
        address=delivery.address,
        subject="" if is_sms else words.subject,
        body=words.sms if is_sms else words.body,
    )


def _claim(delivery_id: int) -> Delivery | None:
    """Take the delivery for this worker. One UPDATE decides, so it is carried once at a time."""
    mine = Delivery.objects.deliverable().filter(pk=delivery_id)
    if not mine.update(status=Status.SENDING, claimed_at=Now()):
        return None
    return Delivery.objects.select_related("notice__recipient").get(pk=delivery_id)


def _put_off(delivery: Delivery, fault: Exception) -> str:
    """Try again later, each time twice as late; give up after the last try."""
    logger.warning("delivery %s was not taken: %s", delivery.public_id, type(fault).__name__)
    tries = delivery.tries + 1
    status = Status.FAILED if tries >= TRIES else Status.WAITING
    due_at = Now() + timedelta(seconds=15 * 2**tries)
    return _finish(delivery, status, tries=tries, due_at=due_at, fault=type(fault).__name__)


@transaction.atomic
def _finish(delivery: Delivery, status: str, **fields: Any) -> str:
    mine = Delivery.objects.filter(
        pk=delivery.pk, status=Status.SENDING, claimed_at=delivery.claimed_at
    )
    if not mine.update(status=status, claimed_at=None, **fields):
        return ""  # Our claim ran out and another worker has it now.
    if delivery.notice.is_secret and status in {Status.SENT, Status.FAILED}:
        Notice.objects.filter(pk=delivery.notice_id).update(facts={})
    _forget_link(delivery.notice)
    return status


def _forget_link(notice: Notice) -> None:
    """Once nothing of the notice is under way any more."""
    under_way = notice.deliveries.filter(status__in=[Status.WAITING, Status.SENDING])
    if "link" in notice.facts and not under_way.exists():
        facts = {name: fact for name, fact in notice.facts.items() if name != "link"}
        Notice.objects.filter(pk=notice.pk).update(facts=facts)
