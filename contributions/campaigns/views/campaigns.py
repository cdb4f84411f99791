"""Campaigns: in public for everybody, and drafted, opened and closed by those who lead them."""

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from contributions.campaigns import actions, vietqr
from contributions.campaigns.figures import figures_of, pledged_in_public
from contributions.campaigns.forms.campaigns import CampaignForm
from contributions.campaigns.gates import (
    appointment_of,
    may_book,
    may_read,
    own_campaign,
    person_of,
    public_campaign,
    reader_required,
    steward_required,
)
from contributions.campaigns.models import BankAccount, Campaign, Gift, Reversal
from contributions.campaigns.models.campaigns import STEWARDS
from contributions.campaigns.stewards import (
    has_second_counter,
    obstacles_to_opening,
    other_stewards,
)
from portal.areas.models import Commune
from portal.documents import qr
from portal.keyset import page_of
from portal.pages import (
    FORM,
    PRESS,
    READ,
    anybody,
    attempt,
    filled,
    page,
    refusals_on,
    status_of,
    unsure,
)
from portal.people.frame import about
from portal.people.models import User

GIVERS_ON_THE_PAGE = 6
CAMPAIGNS_A_PAGE = 20
TO_CONFIRM_SHOWN = 20


@page(READ, anybody)
def campaigns(request: HttpRequest) -> HttpResponse:
    """Campaigns, newest first; `?commune=06712` shows those of one commune."""
    rows = Campaign.objects.public().with_area().prefetch_related("accounts")
    commune = Commune.objects.filter(code=request.GET.get("commune", "")).first()
    if commune:
        about(request, commune=commune)
        rows = rows.in_commune(commune)
    shown = page_of(rows, request, CAMPAIGNS_A_PAGE)
    context = {
        "campaigns": [(campaign, figures_of(campaign)) for campaign in shown.rows],
        "commune": commune,
        "next_after": shown.next_after,
    }
    return render(request, "contributions/campaigns/list.html", context)


@page(READ, anybody)
def campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = public_campaign(request, public_id)
    figures = figures_of(campaign)
    context = {
        "campaign": campaign,
        "figures": figures,
        "pledged": pledged_in_public(campaign, figures),
        "account": getattr(campaign, "bank_account", None),
        "givers": campaign.gifts.standing().newest_first()[:GIVERS_ON_THE_PAGE],
        # Whatever name of ours it was asked for by, people are led to the one they know.
        "address": urljoin(settings.SITE_URL, request.path),
        "may_read": may_read(request, campaign),
    }
    return render(request, "contributions/campaigns/detail.html", context)


@page(READ, anybody)
@cache_control(public=True, max_age=3600)
def campaign_qr(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """The campaign's own VietQR: the giver types the amount, the memo names the campaign."""
    campaign = public_campaign(request, public_id)
    account = get_object_or_404(BankAccount, campaign=campaign)
    code = vietqr.payload(bin=account.bin, account=account.number, memo=campaign.memo)
    return qr_picture(code, kind, campaign.code)


def qr_picture(code: str, kind: str, name: str) -> HttpResponse:
    if kind == "svg":
        return HttpResponse(qr.svg(code), content_type="image/svg+xml")
    headers = {"Content-Disposition": f'attachment; filename="vietqr-{name}.png"'}
    return HttpResponse(qr.png(code), content_type="image/png", headers=headers)


@page(READ, reader_required)
def manage(request: HttpRequest) -> HttpResponse:
    appointment = appointment_of(request)
    rows = Campaign.objects.of_appointment(appointment).with_area().prefetch_related("accounts")
    shown = page_of(rows, request, CAMPAIGNS_A_PAGE)
    waiting = Gift.objects.waiting_by_campaign(shown.rows)
    context = {
        "appointment": appointment,
        "campaigns": [
            (campaign, figures_of(campaign), waiting.get(campaign.pk, 0)) for campaign in shown.rows
        ],
        "next_after": shown.next_after,
        "accounts": _accounts(request),
        "to_confirm": _to_confirm(person_of(request)),
        "reversals": _reversals(person_of(request)),
    }
    return render(request, "contributions/campaigns/own.html", context)


def _accounts(request: HttpRequest) -> list[BankAccount]:
    appointment = appointment_of(request)
    if appointment.role not in STEWARDS:
        return []
    campaigns = Campaign.objects.of_appointment(appointment)
    accounts = BankAccount.objects.waiting_for(person_of(request)).with_people()
    accounts = accounts.filter(campaign__any_of=campaigns.values("pk"))
    return list(accounts.order_by("pk")[:TO_CONFIRM_SHOWN])


def _to_confirm(person: User) -> list[Gift]:
    gifts = Gift.objects.waiting_for(person).select_related("campaign", "first_counter")
    return list(gifts.order_by("pk")[:TO_CONFIRM_SHOWN])


def _reversals(person: User) -> list[Reversal]:
    reversals = Reversal.objects.waiting_for(person).select_related("gift__campaign", "asked_by")
    return list(reversals.order_by("pk")[:TO_CONFIRM_SHOWN])


@page(FORM, steward_required)
def new(request: HttpRequest) -> HttpResponse:
    appointment = appointment_of(request)
    form = CampaignForm(filled(request), appointment=appointment)
    if form.is_valid():
        hamlet = appointment.hamlet or form.cleaned_data["hamlet"]
        with refusals_on(form):
            drafted = actions.draft_campaign(
                hamlet, form.facts, actor=person_of(request), once=form.cleaned_data["once"]
            )
            return redirect("contributions:draft", drafted.public_id)
    context = {"form": form}
    return render(request, "contributions/campaigns/edit.html", context, status=status_of(form))


@page(FORM, steward_required)
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign, appointment = own_campaign(request, public_id), appointment_of(request)
    form = CampaignForm(filled(request), appointment=appointment, campaign=campaign)
    if form.is_valid():
        with refusals_on(form):
            actions.change_draft(campaign, form.facts, actor=person_of(request))
            return redirect("contributions:draft", public_id)
    context = {"form": form, "campaign": campaign}
    return render(request, "contributions/campaigns/edit.html", context, status=status_of(form))


@page(READ, reader_required)
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The campaign as it will stand in public; those who lead find the button that opens it."""
    campaign = own_campaign(request, public_id)
    if campaign.status != Campaign.Status.DRAFT:
        return redirect("contributions:ledger", public_id)
    account = BankAccount.objects.with_people().filter(campaign=campaign).first()
    context = {
        "campaign": campaign,
        "account": account,
        "others": [one.person for one in other_stewards(account)] if account else [],
        "obstacles": obstacles_to_opening(campaign),
        "has_second_counter": has_second_counter(campaign),
        "may_book": may_book(request, campaign),
    }
    return render(request, "contributions/campaigns/draft.html", context)


@page(PRESS, steward_required)
def open_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    with attempt(request, _("The campaign is open.")) as tried:
        actions.open_campaign(campaign, actor=person_of(request))
    is_draft = campaign.status == Campaign.Status.DRAFT and not tried.is_done
    return redirect(f"contributions:{'draft' if is_draft else 'ledger'}", public_id)


@page(PRESS, steward_required)
def close_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    if asking := unsure(
        request,
        _("Close the campaign?"),
        after=_("Nobody can pledge any more, and its page says that it is over."),
        button=_("Close the campaign"),
        back=reverse("contributions:ledger", args=[public_id]),
    ):
        return asking
    with attempt(request, _("The campaign is closed. Its accounts stay public.")):
        actions.close_campaign(campaign, actor=person_of(request))
    return redirect("contributions:ledger", public_id)


@page(PRESS, steward_required)
def reopen_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    with attempt(request, _("The campaign is open again.")):
        actions.reopen_campaign(campaign, actor=person_of(request))
    return redirect("contributions:ledger", public_id)
