"""Gifts pass through two pairs of hands: written by one, confirmed by the other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contributions.books.models import ReceiptBook
from contributions.campaigns import actions
from contributions.campaigns.forms.gifts import (
    CashForm,
    GiftForm,
    KindForm,
    TransferForm,
    pledge_in,
)
from contributions.campaigns.forms.giver_names import NameForm
from contributions.campaigns.forms.second_counters import ReasonForm, SecondCounterForm
from contributions.campaigns.gates import (
    appointment_of,
    may_book,
    may_erase_giver,
    own_campaign,
    own_gift,
    person_of,
    public_campaign,
    reader_required,
    steward_required,
)
from contributions.campaigns.models import Campaign, Gift
from contributions.campaigns.receipts import receipt_pdf
from portal.documents import pdf
from portal.keyset import page_of
from portal.pages import FORM, PRESS, READ, anybody, attempt, filled, page, refusals_on, status_of

GIVERS_A_PAGE = 50


@page(READ, anybody)
def givers(request: HttpRequest, public_id: UUID) -> HttpResponse:
    campaign = public_campaign(request, public_id)
    shown = page_of(campaign.gifts.standing(), request, GIVERS_A_PAGE)
    context = {"campaign": campaign, "givers": shown.rows, "next_after": shown.next_after}
    return render(request, "contributions/gifts/givers.html", context)


@page(READ, steward_required)
def cash_here(request: HttpRequest) -> HttpResponse:
    """The cash page of the one open campaign; with several, the list to choose from."""
    campaigns = Campaign.objects.of_appointment(appointment_of(request))
    running = list(campaigns.filter(status=Campaign.Status.OPEN)[:2])
    if len(running) == 1:
        return redirect("contributions:cash", running[0].public_id)
    return redirect("contributions:manage")


@page(FORM, steward_required)
def cash(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _new_gift(request, public_id, CashForm)


@page(FORM, steward_required)
def transfer(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """`?code=` fills in what a pledge already says."""
    return _new_gift(request, public_id, TransferForm)


@page(FORM, steward_required)
def kind(request: HttpRequest, public_id: UUID) -> HttpResponse:
    return _new_gift(request, public_id, KindForm)


def _new_gift(request: HttpRequest, public_id: UUID, form_class: type[GiftForm]) -> HttpResponse:
    campaign, person = own_campaign(request, public_id), person_of(request)
    if campaign.status == Campaign.Status.DRAFT:
        return redirect("contributions:draft", public_id)
    form = form_class(
        filled(request),
        campaign=campaign,
        first_counter=person,
        initial=_from_pledge(campaign, request.GET.get("code", "")),
    )
    if form.is_valid():
        with refusals_on(form):
            asked = form.cleaned_data["second_counter"]
            gift = actions.count_gift(campaign, form.facts, actor=person, second_counter=asked)
            return redirect("contributions:gift", gift.public_id)
    context = {
        "campaign": campaign,
        "form": form,
        "channel": form.channel,
        "next_number": ReceiptBook.objects.next_number_of(campaign.pk),
    }
    return render(request, "contributions/gifts/new.html", context, status=status_of(form))


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


@page(READ, reader_required)
def gift(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One gift. The second counter confirms here, on their own phone."""
    return _gift_page(request, own_gift(request, public_id), ReasonForm())


def _gift_page(request: HttpRequest, gift: Gift, refusal: ReasonForm) -> HttpResponse:
    may_act = may_book(request, gift.campaign)
    waits = gift.status == Gift.Status.WAITING
    context = {
        "gift": gift,
        "campaign": gift.campaign,
        "may_book": may_act,
        "may_erase_giver": may_erase_giver(request, gift.campaign),
        "is_second_counter": waits and gift.second_counter == request.user,
        "refusal": refusal,
        "second_counters": SecondCounterForm.of_gift(gift) if waits and may_act else None,
        "reversal": gift.reversals.select_related("asked_by", "second_counter").last(),
        "entry": gift.entries.order_by("number").first(),
    }
    return render(request, "contributions/gifts/detail.html", context, status=status_of(refusal))


@page(READ, reader_required)
def receipt(request: HttpRequest, public_id: UUID) -> HttpResponse:
    gift = own_gift(request, public_id)
    return pdf.response(gift.receipt_number, receipt_pdf(gift))


@page(PRESS, steward_required)
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    gift = own_gift(request, public_id)
    with attempt(request, _("Booked. The receipt is ready.")):
        actions.confirm_gift(gift, actor=person_of(request))
    return redirect("contributions:gift", public_id)


@page(PRESS, steward_required)
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    gift = own_gift(request, public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _gift_page(request, gift, form)
    with attempt(request, _("Not confirmed. The receipt is void and keeps its number.")):
        person, reason = person_of(request), form.cleaned_data["reason"]
        actions.refuse_gift(gift, actor=person, reason=reason)
    return redirect("contributions:gift", public_id)


@page(PRESS, steward_required)
def ask_another_counter(request: HttpRequest, public_id: UUID) -> HttpResponse:
    gift = own_gift(request, public_id)
    form = SecondCounterForm.of_gift(gift, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who shall confirm."))
        return redirect("contributions:gift", public_id)
    with attempt(request, _("Asked. The first person need not confirm any more.")):
        second_counter = form.cleaned_data["second_counter"]
        actions.ask_another_counter(gift, actor=person_of(request), second_counter=second_counter)
    return redirect("contributions:gift", public_id)


@page(FORM, steward_required)
def gift_name(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Change how the name stands in public, as the giver now wishes."""
    gift = own_gift(request, public_id)
    present = {"shown": gift.shown, "alias": gift.alias}
    form = NameForm(filled(request), initial=present)
    if form.is_valid():
        with attempt(request, _("The name is changed on every public page.")):
            actions.change_gift_name(gift, form.name, actor=person_of(request))
        return redirect("contributions:gift", public_id)
    context = {"gift": gift, "form": form}
    return render(request, "contributions/gifts/name.html", context, status=status_of(form))
