"""Tell people things: a row in the caller's transaction now, the channels afterwards."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from portal.journal.actions import record
from portal.notices import tasks
from portal.notices.models import PAPERS, Delivery, Notice, Preference
from portal.notices.verbs import NoticeVerb

Channel = Delivery.Channel
A_DAY = timedelta(days=1)


@transaction.atomic
def tell(
    person: Any, kind: str, *, url: str = "", about: str = "", link: str = "", **facts: Any
) -> Notice:
    """Put a notice into `person`'s inbox and on its way through the channels they want.

    `url` is a path of this site. Facts are JSON: the words are made later, in their language.
    `link` stands in for `url` in e-mail and SMS: a path that opens without signing in. It is
    forgotten as soon as the messages have gone out.
    """
    addresses = _addresses(person, kind)
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
    about: str = "",
    is_secret: bool = False,
    **facts: Any,
) -> Notice:
    """Send to a number or an address itself, whatever its owner prefers: for codes.

    With `is_secret` the facts are wiped as soon as the message has gone out or been given up.
    """
    notice = Notice.objects.create(
        kind=kind, url=url, about=about, facts=facts, language=language, is_secret=is_secret
    )
    for channel, address in ((Channel.SMS, phone), (Channel.EMAIL, email)):
        if address:
            _dispatch(notice, channel, address)
    return notice


def _addresses(person: Any, kind: str) -> list[tuple[str, str]]:
    """Channels and addresses that `person` wants: e-mail unless refused, SMS only if allowed.

    Papers take no SMS.
    """
    wanted = dict(Preference.objects.filter(person=person).values_list("channel", "is_wanted"))
    addresses = []
    if person.phone and wanted.get(Channel.SMS, False) and kind not in PAPERS:
        addresses.append((Channel.SMS.value, person.phone))
    if person.email and wanted.get(Channel.EMAIL, True):
        addresses.append((Channel.EMAIL.value, person.email))
    return addresses


def _dispatch(notice: Notice, channel: str, address: str) -> None:
    delivery = Delivery.objects.create(notice=notice, channel=channel, address=address)
    tasks.deliver.delay_on_commit(delivery.pk)


def forget_sent(kind: str, *, phone: str, **facts: Any) -> int:
    """Delete what went to this number itself, with these facts; how many there were."""
    sent = Notice.objects.filter(recipient=None, kind=kind, facts__contains=facts)
    return sent.filter(deliveries__address=phone).delete()[1].get(Notice._meta.label, 0)


def forget_secrets() -> int:
    """Delete what went to numbers and addresses of codes more than a day ago; how many."""
    old = Notice.objects.filter(is_secret=True, created_at__lt=Now() - A_DAY)
    return old.delete()[1].get(Notice._meta.label, 0)


@transaction.atomic
def prefer(person: Any, channel: str, *, wanted: bool, actor: Any) -> None:
    """From now on `person` is told through `channel`, or is not. Asking twice changes nothing."""
    preference, created = Preference.objects.select_for_update(no_key=True).get_or_create(
        person=person, channel=channel, defaults={"is_wanted": wanted}
    )
    if not created and preference.is_wanted == wanted:
        return
    preference.is_wanted, preference.changed_at = wanted, timezone.now()
    preference.save(update_fields=["is_wanted", "changed_at"])
    verb = NoticeVerb.CHANNEL_ALLOWED if wanted else NoticeVerb.CHANNEL_REFUSED
    record(f"people:{person.public_id}", verb, actor=actor, channel=channel)


def read(notice: Notice) -> None:
    """The person has seen it; the first time counts."""
    Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=timezone.now())
