from django.urls import path

from contributions.campaigns.views import (
    bank_accounts,
    campaigns,
    erasures,
    gifts,
    ledger,
    pledges,
    reversals,
)

app_name = "contributions"

urlpatterns = [
    path("", campaigns.campaigns, name="campaigns"),
    path("manage/", campaigns.manage, name="manage"),
    path("manage/new/", campaigns.new, name="new"),
    path("manage/cash/", gifts.cash_here, name="cash_here"),
    path("<uuid:public_id>/", campaigns.campaign, name="campaign"),
    path("<uuid:public_id>/givers/", gifts.givers, name="givers"),
    path("<uuid:public_id>/qr.svg", campaigns.campaign_qr, {"kind": "svg"}, name="qr_svg"),
    path("<uuid:public_id>/qr.png", campaigns.campaign_qr, {"kind": "png"}, name="qr_png"),
    path("<uuid:public_id>/pledge/", pledges.new_pledge, name="new_pledge"),
    path("<uuid:public_id>/ledger/", ledger.ledger, name="ledger"),
    path("<uuid:public_id>/ledger.pdf", ledger.ledger_pdf, name="ledger_pdf"),
    path("<uuid:public_id>/ledger.xlsx", ledger.ledger_sheet, name="ledger_sheet"),
    path("<uuid:public_id>/draft/", campaigns.draft, name="draft"),
    path("<uuid:public_id>/edit/", campaigns.edit, name="edit"),
    path("<uuid:public_id>/account/", bank_accounts.account, name="account"),
    path(
        "<uuid:public_id>/account/confirm/", bank_accounts.confirm_account, name="confirm_account"
    ),
    path("<uuid:public_id>/account/refuse/", bank_accounts.refuse_account, name="refuse_account"),
    path("<uuid:public_id>/open/", campaigns.open_campaign, name="open"),
    path("<uuid:public_id>/close/", campaigns.close_campaign, name="close"),
    path("<uuid:public_id>/reopen/", campaigns.reopen_campaign, name="reopen"),
    path("<uuid:public_id>/cash/", gifts.cash, name="cash"),
    path("<uuid:public_id>/transfer/", gifts.transfer, name="transfer"),
    path("<uuid:public_id>/kind/", gifts.kind, name="kind"),
    path("<uuid:public_id>/pledges/<slug:code>/aside/", pledges.set_aside, name="set_aside"),
    path("<uuid:public_id>/pledges/<slug:code>/again/", pledges.count_again, name="count_again"),
    path("pledges/<uuid:public_id>/", pledges.pledge, name="pledge"),
    path("pledges/<uuid:public_id>/name/", pledges.pledge_name, name="pledge_name"),
    path("pledges/<uuid:public_id>/qr.svg", pledges.pledge_qr, {"kind": "svg"}, name="pledge_svg"),
    path("pledges/<uuid:public_id>/qr.png", pledges.pledge_qr, {"kind": "png"}, name="pledge_png"),
    path(
        "pledges/<uuid:public_id>/gifts/<uuid:gift_id>/receipt.pdf",
        pledges.giver_receipt,
        name="giver_receipt",
    ),
    path(
        "pledges/<uuid:public_id>/gifts/<uuid:gift_id>/refund.pdf",
        pledges.giver_refund,
        name="giver_refund",
    ),
    path("gifts/<uuid:public_id>/", gifts.gift, name="gift"),
    path("gifts/<uuid:public_id>/receipt.pdf", gifts.receipt, name="receipt_pdf"),
    path("gifts/<uuid:public_id>/confirm/", gifts.confirm, name="confirm"),
    path("gifts/<uuid:public_id>/refuse/", gifts.refuse, name="refuse"),
    path(
        "gifts/<uuid:public_id>/second-counter/",
        gifts.ask_another_counter,
        name="ask_another_counter",
    ),
    path("gifts/<uuid:public_id>/name/", gifts.gift_name, name="gift_name"),
    path("gifts/<uuid:public_id>/erase/", erasures.erase_giver, name="erase_giver"),
    path("gifts/<uuid:public_id>/reverse/", reversals.reverse, name="reverse"),
    path("reversals/<uuid:public_id>/", reversals.reversal, name="reversal"),
    path(
        "reversals/<uuid:public_id>/confirm/", reversals.confirm_reversal, name="confirm_reversal"
    ),
    path("reversals/<uuid:public_id>/refund.pdf", reversals.refund_paper, name="refund_pdf"),
    path("reversals/<uuid:public_id>/refuse/", reversals.refuse_reversal, name="refuse_reversal"),
    path(
        "reversals/<uuid:public_id>/second-counter/",
        reversals.ask_another_to_reverse,
        name="ask_another_to_reverse",
    ),
]
