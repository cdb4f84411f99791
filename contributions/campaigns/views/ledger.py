"""The ledger as page, paper and sheet; the giver's receipt as paper."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from contributions.books.entry_texts import what_of
from contributions.books.models import LedgerEntry
from contributions.campaigns.figures import figures_of, pledged
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from contributions.campaigns.models.campaigns import READERS
from contributions.campaigns.paging import is_key
from contributions.campaigns.receipts import receipt_pdf
from contributions.campaigns.signers import signers_of
from contributions.campaigns.vietqr import plain
from contributions.campaigns.views.gates import leads, own_receipt, paper_limited, public_campaign
from portal.documents import pdf, sheets
from portal.documents.words import dong_in_words
from portal.people.gates import role_required

ENTRIES_A_PAGE = 50
ENTRIES_ON_PAPER = 200
ENTRIES_ON_A_SHEET = 20_000
WAITING_SHOWN = 20


@require_safe
def ledger(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Public, line by line. Those who lead the campaign also see what waits, and the buttons."""
    campaign = public_campaign(request, public_id)
    may_act = leads(request, campaign)
    context = {
        **_table(campaign, request.GET.get("before", ""), ENTRIES_A_PAGE),
        "is_first_page": not request.GET.get("before"),
        "check": getattr(campaign, "check_result", None),
        "leads": may_act,
    }
    if may_act:
        context |= _waiting(campaign)
    return render(request, "contributions/ledger.html", context)


def _table(campaign: Campaign, before: str, size: int) -> dict[str, Any]:
    """What page and paper have in common."""
    entries = list(_entries(campaign, before)[:size])
    figures = figures_of(campaign)
    return {
        "campaign": campaign,
        "figures": figures,
        "entries": entries,
        "before": entries[-1].number if entries and entries[-1].number > 1 else None,
        "words": dong_in_words(figures.balance),
        "signers": signers_of(campaign),
        "today": localdate(),
    }


def _entries(campaign: Campaign, before: str) -> Any:
    entries = LedgerEntry.objects.filter(campaign=campaign)
    return entries.before(int(before) if is_key(before) else None).newest_first().with_papers()


def _waiting(campaign: Campaign) -> dict[str, Any]:
    receipts = Gift.objects.filter(campaign=campaign).waiting().order_by("pk")
    reversals = Reversal.objects.filter(
        receipt__campaign=campaign, status=Reversal.Status.WAITING
    ).select_related("receipt", "second")
    pledges = Pledge.objects.filter(campaign=campaign).unpaid().counted_first()
    return {
        "waiting": list(receipts.select_related("second_counter")[:WAITING_SHOWN]),
        "reversals": list(reversals.order_by("pk")[:WAITING_SHOWN]),
        "pledges": list(pledges[:WAITING_SHOWN]),
        "pledged": pledged(campaign),
    }


@require_safe
@paper_limited
def ledger_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The table for the notice board (bảng công khai thu – chi)."""
    campaign = public_campaign(request, public_id)
    table = _table(campaign, "", ENTRIES_ON_PAPER)
    paper = pdf.render("contributions/papers/ledger.html", table)
    return pdf.response(f"thu-chi-{_file_name(campaign)}", paper)


@require_safe
@paper_limited
def ledger_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The newest lines as a spreadsheet, up to 20,000 of them."""
    campaign = public_campaign(request, public_id)
    entries = _entries(campaign, "")[:ENTRIES_ON_A_SHEET]
    rows = (_row(entry) for entry in entries.iterator(chunk_size=2000))
    file = sheets.workbook(campaign.title, _heading(), rows)
    name = f'attachment; filename="thu-chi-{_file_name(campaign)}.xlsx"'
    return HttpResponse(
        file, content_type=sheets.CONTENT_TYPE, headers={"Content-Disposition": name}
    )


def _heading() -> list[str]:
    return [
        _("Line"),
        _("Date"),
        _("Content"),
        _("Receipt of a gift"),
        _("Money in"),
        _("Money out"),
        _("Balance"),
    ]


def _row(entry: LedgerEntry) -> list[object]:
    return [
        entry.number,
        entry.on,
        what_of(entry),
        str(entry.receipt or ""),
        entry.received,
        entry.spent,
        entry.balance,
    ]


def _file_name(campaign: Campaign) -> str:
    """Letters, digits and dashes."""
    return plain(campaign.title).replace(" ", "-").lower() or "so-camera"


@require_safe
@never_cache
@role_required(*READERS)
def receipt_paper(request: HttpRequest, public_id: UUID) -> HttpResponse:
    receipt = own_receipt(request, public_id)
    return pdf.response(str(receipt), receipt_pdf(receipt))


@require_safe
@never_cache
@paper_limited
def giver_paper(request: HttpRequest, public_id: UUID, receipt_id: UUID) -> HttpResponse:
    """A receipt for the giver who has the address of their own pledge."""
    pledge = get_object_or_404(Pledge, public_id=public_id)
    booked = pledge.receipts.standing().with_people()
    receipt = get_object_or_404(booked, public_id=receipt_id)
    return pdf.response(str(receipt), receipt_pdf(receipt))
