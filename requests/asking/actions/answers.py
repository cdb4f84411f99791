"""What an owner does: show that it is her, and answer. A decline never reaches police."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.notices.actions import send
from portal.people.models import User
from requests.asking.actions.asks import tell_police
from requests.asking.actions.moving import lock_ask
from requests.asking.models import AnswerCode, AnswerGiven, Ask, RequestPolicy
from requests.asking.models.request_policies import HARD_LINK_DAYS

Answer = Ask.Answer
# Who holds a link could otherwise guess at its owner's code for as long as the link lives.
CODES_AN_HOUR, CODES_A_DAY = 5, 10
RESEND_AFTER = timedelta(seconds=60)


@transaction.atomic
def answer(ask: Ask, given: str, *, actor: User, gone_reason: str = "") -> Ask:
    """Keep the owner's answer. Pressing twice keeps it once; any later answer replaces it.

    Raises RuleViolation when the link is no longer open, or `actor` may not answer for the site.
    """
    locked = _lock(ask, actor)
    if (locked.answer, locked.gone_reason) == (given, gone_reason):
        return locked
    if given not in Ask.NEXT[locked.answer]:
        raise RuleViolation(_("This is not one of the five answers."))
    if given == Answer.GONE and not gone_reason:
        raise RuleViolation(_("Say why the footage is no longer kept."))
    now = timezone.now()
    _put_on_record(locked, given, gone_reason, actor=actor, now=now)
    locked.answer, locked.gone_reason = given, gone_reason
    locked.answered_at, locked.answered_by = now, actor
    locked.save(update_fields=["answer", "gone_reason", "answered_at", "answered_by"])
    # What police know already is not told again: a second "approved" would say that there
    # was a decline in between.
    if given != Answer.DECLINED and (given, gone_reason) != (locked.told, locked.told_gone_reason):
        _tell_police(locked, now=now)
    return locked


def _lock(ask: Ask, actor: User) -> Ask:
    locked = lock_ask(ask, actor=actor)
    if not locked.is_open:
        raise RuleViolation(_("This link is no longer open. You need not do anything more."))
    return locked


def _put_on_record(ask: Ask, given: str, gone_reason: str, *, actor: User, now: datetime) -> None:
    """Into the owner's own log, and its seal into the ask's own stream of the journal.

    The seal proves the decision to whoever has the log's row. By itself it does not say
    which of the five answers it was.
    """
    salt = secrets.token_hex(16)
    seal = seal_of(ask, given, gone_reason, salt)
    AnswerGiven.objects.create(
        ask=ask, answer=given, gone_reason=gone_reason, person=actor, at=now, salt=salt, seal=seal
    )
    record(ask.stream, "answered", actor=actor, seal=seal)


def seal_of(ask: Ask, given: str, gone_reason: str, salt: str) -> str:
    return hashlib.sha256(f"{salt}:{ask.public_id}:{given}:{gone_reason}".encode()).hexdigest()


def _tell_police(ask: Ask, *, now: datetime) -> None:
    """All that police ever read of an answer, the journal included, is written here."""
    ask.told, ask.told_gone_reason, ask.told_at = ask.answer, ask.gone_reason, now
    if ask.answer in {Answer.APPROVED, Answer.HELD}:
        days = RequestPolicy.objects.of(ask.footage_request.commune).link_days
        longest = ask.sent_at + timedelta(days=HARD_LINK_DAYS)
        ask.expires_at = min(max(ask.expires_at, now + timedelta(days=days)), longest)
    ask.save(update_fields=["told", "told_gone_reason", "told_at", "expires_at"])
    footage_request = ask.footage_request
    record(
        footage_request.stream,
        f"told_{ask.told}",
        actor=None,
        subject=f"ask:{ask.public_id}",
        reason=ask.told_gone_reason,
    )
    tell_police(footage_request, "footage_answered", once=True)


@transaction.atomic
def stop_reminders(ask: Ask, *, actor: User) -> Ask:
    """This case reminds its owner no more. The link stays open."""
    locked = _lock(ask, actor)
    locked.wants_reminders = False
    locked.save(update_fields=["wants_reminders"])
    record(locked.stream, "reminders_stopped", actor=actor)
    return locked


# THE CODE: a forwarded link shows the request but answers nothing.


@transaction.atomic
def send_code(ask: Ask, person: User, *, browser: str) -> AnswerCode:
    """Send six digits to the person's own number; within a minute the same code stands."""
    # One row of this person at a time, or two presses would pass the limit together.
    User.objects.select_for_update().get(pk=person.pk)
    now = timezone.now()
    mine = AnswerCode.objects.filter(person=person)
    just_sent = mine.live().filter(ask=ask, browser=browser, sent_at__gt=now - RESEND_AFTER)
    if latest := just_sent.order_by("-sent_at").first():
        return latest
    _refuse_too_many(mine, now)
    digits = f"{secrets.randbelow(1_000_000):06}"
    code = AnswerCode.objects.create(
        ask=ask,
        person=person,
        browser=browser,
        code_hash=_code_hash(ask, digits),
        sent_at=now,
        expires_at=now + AnswerCode.LASTS,
    )
    _send_digits(person, digits)
    return code


def _refuse_too_many(codes: QuerySet[AnswerCode], now: datetime) -> None:
    if codes.filter(sent_at__gt=now - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise RuleViolation(
            _("Five codes were sent within an hour. Wait a little, or call the station.")
        )
    if codes.filter(sent_at__gt=now - timedelta(days=1)).count() >= CODES_A_DAY:
        raise RuleViolation(
            _(
                "Ten codes were sent within a day. Sign in with your number to answer, or call "
                "the station."
            )
        )


def _send_digits(person: User, digits: str) -> None:
    send(
        "footage_code",
        phone=person.phone or "",
        email="" if person.phone else person.email or "",
        language=person.language,
        is_secret=True,
        code=digits,
    )


def confirm_code(ask: Ask, digits: str, *, browser: str) -> User:
    """The person to whom the right code was sent. Each try counts, also a wrong one."""
    live = AnswerCode.objects.live().filter(ask=ask, browser=browser)
    code = live.order_by("-sent_at").select_related("person").first()
    # Counted by one UPDATE before it is compared, so that no two tries are one.
    if code is None or not live.filter(pk=code.pk).update(tries=F("tries") + 1):
        raise RuleViolation(_("This code is no longer good. Get a new one."))
    if not constant_time_compare(code.code_hash, _code_hash(ask, digits)):
        raise RuleViolation(_("This is not the code that was sent. Look again, or get a new one."))
    AnswerCode.objects.filter(pk=code.pk).update(used_at=timezone.now())
    return code.person


def _code_hash(ask: Ask, digits: str) -> str:
    return salted_hmac("requests.answering", f"{ask.pk}:{digits}", algorithm="sha256").hexdigest()
