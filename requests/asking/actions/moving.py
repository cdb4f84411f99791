"""One way to move a request or an ask: lock it, look at the table of moves, put it on record."""

from typing import Any

from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.people.models import User
from requests.asking.models import Ask, FootageRequest

Status = FootageRequest.Status


def lock(footage_request: FootageRequest) -> FootageRequest:
    # Lock first, then look: two officers may have pressed the button at once.
    rows = FootageRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.with_incident().get(pk=footage_request.pk)


def lock_ask(ask: Ask, *, actor: User) -> Ask:
    """The ask, held until the transaction ends, with its request as it stands by then.

    Raises RuleViolation unless `actor` may answer for the site.
    """
    # Two queries: read along with the lock, the request would be as it was before the wait.
    Ask.objects.select_for_update(no_key=True).get(pk=ask.pk)
    locked = Ask.objects.with_facts().get(pk=ask.pk)
    answers_for(locked, actor)
    return locked


def answers_for(ask: Ask, actor: User) -> None:
    """Raises RuleViolation unless `actor` may answer for the site today."""
    if not ask.site.answerers.filter(pk=actor.pk).exists():
        raise RuleViolation(_("Only the owner, or who answers for the site, can answer."))


def move(
    footage_request: FootageRequest, to: str, *, actor: User | None, sites: int = 0, **fields: Any
) -> FootageRequest:
    """Take a locked request to its next status and put that on record."""
    if to not in FootageRequest.NEXT[footage_request.status]:
        raise already(footage_request)
    footage_request.status = to
    for name, value in fields.items():
        setattr(footage_request, name, value)
    footage_request.save(update_fields=["status", *fields])
    facts: dict[str, Any] = {}
    if to == Status.SENT:
        facts = {"sites": sites, "scan": footage_request.scan_sha256}
    record(footage_request.stream, to, actor=actor, **facts)
    return footage_request


def already(footage_request: FootageRequest) -> RuleViolation:
    return RuleViolation(
        _("This request is already “%(status)s”.")
        % {"status": footage_request.get_status_display()}
    )
