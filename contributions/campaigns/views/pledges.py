"""Pledges: made by anybody, followed by whoever made them, set aside by those who lead."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache

from contributions.campaigns import actions, vietqr
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.forms.pledges import PledgeForm
from contributions.campaigns.gates import (
    giver_s_pledge,
    own_pledge,
    paper_limited,
    person_of,
    public_campaign,
    steward_required,
)
from contributions.campaigns.models import BankAccount, Gift, Pledge, Reversal
from contributions.campaigns.models.pledges import SEEN
from contributions.campaigns.receipts import receipt_pdf, refund_pdf
from contributions.campaigns.views.campaigns import qr_picture
from portal.documents import pdf
from portal.pages import FORM, PRESS, READ, anybody, attempt, filled, page, refusals_on, status_of
from portal.people import rate_limits
from portal.people.models import User

TAKEN_BACK = {Gift.Status.REVERSED, Gift.Status.REFUNDED}


# The pages of who has no account carry no session that would keep them out of a cache.
@page(FORM, anybody)
@never_cache
def new_pledge(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Say how much one will transfer; the next page shows the QR with its own code."""
    campaign = public_campaign(request, public_id)
    if not campaign.takes_gifts or not hasattr(campaign, "bank_account"):
        return redirect("contributions:campaign", public_id)
    form = PledgeForm(filled(request))
    if form.is_valid():
        if _is_too_often(request):
            return rate_limits.form_too_often(request)
        with refusals_on(form):
            made = actions.make_pledge(campaign, form.facts, actor=_signed_in(request))
            return redirect("contributions:pledge", made.public_id)
    context = {"campaign": campaign, "form": form}
    return render(request, "contributions/pledges/new.html", context, status=status_of(form))


def _is_too_often(request: HttpRequest) -> bool:
    """Each change is written into a journal that nothing can be deleted from."""
    try:
        rate_limits.count(request, "contributions_pledge")
    except rate_limits.RateLimited:
        return True
    return False


def _signed_in(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None


@page(READ, anybody)
@never_cache
def pledge(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The giver's own page: the QR, whether the money has been seen, the name in public."""
    pledge = giver_s_pledge(request, public_id)
    gifts = list(pledge.gifts.order_by("pk"))
    back = [gift for gift in gifts if gift.status in TAKEN_BACK]
    context = {
        "pledge": pledge,
        "taken_back": back,
        "is_refunded": any(gift.status == Gift.Status.REFUNDED for gift in back),
        "campaign": pledge.campaign,
        "account": getattr(pledge.campaign, "bank_account", None),
        "gifts": [gift for gift in gifts if gift.status in SEEN],
        "is_erased": any(gift.erased_at for gift in gifts),
        "form": NameForm(initial={"shown": pledge.shown, "alias": pledge.alias}),
    }
    return render(request, "contributions/pledges/detail.html", context)


@page(PRESS, anybody)
def pledge_name(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    pledge = giver_s_pledge(request, public_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        context: dict[str, Any] = {"pledge": pledge, "campaign": pledge.campaign, "form": form}
        return render(request, "contributions/pledges/name.html", context, status=422)
    if _is_too_often(request):
        return rate_limits.form_too_often(request)
    with attempt(request):
        actions.change_pledge_name(pledge, form.name, actor=_signed_in(request))
    return redirect(f"{reverse('contributions:pledge', args=[public_id])}#name")


@page(READ, anybody)
@cache_control(private=True, max_age=3600)
def pledge_qr(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    pledge = giver_s_pledge(request, public_id)
    account = get_object_or_404(BankAccount, campaign=pledge.campaign_id)
    code = vietqr.payload(
        bin=account.bin, account=account.number, amount=pledge.amount, memo=pledge.memo
    )
    return qr_picture(code, kind, pledge.code)


@page(READ, anybody)
@never_cache
@paper_limited
def giver_receipt(request: HttpRequest, public_id: UUID, gift_id: UUID) -> HttpResponse:
    """A receipt for the giver who has the address of their own pledge."""
    pledge = get_object_or_404(Pledge, public_id=public_id)
    gift = get_object_or_404(pledge.gifts.standing().with_people(), public_id=gift_id)
    return pdf.response(gift.receipt_number, receipt_pdf(gift))


@page(READ, anybody)
@never_cache
@paper_limited
def giver_refund(request: HttpRequest, public_id: UUID, gift_id: UUID) -> HttpResponse:
    """The paper of a refund for the giver who has the address of their own pledge."""
    pledge = get_object_or_404(Pledge, public_id=public_id)
    refunds = Reversal.objects.refunds().filter(gift__pledge=pledge).with_people()
    refund = get_object_or_404(refunds, gift__public_id=gift_id)
    return pdf.response(refund.refund_number, refund_pdf(refund))


@page(PRESS, steward_required)
def set_aside(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    pledge = own_pledge(request, public_id, code)
    success = _("Set aside: the pledge is not counted. If its money comes, it is booked as always.")
    with attempt(request, success):
        actions.set_pledge_aside(pledge, actor=person_of(request))
    return redirect("contributions:ledger", public_id)


@page(PRESS, steward_required)
def count_again(request: HttpRequest, public_id: UUID, code: str) -> HttpResponse:
    pledge = own_pledge(request, public_id, code)
    with attempt(request, _("The pledge is counted again.")):
        actions.count_pledge_again(pledge, actor=person_of(request))
    return redirect("contributions:ledger", public_id)
