"""What was booked by mistake is taken back: asked by one, confirmed by another."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from contributions.campaigns import actions
from contributions.campaigns.forms.second_counters import ReversalForm, SecondCounterForm
from contributions.campaigns.gates import (
    may_book,
    own_gift,
    own_reversal,
    person_of,
    reader_required,
    steward_required,
)
from contributions.campaigns.models import Reversal
from contributions.campaigns.receipts import refund_pdf
from portal.documents import pdf
from portal.pages import FORM, PRESS, READ, attempt, filled, page, refusals_on, status_of


@page(FORM, steward_required)
def reverse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask a second person to reverse a booked gift; `?kind=refund` where it goes back."""
    gift, person = own_gift(request, public_id), person_of(request)
    is_refund = request.GET.get("kind") == Reversal.Kind.REFUND
    form = ReversalForm(
        filled(request),
        campaign=gift.campaign,
        first_counter=person,
        initial={"kind": Reversal.Kind.REFUND if is_refund else Reversal.Kind.MISTAKE},
    )
    if form.is_valid():
        with refusals_on(form):
            asked = actions.ask_reversal(gift, actor=person, **form.cleaned_data)
            return redirect("contributions:reversal", asked.public_id)
    context = {"gift": gift, "form": form}
    return render(request, "contributions/reversals/new.html", context, status=status_of(form))


@page(READ, reader_required)
def reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reversal = own_reversal(request, public_id)
    waits = reversal.status == Reversal.Status.WAITING
    campaign = reversal.gift.campaign
    may_act = waits and may_book(request, campaign)
    context = {
        "reversal": reversal,
        "gift": reversal.gift,
        "campaign": campaign,
        "is_second_counter": waits and reversal.second_counter == request.user,
        "second_counters": SecondCounterForm.of_reversal(reversal) if may_act else None,
    }
    return render(request, "contributions/reversals/detail.html", context)


@page(PRESS, steward_required)
def confirm_reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reversal = own_reversal(request, public_id)
    with attempt(request, _("Reversed. Both lines stay in the ledger.")):
        actions.confirm_reversal(reversal, actor=person_of(request))
    return redirect("contributions:reversal", public_id)


@page(PRESS, steward_required)
def refuse_reversal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reversal = own_reversal(request, public_id)
    with attempt(request, _("The gift stays booked.")):
        actions.refuse_reversal(reversal, actor=person_of(request))
    return redirect("contributions:reversal", public_id)


@page(PRESS, steward_required)
def ask_another_to_reverse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    reversal = own_reversal(request, public_id)
    form = SecondCounterForm.of_reversal(reversal, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who shall confirm."))
        return redirect("contributions:reversal", public_id)
    with attempt(request, _("Asked. The first person need not confirm any more.")):
        second_counter = form.cleaned_data["second_counter"]
        actions.ask_another_to_reverse(
            reversal, actor=person_of(request), second_counter=second_counter
        )
    return redirect("contributions:reversal", public_id)


@page(READ, reader_required)
def refund_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The numbered paper of a refund; one that waits says so."""
    reversal = own_reversal(request, public_id)
    if not reversal.is_refund:
        raise Http404
    return pdf.response(reversal.refund_number, refund_pdf(reversal))
