"""For those who lead: their campaigns, and drafting, opening and closing one."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contributions.campaigns import actions
from contributions.campaigns.figures import figures_of
from contributions.campaigns.forms.campaigns import CampaignForm
from contributions.campaigns.models import Campaign, Gift, Reversal
from contributions.campaigns.models.campaigns import READERS
from contributions.campaigns.paging import next_key, page_of
from contributions.campaigns.views.gates import appointment_of, own_campaign, steward_required
from contributions.campaigns.views.settling import settle
from portal.errors import RuleViolation
from portal.people.gates import role_required
from portal.people.models import User

CAMPAIGNS_A_PAGE = 20


@require_safe
@role_required(*READERS)
def manage(request: HttpRequest) -> HttpResponse:
    appointment = appointment_of(request)
    campaigns = (
        Campaign.objects.of_appointment(appointment).with_places().prefetch_related("accounts")
    )
    found = page_of(campaigns, request.GET.get("after", ""), CAMPAIGNS_A_PAGE)
    waiting = Gift.objects.waiting_by_campaign(found)
    context = {
        "appointment": appointment,
        "campaigns": [
            (campaign, figures_of(campaign), waiting.get(campaign.pk, 0)) for campaign in found
        ],
        "after": next_key(found, CAMPAIGNS_A_PAGE),
        "to_confirm": _to_confirm(appointment.person),
        "reversals": _reversals(appointment.person),
    }
    return render(request, "contributions/manage.html", context)


def _to_confirm(person: User) -> list[Gift]:
    mine = Gift.objects.waiting_for(person)
    return list(mine.select_related("campaign", "first_counter").order_by("pk")[:20])


def _reversals(person: User) -> list[Reversal]:
    mine = Reversal.objects.filter(second=person, status=Reversal.Status.WAITING)
    return list(mine.select_related("receipt__campaign", "asked_by").order_by("pk")[:20])


@steward_required
def new(request: HttpRequest) -> HttpResponse:
    appointment = appointment_of(request)
    form = CampaignForm(request.POST or None, appointment=appointment)
    if request.method == "POST" and form.is_valid():
        hamlet = appointment.hamlet or form.cleaned_data["hamlet"]
        try:
            made = actions.draft_campaign(hamlet, actor=request.user, bank=form.bank, **form.facts)
            return redirect("contributions:draft", made.public_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form}
    return render(request, "contributions/edit.html", context, status=422 if form.errors else 200)


@steward_required
def edit(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    form = CampaignForm(
        request.POST or None, appointment=appointment_of(request), campaign=campaign
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_draft(campaign, actor=request.user, bank=form.bank, **form.facts)
            return redirect("contributions:draft", public_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "campaign": campaign}
    return render(request, "contributions/edit.html", context, status=422 if form.errors else 200)


@require_safe
@steward_required
def draft(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The campaign as it will stand in public, with the button that opens it."""
    campaign = own_campaign(request, public_id)
    if campaign.status != Campaign.Status.DRAFT:
        return redirect("contributions:ledger", public_id)
    account = getattr(campaign, "bank_account", None)
    context = {"campaign": campaign, "account": account}
    return render(request, "contributions/draft.html", context)


@require_POST
@steward_required
def open_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(request, public_id, actions.open_campaign, _("The campaign is open."))


@require_POST
@steward_required
def close_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(
        request,
        public_id,
        actions.close_campaign,
        _("The campaign is closed. Its accounts stay public."),
    )


@require_POST
@steward_required
def reopen_campaign(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(request, public_id, actions.reopen_campaign, _("The campaign is open again."))


def _turn(
    request: HttpRequest, public_id: UUID, action: Callable[..., Campaign], said: str
) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    done = settle(request, action, campaign, said=said)
    is_draft = campaign.status == Campaign.Status.DRAFT and not done
    return redirect(f"contributions:{'draft' if is_draft else 'ledger'}", public_id)
