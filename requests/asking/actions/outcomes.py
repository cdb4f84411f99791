"""What came of a request, told to those who gave footage and to nobody else."""

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from portal.errors import RuleViolation
from portal.journal.actions import record
from portal.once import made_before, once_for
from portal.people.models import User
from requests.asking.actions.asks import tell_owners
from requests.asking.actions.footage_requests import held_request
from requests.asking.actions.searches import require_in_charge
from requests.asking.models import FootageRequest, Outcome
from requests.asking.verbs import RequestVerb


@transaction.atomic
def tell_outcome(
    footage_request: FootageRequest,
    kind: str,
    *,
    actor: User,
    words: str = "",
    once: uuid.UUID | None = None,
) -> Outcome:
    """Whoever gave footage reads it. The same `once` tells it once.

    Raises RuleViolation where nobody gave, and for a `once` that told something else before.
    """
    locked = held_request(footage_request)
    require_in_charge(actor, locked.commune)
    if not locked.has_left:
        raise RuleViolation(_("An outcome belongs to a request that was sent."))
    gave = list(locked.asks.that_gave().select_related("site").defer("site__point"))
    if not gave:
        raise RuleViolation(_("Nobody has given footage yet, so there is nobody to tell."))
    once = once_for(actor, once, about=locked.stream)
    again = _("This page has already told another outcome. Open it anew for the next one.")
    same = {"kind": kind, "words": words}
    if told := made_before(Outcome.objects.all(), once, same=same, otherwise=again):
        return told
    outcome = Outcome.objects.create(
        footage_request=locked, kind=kind, words=words, recorded_by=actor, once=once
    )
    record(locked.stream, RequestVerb.OUTCOME_TOLD, actor=actor, kind=kind, told=len(gave))
    for ask in gave:
        ask.footage_request = locked
        tell_owners(ask, "footage_outcome", outcome=kind, words=words)
    return outcome
