"""What an owner does: show that it is her, and answer. A decline never reaches police."""

import secrets
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import hold, record
from portal.people import actions as people
from portal.people.models import OneTimeCode, User
from requests.asking.actions.asks import tell_police
from requests.asking.models import Answer, Ask, RequestPolicy
from requests.asking.models.request_policies import HARD_LINK_DAYS
from requests.asking.proof import seal_of
from requests.asking.verbs import AskVerb, RequestVerb

# Who holds a link could otherwise guess at its owner's code for as long as the link lives.
CODES_AN_HOUR, CODES_A_DAY = 5, 10
# Our choice: each is kept for ever, in the owner's log and in the journal.
ANSWERS_AN_HOUR = 20
ANSWERS_A_DAY = 40


@transaction.atomic
def answer(ask: Ask, given: str, *, actor: User, gone_reason: str = "") -> Ask:
    """Keep the owner's answer. Pressing twice keeps it once; any later answer replaces it.

    Raises RuleViolation when the link is no longer open, or `actor` may not answer for the site.
    """
    locked = held_open_ask(ask, actor=actor)
    if (locked.answer, locked.gone_reason) == (given, gone_reason):
        return locked
    if given not in Ask.NEXT[locked.answer]:
        raise RuleViolation(_("This is not one of the five answers."))
    if given == Ask.Answer.GONE and not gone_reason:
        raise RuleViolation(_("Say why the footage is no longer kept."))
    now = timezone.now()
    _require_not_too_changeable(locked, now=now)
    _put_on_record(locked, given, gone_reason, actor=actor, now=now)
    locked.answer, locked.gone_reason = given, gone_reason
    locked.answered_at, locked.answered_by = now, actor
    locked.save(update_fields=["answer", "gone_reason", "answered_at", "answered_by"])
    # What police know already is not told again: a second "approved" would say that there
    # was a decline in between.
    is_news = (given, gone_reason) != (locked.told, locked.told_gone_reason)
    if given != Ask.Answer.DECLINED and is_news:
        _tell_police(locked, now=now)
    return locked


def _require_not_too_changeable(ask: Ask, *, now: datetime) -> None:
    """Raises RuleViolation where minds were changed so often that nobody means it. The ask is
    held, so answers at once do not pass together."""
    lately = ask.answers.filter(at__gt=now - timedelta(days=1)).values_list("at", flat=True)
    times = list(lately.order_by("-at")[:ANSWERS_A_DAY])
    in_an_hour = [at for at in times if at > now - timedelta(hours=1)]
    if len(times) >= ANSWERS_A_DAY or len(in_an_hour) >= ANSWERS_AN_HOUR:
        raise RuleViolation(
            _("This answer was changed very often. Wait a little; your last one holds.")
        )


def held_ask(ask: Ask, *, actor: User) -> Ask:
    """The ask, held until the transaction ends, with its request as it stands by then.

    Raises RuleViolation unless `actor` may answer for the site.
    """
    # Two queries: read along with the lock, the request would be as it was before the wait.
    hold(ask)
    locked = Ask.objects.with_facts().get(pk=ask.pk)
    require_answers_for(locked, actor)
    return locked


def held_open_ask(ask: Ask, *, actor: User) -> Ask:
    """As `held_ask`. Raises RuleViolation when the link is no longer open, too."""
    locked = held_ask(ask, actor=actor)
    if not locked.is_open:
        raise RuleViolation(_("This link is no longer open. You need not do anything more."))
    return locked


def require_answers_for(ask: Ask, actor: User) -> None:
    """Raises RuleViolation unless `actor` may answer for the site today."""
    if not ask.site.is_answered_by(actor):
        raise RuleViolation(_("Only the owner, or who answers for the site, can answer."))


def _put_on_record(ask: Ask, given: str, gone_reason: str, *, actor: User, now: datetime) -> None:
    """Into the owner's own log, and its seal into the ask's own stream of the journal.

    The seal proves the decision to whoever has the log's row. By itself it does not say
    which of the five answers it was.
    """
    salt = secrets.token_hex(16)
    seal = seal_of(ask, given, gone_reason, salt)
    Answer.objects.create(
        ask=ask, answer=given, gone_reason=gone_reason, person=actor, at=now, salt=salt, seal=seal
    )
    at = now.astimezone(UTC).isoformat()
    record(ask.stream, AskVerb.ANSWERED, actor=actor, seal=seal, at=at)


def _tell_police(ask: Ask, *, now: datetime) -> None:
    """All that police ever read of an answer, the journal included, is written here."""
    ask.told, ask.told_gone_reason, ask.told_at = ask.answer, ask.gone_reason, now
    if ask.answer in {Ask.Answer.APPROVED, Ask.Answer.HELD}:
        days = RequestPolicy.objects.of(ask.footage_request.commune).link_days
        longest = ask.sent_at + timedelta(days=HARD_LINK_DAYS)
        ask.expires_at = min(max(ask.expires_at, now + timedelta(days=days)), longest)
    ask.save(update_fields=["told", "told_gone_reason", "told_at", "expires_at"])
    footage_request = ask.footage_request
    record(
        footage_request.stream,
        RequestVerb(f"told_{ask.told}"),
        actor=None,
        subject=ask.stream,
        reason=ask.told_gone_reason,
    )
    tell_police(footage_request, "footage_answered", unless_unread=True)


# THE CODE: a forwarded link shows the request but answers nothing.


@transaction.atomic
def send_code(ask: Ask, person: User, *, browser: str) -> OneTimeCode:
    """Send six digits to the person's own number; within a minute the same code stands."""
    # One row of this person at a time, or two presses would pass the limit together.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    sent = OneTimeCode.objects.filter(purpose=OneTimeCode.Purpose.ANSWER, person=person)
    latest = sent.about(ask.stream, browser).order_by("-sent_at").first()
    if latest and latest.is_open and latest.seconds_until_next:
        return latest
    _require_not_too_many(sent)
    return people.send_code(
        OneTimeCode.Purpose.ANSWER,
        phone=person.phone or "",
        email="" if person.phone else person.email or "",
        person=person,
        about=ask.stream,
        browser=browser,
    )


def _require_not_too_many(codes: QuerySet[OneTimeCode]) -> None:
    now = timezone.now()
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


def confirm_code(ask: Ask, digits: str, *, browser: str) -> User:
    """The person to whom the right code was sent. Each try counts, also a wrong one.

    Call outside a transaction, so that a wrong try stays counted.
    """
    codes = OneTimeCode.objects.filter(purpose=OneTimeCode.Purpose.ANSWER)
    sent = list(codes.about(ask.stream, browser).order_by("-sent_at")[:2])
    if not sent or not sent[0].is_open:
        raise RuleViolation(_("This code is no longer good. Get a new one."))
    # The first message may be the late one: either of the last two opens.
    good = [code for code in sent if code == sent[0] or code.is_like(sent[0])]
    person = people.spend_one_of(good, digits).person
    assert person is not None  # noqa: S101 - a code to answer goes to a person we know
    return person
