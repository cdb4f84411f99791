"""Tell people things: a row in the caller's transaction now, the channels afterwards."""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

import httpx
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from portal.journal.actions import record
from portal.notices import channels, tasks
from portal.notices.models import TRIES, Delivery, Notice, Preference
from portal.notices.wording import words_of

logger = logging.getLogger(__name__)

Channel, Status = Delivery.Channel, Delivery.Status


@transaction.atomic
def tell(
    person: Any, kind: str, *, url: str = "", about: str = "", link: str = "", **facts: Any
) -> Notice:
    """Put a notice into `person`'s inbox and on its way through the channels they want.

    `url` is a path of this site. Facts are JSON: the words are made later, in their language.
    `link` stands in for `url` in e-mail and SMS: a path that opens without signing in. It is
    forgotten as soon as the messages have gone out.
    """
    addresses = _addresses(person)
    if link and addresses:
        facts["link"] = link
    notice = Notice.objects.create(
        recipient=person, kind=kind, url=url, about=about, facts=facts, language=person.language
    )
    for channel, address in addresses:
        _dispatch(notice, channel, address)
    return notice


@transaction.atomic
def send(
    kind: str,
    *,
    phone: str = "",
    email: str = "",
    language: str = "vi",
    url: str = "",
    is_secret: bool = False,
    **facts: Any,
) -> Notice:
    """Send to a number or an address itself, whatever its owner prefers: for codes.

    With `is_secret` the facts are wiped as soon as the message has gone out or been given up.
    """
    notice = Notice.objects.create(
        kind=kind, url=url, facts=facts, language=language, is_secret=is_secret
    )
    for channel, address in ((Channel.SMS, phone), (Channel.EMAIL, email)):
        if address:
            _dispatch(notice, channel, address)
    return notice


def _addresses(person: Any) -> list[tuple[str, str]]:
    """Channels and addresses that `person` wants: e-mail unless refused, SMS only if allowed."""
    wanted = dict(Preference.objects.filter(person=person).values_list("channel", "is_wanted"))
    found = []
    if person.phone and wanted.get(Channel.SMS, False):
        found.append((Channel.SMS.value, person.phone))
    if person.email and wanted.get(Channel.EMAIL, True):
        found.append((Channel.EMAIL.value, person.email))
    return found


def _dispatch(notice: Notice, channel: str, address: str) -> None:
    delivery = Delivery.objects.create(notice=notice, channel=channel, address=address)
    tasks.deliver.delay_on_commit(delivery.pk)


@transaction.atomic
def prefer(person: Any, channel: str, *, wanted: bool, actor: Any) -> None:
    """From now on `person` is told through `channel`, or is not. Asking twice changes nothing."""
    preference, created = Preference.objects.select_for_update().get_or_create(
        person=person, channel=channel, defaults={"is_wanted": wanted}
    )
    if not created and preference.is_wanted == wanted:
        return
    preference.is_wanted, preference.changed_at = wanted, timezone.now()
    preference.save(update_fields=["is_wanted", "changed_at"])
    verb = "channel_allowed" if wanted else "channel_refused"
    record(f"people:{person.public_id}", verb, actor=actor, channel=channel)


def read(notice: Notice) -> None:
    """The person has seen it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())


def deliver(delivery_id: int) -> str:
    """Carry one delivery if it is still to do; its status afterwards, or "" if another has it."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return ""
    notice = delivery.notice
    path = notice.facts.get("link", notice.url)
    words = words_of(notice, url=urljoin(settings.SITE_URL, path) if path else "")
    try:
        channels.carry(delivery, words)
    except (OSError, httpx.HTTPError) as fault:
        return _put_off(delivery, fault)
    return _finish(delivery, Status.SENT, sent_at=timezone.now())


def _claim(delivery_id: int) -> Delivery | None:
    """Take the delivery for this worker. One UPDATE decides, so it is carried once at a time."""
    now = timezone.now()
    mine = Delivery.objects.deliverable().filter(pk=delivery_id)
    if not mine.update(status=Status.SENDING, claimed_at=now):
        return None
    return Delivery.objects.select_related("notice__recipient").get(pk=delivery_id)


def _put_off(delivery: Delivery, fault: Exception) -> str:
    """Try again later, each time twice as late; give up after the last try."""
    logger.warning("delivery %s was not taken: %s", delivery.public_id, type(fault).__name__)
    tries = delivery.tries + 1
    status = Status.FAILED if tries >= TRIES else Status.WAITING
    due_at = timezone.now() + timedelta(seconds=15 * 2**tries)
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
