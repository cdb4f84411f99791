"""What anyone sees without an account: the campaigns, one campaign, its givers, a pledge."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of, pledged
from contributions.campaigns.forms.gifts import PledgeForm, ShownForm
from contributions.campaigns.models import BankAccount, Campaign, Pledge
from contributions.campaigns.models.pledges import SEEN
from contributions.campaigns.paging import next_key, page_of
from contributions.campaigns.vietqr import payload
from contributions.campaigns.views.gates import leads, public_campaign
from portal.areas.models import Commune
from portal.documents import qr
from portal.errors import RuleViolation
from portal.people import rate_limits
from portal.people.frame import about

GIVERS_ON_THE_PAGE = 6
GIVERS_A_PAGE = 50
CAMPAIGNS_A_PAGE = 20


@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns, newest first; `?commune=06712` shows those of one commune."""
    campaigns = Campaign.objects.public().with_places().prefetch_related("accounts").newest_first()
    commune = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    if commune:
        about(request, commune=commune)
        campaigns = campaigns.in_commune(commune)
    found = page_of(campaigns, request.GET.get("after", ""), CAMPAIGNS_A_PAGE)
    context = {
        "campaigns": [(campaign, figures_of(campaign)) for campaign in found],
        "commune": commune,
        "after": next_key(found, CAMPAIGNS_A_PAGE),
    }
    return render(request, "contributions/campaigns.html", context)


@require_safe
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = public_campaign(request, public_id)
    context = {
        "campaign": campaign,
        "figures": figures_of(campaign),
        "pledged": pledged(campaign),
        "account": getattr(campaign, "bank_account", None),
        "givers": campaign.receipts.standing().newest_first()[:GIVERS_ON_THE_PAGE],
        "address": request.build_absolute_uri(request.path),
        "leads": leads(request, campaign),
    }
    return render(request, "contributions/campaign.html", context)


@require_safe
def givers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = public_campaign(request, public_id)
    gifts = campaign.receipts.standing().newest_first()
    found = page_of(gifts, request.GET.get("after", ""), GIVERS_A_PAGE)
    context = {
        "campaign": campaign,
        "givers": found,
        "after": next_key(found, GIVERS_A_PAGE),
    }
    return render(request, "contributions/givers.html", context)


@require_safe
@cache_control(public=True, max_age=3600)
def campaign_qr(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The campaign's own VietQR: the giver types the amount, the memo names the campaign."""
    campaign = public_campaign(request, public_id)
    account = get_object_or_404(BankAccount, campaign=campaign)
    return _picture(_payload(account, memo=campaign.memo), kind, campaign.code)


@never_cache
def pledge(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Say how much one will transfer; the next page shows the QR with its own code."""
    campaign = public_campaign(request, public_id)
    if not campaign.takes_gifts or not hasattr(campaign, "bank_account"):
        return redirect("contributions:campaign", public_id)
    form = PledgeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _pledge(request, campaign, form)
    context = {"campaign": campaign, "form": form}
    return render(request, "contributions/pledge.html", context, status=422 if form.errors else 200)


def _pledge(request: HttpRequest, campaign: Campaign, form: PledgeForm) -> HttpResponseBase:
    try:
        rate_limits.count(request, "contributions_pledge")
        made = actions.pledge(campaign, actor=_signed_in(request), **form.cleaned_data)
    except rate_limits.RateLimited:
        return rate_limits.too_often(request)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        context = {"campaign": campaign, "form": form}
        return render(request, "contributions/pledge.html", context, status=422)
    return redirect("contributions:pledged", made.public_id)


def _signed_in(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@require_safe
@never_cache
def pledged_page(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The giver's own page: the QR, whether the money has been seen, the name in public."""
    pledge = _found_pledge(request, public_id)
    receipts = list(pledge.receipts.order_by("pk"))
    context = {
        "pledge": pledge,
        "campaign": pledge.campaign,
        "account": getattr(pledge.campaign, "bank_account", None),
        "receipts": [receipt for receipt in receipts if receipt.status in SEEN],
        "forgotten": any(receipt.forgotten_at for receipt in receipts),
        "form": ShownForm(initial={"shown": pledge.shown, "alias": pledge.alias}),
    }
    return render(request, "contributions/pledged.html", context)


@require_POST
def pledge_shown(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    pledge = _found_pledge(request, public_id)
    form = ShownForm(request.POST)
    if form.is_valid():
        return _show(request, pledge, form)
    context = {"pledge": pledge, "campaign": pledge.campaign, "form": form}
    return render(request, "contributions/pledge_shown.html", context, status=422)


def _show(request: HttpRequest, pledge: Pledge, form: ShownForm) -> HttpResponseBase:
    try:
        # Each change is written into a journal that nothing can be deleted from.
        rate_limits.count(request, "contributions_pledge")
        actions.show_pledge_as(pledge, actor=_signed_in(request), **form.cleaned_data)
    except rate_limits.RateLimited:
        return rate_limits.too_often(request)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('contributions:pledged', args=[pledge.public_id])}#name")


@require_safe
@cache_control(private=True, max_age=3600)
def pledge_qr(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    pledge = _found_pledge(request, public_id)
    account = get_object_or_404(BankAccount, campaign=pledge.campaign_id)
    code = _payload(account, memo=pledge.memo, amount=pledge.amount)
    return _picture(code, kind, pledge.code)


def _found_pledge(request: HttpRequest, public_id: UUID) -> Pledge:
    """Whoever has the address made the pledge: it stands on no public page."""
    pledges = Pledge.objects.select_related("campaign__commune", "campaign__bank_account")
    pledge = get_object_or_404(pledges, public_id=public_id)
    about(request, commune=pledge.campaign.commune)
    return pledge


def _payload(account: BankAccount, *, memo: str, amount: int = 0) -> str:
    return payload(bin=account.bin, account=account.number, amount=amount, memo=memo)


def _picture(code: str, kind: str, name: str) -> HttpResponse:
    if kind == "svg":
        return HttpResponse(qr.svg(code), content_type="image/svg+xml")
    headers = {"Content-Disposition": f'attachment; filename="vietqr-{name}.png"'}
    return HttpResponse(qr.png(code), content_type="image/png", headers=headers)
