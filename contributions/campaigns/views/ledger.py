"""The ledger as page, paper and sheet."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from contributions.books.models import LedgerEntry
from contributions.campaigns.figures import pledged
from contributions.campaigns.gates import may_book, may_read, paper_limited, public_campaign
from contributions.campaigns.ledger_table import entries_of, sheet_heading, sheet_row, table_of
from contributions.campaigns.models import Campaign, Gift, Pledge, Reversal
from contributions.campaigns.vietqr import plain
from portal.documents import pdf, sheets
from portal.keyset import prepared_page_of, until_after
from portal.pages import READ, anybody, page
from portal.prepared import Fact, prepared

ENTRIES_A_PAGE = 50
ENTRIES_ON_PAPER = 200
ENTRIES_ON_A_SHEET = 20_000
WAITING_SHOWN = 20


@page(READ, anybody)
def ledger(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Public, line by line. The Front sees what waits, too; those who lead also the buttons."""
    campaign = public_campaign(request, public_id)
    shown = prepared_page_of(_entries, request, ENTRIES_A_PAGE, key="number", campaign=campaign.pk)
    may_see = may_read(request, campaign)
    context = {
        **table_of(campaign, shown.rows),
        "next_after": shown.next_after,
        "is_first_page": shown.is_first,
        "check": getattr(campaign, "check_result", None),
        "may_read": may_see,
        "may_book": may_see and may_book(request, campaign),
    }
    if may_see:
        context |= _waiting(campaign)
    return render(request, "contributions/ledger/detail.html", context)


@prepared
def _entries() -> QuerySet[LedgerEntry]:
    return until_after(entries_of(Fact("campaign")), ENTRIES_A_PAGE, key="number")


def _waiting(campaign: Campaign) -> dict[str, Any]:
    gifts = Gift.objects.filter(campaign=campaign).waiting().select_related("second_counter")
    reversals = Reversal.objects.filter(gift__campaign=campaign).waiting()
    pledges = Pledge.objects.filter(campaign=campaign).unpaid().counted_first()
    with_people = reversals.select_related("gift", "second_counter")
    return {
        "waiting": list(gifts.order_by("pk")[:WAITING_SHOWN]),
        "reversals": list(with_people.order_by("pk")[:WAITING_SHOWN]),
        "pledges": list(pledges[:WAITING_SHOWN]),
        "pledged": pledged(campaign),
    }


@page(READ, anybody)
@paper_limited
def ledger_pdf(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The table for the notice board (bảng công khai thu – chi), old lines first."""
    campaign = public_campaign(request, public_id)
    table = table_of(campaign, list(entries_of(campaign)[:ENTRIES_ON_PAPER]))
    paper = pdf.render("contributions/ledger/paper.html", table)
    return pdf.response(f"thu-chi-{_file_name(campaign)}", paper)


@page(READ, anybody)
@paper_limited
def ledger_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The newest lines as a spreadsheet, up to 20,000 of them."""
    campaign = public_campaign(request, public_id)
    entries = entries_of(campaign)[:ENTRIES_ON_A_SHEET]
    rows = (sheet_row(entry) for entry in entries.iterator(chunk_size=2000))
    file = sheets.workbook(campaign.title, sheet_heading(), rows)
    name = f'attachment; filename="thu-chi-{_file_name(campaign)}.xlsx"'
    return HttpResponse(
        file, content_type=sheets.CONTENT_TYPE, headers={"Content-Disposition": name}
    )


def _file_name(campaign: Campaign) -> str:
    """Letters, digits and dashes."""
    return plain(campaign.title).replace(" ", "-").lower() or "so-camera"
