"""A campaign's account: seen by those who lead, confirmed by another than wrote it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contributions.campaigns import actions
from contributions.campaigns.forms.bank_accounts import AccountRefusalForm, SeenForm
from contributions.campaigns.gates import (
    may_book,
    own_campaign,
    person_of,
    reader_required,
    steward_required,
)
from contributions.campaigns.models import BankAccount, Campaign
from contributions.campaigns.stewards import other_stewards
from portal.pages import PRESS, READ, attempt, page, status_of


@page(READ, reader_required)
def account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The second person compares it with the bank's paper, and confirms it here."""
    campaign = own_campaign(request, public_id)
    account = _account_of(campaign)
    if account is None:
        door = "draft" if campaign.status == Campaign.Status.DRAFT else "ledger"
        return redirect(f"contributions:{door}", public_id)
    return _account_page(request, campaign, account, AccountRefusalForm())


def _account_of(campaign: Campaign) -> BankAccount | None:
    return BankAccount.objects.with_people().filter(campaign=campaign).first()


def _account_page(
    request: HttpRequest, campaign: Campaign, account: BankAccount, refusal: AccountRefusalForm
) -> HttpResponse:
    person, is_draft = person_of(request), campaign.status == Campaign.Status.DRAFT
    is_another = account.written_by_id != person.pk and may_book(request, campaign)
    may_decide = is_draft and is_another and account.decided_by_id in {None, person.pk}
    context = {
        "campaign": campaign,
        "account": account,
        "is_draft": is_draft,
        "may_confirm": may_decide and account.status != BankAccount.Status.CONFIRMED,
        "may_refuse": may_decide and account.status != BankAccount.Status.REFUSED,
        "others": [one.person for one in other_stewards(account)],
        "refusal": refusal,
    }
    template = "contributions/bank_accounts/detail.html"
    return render(request, template, context, status=status_of(refusal))


@page(PRESS, steward_required)
def confirm_account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign, form = own_campaign(request, public_id), SeenForm(request.POST)
    with attempt(request, _("Confirmed. The campaign can open with this account.")):
        actions.confirm_account(campaign, actor=person_of(request), seen=form.account_seen)
    return redirect("contributions:account", public_id)


@page(PRESS, steward_required)
def refuse_account(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign, form = own_campaign(request, public_id), AccountRefusalForm(request.POST)
    account = _account_of(campaign)
    if not form.is_valid():
        if account:
            return _account_page(request, campaign, account, form)
        return redirect("contributions:account", public_id)
    with attempt(request, _("Not confirmed. The campaign does not open with this account.")):
        person, reason = person_of(request), form.cleaned_data["reason"]
        actions.refuse_account(campaign, actor=person, seen=form.account_seen, reason=reason)
    return redirect("contributions:account", public_id)
