from django.urls import path

from contributions.views import books, counting, drives, forgetting, pledges, public, reversals

app_name = "contributions"

urlpatterns = [
    path("", public.campaigns, name="campaigns"),
    path("manage/", drives.manage, name="manage"),
    path("manage/new/", drives.new, name="new"),
    path("manage/cash/", counting.cash_here, name="cash"),
    path("<uuid:public_id>/", public.campaign, name="campaign"),
    path("<uuid:public_id>/givers/", public.givers, name="givers"),
    path("<uuid:public_id>/qr.svg", public.campaign_qr, {"kind": "svg"}, name="qr_svg"),
    path("<uuid:public_id>/qr.png", public.campaign_qr, {"kind": "png"}, name="qr_png"),
    path("<uuid:public_id>/pledge/", public.pledge, name="pledge"),
    path("<uuid:public_id>/ledger/", books.ledger, name="ledger"),
    path("<uuid:public_id>/ledger.pdf", books.ledger_pdf, name="ledger_pdf"),
    path("<uuid:public_id>/ledger.xlsx", books.ledger_sheet, name="ledger_sheet"),
    path("<uuid:public_id>/draft/", drives.draft, name="draft"),
    path("<uuid:public_id>/edit/", drives.edit, name="edit"),
    path("<uuid:public_id>/open/", drives.open_drive, name="open"),
    path("<uuid:public_id>/close/", drives.close_drive, name="close"),
    path("<uuid:public_id>/reopen/", drives.reopen_drive, name="reopen"),
    path("<uuid:public_id>/cash/", counting.cash, name="cash"),
    path("<uuid:public_id>/transfer/", counting.transfer, name="transfer"),
    path("<uuid:public_id>/kind/", counting.kind, name="kind"),
    path("pledges/<uuid:public_id>/", public.pledged_page, name="pledged"),
    path("pledges/<uuid:public_id>/name/", public.pledge_shown, name="pledge_shown"),
    path("pledges/<uuid:public_id>/qr.svg", public.pledge_qr, {"kind": "svg"}, name="pledge_svg"),
    path("pledges/<uuid:public_id>/qr.png", public.pledge_qr, {"kind": "png"}, name="pledge_png"),
    path(
        "pledges/<uuid:public_id>/receipts/<uuid:receipt_id>.pdf",
        books.giver_paper,
        name="giver_paper",
    ),
    path("<uuid:public_id>/pledges/<slug:code>/aside/", pledges.set_aside, name="set_aside"),
    path("<uuid:public_id>/pledges/<slug:code>/again/", pledges.count_again, name="count_again"),
    path("receipts/<uuid:public_id>/", counting.receipt, name="receipt"),
    path("receipts/<uuid:public_id>/receipt.pdf", books.receipt_paper, name="receipt_paper"),
    path("receipts/<uuid:public_id>/confirm/", counting.confirm, name="confirm"),
    path("receipts/<uuid:public_id>/refuse/", counting.refuse, name="refuse"),
    path("receipts/<uuid:public_id>/second/", counting.ask_another, name="ask_another"),
    path("receipts/<uuid:public_id>/name/", counting.shown, name="shown"),
    path("receipts/<uuid:public_id>/forget/", forgetting.forget, name="forget"),
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
