from django.urls import path

from contributions.campaigns.views import (
    campaigns,
    erasure,
    gifts,
    ledger,
    pledges,
    public,
    reversals,
)

app_name = "contributions"

urlpatterns = [
    path("", public.campaigns, name="campaigns"),
    path("manage/", campaigns.manage, name="manage"),
    path("manage/new/", campaigns.new, name="new"),
    path("manage/cash/", gifts.cash_here, name="cash"),
    path("<uuid:public_id>/", public.campaign, name="campaign"),
    path("<uuid:public_id>/givers/", public.givers, name="givers"),
    path("<uuid:public_id>/qr.svg", public.campaign_qr, {"kind": "svg"}, name="qr_svg"),
    path("<uuid:public_id>/qr.png", public.campaign_qr, {"kind": "png"}, name="qr_png"),
    path("<uuid:public_id>/pledge/", public.pledge, name="pledge"),
    path("<uuid:public_id>/ledger/", ledger.ledger, name="ledger"),
    path("<uuid:public_id>/ledger.pdf", ledger.ledger_pdf, name="ledger_pdf"),
    path("<uuid:public_id>/ledger.xlsx", ledger.ledger_sheet, name="ledger_sheet"),
    path("<uuid:public_id>/draft/", campaigns.draft, name="draft"),
    path("<uuid:public_id>/edit/", campaigns.edit, name="edit"),
    path("<uuid:public_id>/open/", campaigns.open_campaign, name="open"),
    path("<uuid:public_id>/close/", campaigns.close_campaign, name="close"),
    path("<uuid:public_id>/reopen/", campaigns.reopen_campaign, name="reopen"),
    path("<uuid:public_id>/cash/", gifts.cash, name="cash"),
    path("<uuid:public_id>/transfer/", gifts.transfer, name="transfer"),
    path("<uuid:public_id>/kind/", gifts.kind, name="kind"),
    path("pledges/<uuid:public_id>/", public.pledged_page, name="pledged"),
    path("pledges/<uuid:public_id>/name/", public.pledge_shown, name="pledge_shown"),
    path("pledges/<uuid:public_id>/qr.svg", public.pledge_qr, {"kind": "svg"}, name="pledge_svg"),
    path("pledges/<uuid:public_id>/qr.png", public.pledge_qr, {"kind": "png"}, name="pledge_png"),
    path(
        "pledges/<uuid:public_id>/receipts/<uuid:receipt_id>.pdf",
        ledger.giver_paper,
        name="giver_paper",
    ),
    path("<uuid:public_id>/pledges/<slug:code>/aside/", pledges.set_aside, name="set_aside"),
    path("<uuid:public_id>/pledges/<slug:code>/again/", pledges.count_again, name="count_again"),
    path("receipts/<uuid:public_id>/", gifts.receipt, name="receipt"),
    path("receipts/<uuid:public_id>/receipt.pdf", ledger.receipt_paper, name="receipt_paper"),
    path("receipts/<uuid:public_id>/confirm/", gifts.confirm, name="confirm"),
    path("receipts/<uuid:public_id>/refuse/", gifts.refuse, name="refuse"),
    path("receipts/<uuid:public_id>/second/", gifts.ask_another, name="ask_another"),
    path("receipts/<uuid:public_id>/name/", gifts.shown, name="shown"),
    path("receipts/<uuid:public_id>/forget/", erasure.forget, name="forget"),
    path("receipts/<uuid:public_id>/reverse/", reversals.reverse, name="reverse"),
    path("reversals/<uuid:public_id>/", reversals.reversal, name="reversal"),
    path(
        "reversals/<uuid:public_id>/confirm/", reversals.confirm_reversal, name="confirm_reversal"
    ),
    path("reversals/<uuid:public_id>/refuse/", reversals.refuse_reversal, name="refuse_reversal"),
    path(
        "reversals/<uuid:public_id>/second/",
        reversals.ask_another_to_reverse,
        name="ask_another_to_reverse",
    ),
]
