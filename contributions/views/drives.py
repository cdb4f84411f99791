"""For those who lead: their drives, and drafting, opening and closing one."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contributions import actions
from contributions.figures import figures_of
from contributions.forms.campaigns import CampaignForm
from contributions.models import Campaign, Receipt, Reversal
from contributions.models.campaigns import READERS
from contributions.paging import next_key, page_of
from contributions.views.gates import own_campaign, post_of, steward_required
from contributions.views.settling import settle
from portal.errors import RuleViolation
from portal.people.gates import post_required
from portal.people.models import User

DRIVES_A_PAGE = 20


@require_safe
@post_required(*READERS)
def manage(request: HttpRequest) -> HttpResponse:
    post = post_of(request)
    drives = Campaign.objects.of_post(post).with_places().prefetch_related("accounts")
    found = page_of(drives, request.GET.get("after", ""), DRIVES_A_PAGE)
    waiting = Receipt.objects.waiting_by_campaign(found)
    context = {
        "post": post,
        "drives": [
            (campaign, figures_of(campaign), waiting.get(campaign.pk, 0)) for campaign in found
        ],
        "after": next_key(found, DRIVES_A_PAGE),
        "to_confirm": _to_confirm(post.person),
        "reversals": _reversals(post.person),
    }
    return render(request, "contributions/manage.html", context)


def _to_confirm(person: User) -> list[Receipt]:
    mine = Receipt.objects.waiting_for(person)
    return list(mine.select_related("campaign", "first_counter").order_by("pk")[:20])


def _reversals(person: User) -> list[Reversal]:
    mine = Reversal.objects.filter(second=person, status=Reversal.Status.WAITING)
    return list(mine.select_related("receipt__campaign", "asked_by").order_by("pk")[:20])


@steward_required
def new(request: HttpRequest) -> HttpResponse:
    post = post_of(request)
    form = CampaignForm(request.POST or None, post=post)
    if request.method == "POST" and form.is_valid():
        hamlet = post.hamlet or form.cleaned_data["hamlet"]
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
    form = CampaignForm(request.POST or None, post=post_of(request), campaign=campaign)
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
    """The drive as it will stand in public, with the button that opens it."""
    campaign = own_campaign(request, public_id)
    if campaign.status != Campaign.Status.DRAFT:
        return redirect("contributions:ledger", public_id)
    account = getattr(campaign, "bank_account", None)
    context = {"campaign": campaign, "account": account}
    return render(request, "contributions/draft.html", context)


@require_POST
@steward_required
def open_drive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(request, public_id, actions.open_campaign, _("The drive is open."))


@require_POST
@steward_required
def close_drive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(
        request,
        public_id,
        actions.close_campaign,
        _("The drive is closed. Its accounts stay public."),
    )


@require_POST
@steward_required
def reopen_drive(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _turn(request, public_id, actions.reopen_campaign, _("The drive is open again."))


def _turn(
    request: HttpRequest, public_id: UUID, action: Callable[..., Campaign], said: str
) -> HttpResponse:
    campaign = own_campaign(request, public_id)
    done = settle(request, action, campaign, said=said)
    is_draft = campaign.status == Campaign.Status.DRAFT and not done
    return redirect(f"contributions:{'draft' if is_draft else 'ledger'}", public_id)
