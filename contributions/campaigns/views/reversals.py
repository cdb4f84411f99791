"""What was booked by mistake is taken back: asked by one, confirmed by another."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions.campaigns import actions
from contributions.campaigns.forms.seconds import ReversalForm, SecondForm
from contributions.campaigns.models import Reversal
from contributions.campaigns.models.campaigns import READERS
from contributions.campaigns.views.gates import leads, own_receipt, own_reversal, steward_required
from contributions.campaigns.views.settling import settle
from portal.errors import RuleViolation
from portal.people.gates import role_required


@steward_required
def reverse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask a second person to reverse a booked gift."""
    receipt = own_receipt(request, public_id)
    form = ReversalForm(request.POST or None, campaign=receipt.campaign, first=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            asked = actions.ask_reversal(receipt, actor=request.user, **form.cleaned_data)
            return redirect("contributions:reversal", asked.public_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
    context = {"receipt": receipt, "form": form}
    return render(
        request, "contributions/reverse.html", context, status=422 if form.errors else 200
    )


@require_safe
@never_cache
@role_required(*READERS)
def reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reversal = own_reversal(request, public_id)
    waits = reversal.status == Reversal.Status.WAITING
    campaign = reversal.receipt.campaign
    context = {
        "reversal": reversal,
        "receipt": reversal.receipt,
        "campaign": campaign,
        "is_second": waits and reversal.second == request.user,
        "seconds": SecondForm.of_reversal(reversal) if waits and leads(request, campaign) else None,
    }
    return render(request, "contributions/reversal.html", context)


@require_POST
@steward_required
def confirm_reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    said = _("Reversed. Both lines stay in the ledger.")
    return _settle(request, public_id, actions.confirm_reversal, said)


@require_POST
@steward_required
def refuse_reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _settle(request, public_id, actions.refuse_reversal, _("The gift stays booked."))


@require_POST
@steward_required
def ask_another_to_reverse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    form = SecondForm.of_reversal(own_reversal(request, public_id), request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who shall confirm."))
        return redirect("contributions:reversal", public_id)
    said = _("Asked. The first person need not confirm any more.")
    action = actions.ask_another_to_reverse
    return _settle(request, public_id, action, said, **form.cleaned_data)


def _settle(
    request: HttpRequest, public_id: UUID, action: Callable[..., Reversal], said: str, **facts: Any
) -> HttpResponse:
    settle(request, action, own_reversal(request, public_id), said=said, **facts)
    return redirect("contributions:reversal", public_id)
