from django.urls import path

from requests.asking.views import asks, footage_requests, journal, searches
from requests.evidence.views import footage, tus, uploads

app_name = "footage"

urlpatterns = [
    path("requests/", footage_requests.requests_list, name="list"),
    path("requests/search/", searches.search, name="search"),
    path("requests/search/<uuid:public_id>/", searches.found, name="found"),
    path("requests/search/<uuid:public_id>/price/", searches.price, name="price"),
    path("requests/journal/", journal.journal, name="journal"),
    path("requests/<uuid:public_id>/", footage_requests.detail, name="detail"),
    path("requests/<uuid:public_id>/write/", footage_requests.write, name="write"),
    path("requests/<uuid:public_id>/answers/", footage_requests.answers, name="answers"),
    path("requests/<uuid:public_id>/document/", footage_requests.document, name="document"),
    path("requests/<uuid:public_id>/approve/", footage_requests.approve, name="approve"),
    path("requests/<uuid:public_id>/refuse/", footage_requests.refuse, name="refuse"),
    path("requests/<uuid:public_id>/drop/", footage_requests.drop, name="drop"),
    path("requests/<uuid:public_id>/recall/", footage_requests.recall, name="recall"),
    path("requests/<uuid:public_id>/close/", footage_requests.close, name="close"),
    path("requests/<uuid:public_id>/outcome/", footage_requests.outcome, name="outcome"),
    path("requests/asked/<uuid:public_id>/", asks.asked, name="asked"),
    path("requests/asked/<uuid:public_id>/answer/", asks.answer_asked, name="answer_asked"),
    path("requests/asked/<uuid:public_id>/document/", asks.asked_document, name="asked_document"),
    path("requests/asked/forget/", asks.forget_browser, name="forget_browser"),
    path("requests/asked/<uuid:public_id>/quiet/", asks.quiet, name="quiet"),
    path("requests/asked/<uuid:public_id>/upload/", uploads.upload, name="upload"),
    path(
        "requests/asked/<uuid:public_id>/upload/files/", uploads.upload_files, name="upload_files"
    ),
    path(
        "requests/asked/<uuid:public_id>/upload/<uuid:upload_id>/take-back/",
        uploads.take_back,
        name="take_back",
    ),
    path("requests/asked/<uuid:public_id>/hand-over/", uploads.hand_over, name="hand_over"),
    path("requests/asked/<uuid:public_id>/receipt/", uploads.receipt, name="receipt"),
    path(
        "requests/asked/<uuid:public_id>/receipt/files/",
        uploads.receipt_files,
        name="receipt_files",
    ),
    path("requests/asked/<uuid:public_id>/receipt.pdf", uploads.receipt_pdf, name="receipt_pdf"),
    path("requests/<uuid:public_id>/files/", footage.review, name="review"),
    path("requests/<uuid:public_id>/files/rows/", footage.review_files, name="review_files"),
    path("requests/<uuid:public_id>/export/", footage.export, name="export"),
    path("footage/<uuid:public_id>/poster.jpg", footage.poster, name="poster"),
    path("footage/<uuid:public_id>/preview.mp4", footage.preview, name="preview"),
    path("footage/<uuid:public_id>/original/", footage.original, name="original"),
    path("footage/<uuid:public_id>/accept/", footage.accept, name="accept"),
    path("footage/<uuid:public_id>/decline/", footage.decline, name="decline"),
    path("footage/receipts/<uuid:public_id>.pdf", footage.receipt_copy, name="receipt_copy"),
    path("exports/key.pem", footage.export_key, name="export_key"),
    path("exports/<uuid:public_id>/", footage.export_download, name="export_download"),
    path("uploads/", tus.collection, name="tus"),
    path("uploads/<uuid:public_id>/", tus.member, name="tus_upload"),
    path("y/<str:token>/", asks.ask, name="ask"),
    path("y/<str:token>/answer/", asks.answer, name="answer"),
    path("y/<str:token>/document/", asks.document, name="ask_document"),
]
