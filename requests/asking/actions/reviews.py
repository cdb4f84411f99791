"""The second officer's word on a request beyond what one officer may ask alone."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.people.models import User
from requests.asking.actions.asks import reviewers_of, send_out, tell_police
from requests.asking.actions.footage_requests import (
    held_request,
    require_owners_not_asked_too_often,
    send_back,
)
from requests.asking.models import FootageRequest

Status = FootageRequest.Status


@transaction.atomic
def approve(footage_request: FootageRequest, *, actor: User, note: str = "") -> FootageRequest:
    """Approve as the second officer; the request goes out to the owners at once."""
    locked = held_request(footage_request)
    _require_may_review(locked, actor)
    if locked.status != Status.SUBMITTED:
        raise RuleViolation(locked.already)
    require_owners_not_asked_too_often(locked)
    sent = send_out(locked, actor=actor, reviewer=actor, review_note=note)
    tell_police(sent, "footage_reviewed", but=actor)
    return sent


@transaction.atomic
def refuse(footage_request: FootageRequest, *, actor: User, note: str) -> FootageRequest:
    """Send the request back to its officer, who may change it and submit it again."""
    locked = held_request(footage_request)
    _require_may_review(locked, actor)
    moved = send_back(locked, actor=actor, note=note)
    tell_police(moved, "footage_reviewed", but=actor)
    return moved


def _require_may_review(footage_request: FootageRequest, actor: User) -> None:
    if actor.pk == footage_request.officer_id:
        raise RuleViolation(_("You cannot approve your own request. Another officer has to."))
    if not reviewers_of(footage_request.commune).of(actor).exists():
        raise RuleViolation(_("Only an officer or the chief of this commune can approve it."))
