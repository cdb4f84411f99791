"""Gifts pass through two pairs of hands: written by one, confirmed by the other."""

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
from contributions.campaigns.forms.gifts import (
    CashForm,
    GiftForm,
    KindForm,
    ShownForm,
    TransferForm,
    pledge_in,
)
from contributions.campaigns.forms.seconds import ReasonForm, SecondForm
from contributions.campaigns.models import Campaign, Gift
from contributions.campaigns.models.campaigns import READERS
from contributions.campaigns.receipts import next_number
from contributions.campaigns.views.gates import (
    appointment_of,
    forgets,
    leads,
    own_campaign,
    own_receipt,
    steward_required,
)
from contributions.campaigns.views.settling import settle
from portal.errors import RuleViolation
from portal.people.gates import role_required


@require_safe
@steward_required
def cash_here(request: HttpRequest) -> HttpResponse:
    """The cash page of the one open campaign; with several, the list to choose from."""
    campaigns = Campaign.objects.of_appointment(appointment_of(request)).filter(
        status=Campaign.Status.OPEN
    )
    found = list(campaigns[:2])
    if len(found) == 1:
        return redirect("contributions:cash", found[0].public_id)
    return redirect("contributions:manage")


@never_cache
@steward_required
def cash(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _count(request, public_id, CashForm)


@never_cache
@steward_required
def transfer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`?code=` fills in what a pledge already says."""
    return _count(request, public_id, TransferForm)


@never_cache
@steward_required
def kind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _count(request, public_id, KindForm)


def _count(request: HttpRequest, public_id: UUID, form_class: type[GiftForm]) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    if campaign.status == Campaign.Status.DRAFT:
        return redirect("contributions:draft", public_id)
    form = form_class(
        request.POST or None,
        campaign=campaign,
        first=request.user,
        initial=_from_pledge(campaign, request.GET.get("code", "")),
    )
    if request.method == "POST" and form.is_valid():
        try:
            receipt = actions.count_gift(campaign, actor=request.user, **form.facts)
            return redirect("contributions:receipt", receipt.public_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
    context = {
        "campaign": campaign,
        "form": form,
        "channel": form.channel,
        "next_number": next_number(campaign),
    }
    return render(request, "contributions/gift.html", context, status=422 if form.errors else 200)


def _from_pledge(campaign: Campaign, code: str) -> dict[str, Any]:
    pledge = pledge_in(campaign, code)
    if pledge is None:
        return {}
    return {
        "memo": pledge.memo,
        "amount": pledge.amount,
        "giver_name": pledge.giver_name,
        "giver_phone": pledge.giver_phone,
        "shown": pledge.shown,
        "alias": pledge.alias,
    }


@require_safe
@never_cache
@role_required(*READERS)
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One receipt. The second counter confirms here, on their own phone."""
    return _receipt_page(request, own_receipt(request, public_id))


def _receipt_page(
    request: HttpRequest, receipt: Gift, *, refusing: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    may_act = leads(request, receipt.campaign)
    waits = receipt.status == Gift.Status.WAITING
    context = {
        "receipt": receipt,
        "campaign": receipt.campaign,
        "leads": may_act,
        "forgets": forgets(request, receipt.campaign),
        "is_second": waits and receipt.second_counter == request.user,
        "refusing": refusing or ReasonForm(),
        "seconds": SecondForm.of_gift(receipt) if waits and may_act else None,
        "reversal": receipt.reversals.select_related("asked_by", "second").last(),
        "entry": receipt.entries.order_by("number").first(),
    }
    return render(request, "contributions/receipt.html", context, status=status)


@require_POST
@steward_required
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    receipt = own_receipt(request, public_id)
    return _settle(request, receipt, actions.confirm_gift, said=_("Booked. The receipt is ready."))


@require_POST
@steward_required
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    receipt = own_receipt(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, receipt, refusing=form, status=422)
    said = _("Not confirmed. The receipt is void and keeps its number.")
    return _settle(request, receipt, actions.refuse_gift, said=said, **form.cleaned_data)


@require_POST
@steward_required
def ask_another(request: HttpRequest, public_id: UUID) -> HttpResponse:
    receipt = own_receipt(request, public_id)
    form = SecondForm.of_gift(receipt, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who shall confirm."))
        return redirect("contributions:receipt", public_id)
    said = _("Asked. The first person need not confirm any more.")
    return _settle(request, receipt, actions.ask_another_counter, said=said, **form.cleaned_data)


def _settle(
    request: HttpRequest, receipt: Gift, action: Callable[..., Any], *, said: str, **facts: Any
) -> HttpResponse:
    settle(request, action, receipt, said=said, **facts)
    return redirect("contributions:receipt", receipt.public_id)


@steward_required
def shown(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change how the name stands in public, as the giver now wishes."""
    receipt = own_receipt(request, public_id)
    now = {"shown": receipt.shown, "alias": receipt.alias}
    form = ShownForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        said = _("The name is changed on every public page.")
        return _settle(request, receipt, actions.show_receipt_as, said=said, **form.cleaned_data)
    context = {"receipt": receipt, "form": form}
    return render(request, "contributions/shown.html", context, status=422 if form.errors else 200)
