from django.urls import path

from requests.views import answering, asking, journal, review, searching, tus, upload

app_name = "footage"

urlpatterns = [
    path("requests/", asking.requests_list, name="list"),
    path("requests/search/", searching.search, name="search"),
    path("requests/search/<uuid:public_id>/", searching.found, name="found"),
    path("requests/search/<uuid:public_id>/price/", searching.price, name="price"),
    path("requests/journal/", journal.journal, name="journal"),
    path("requests/<uuid:public_id>/", asking.detail, name="detail"),
    path("requests/<uuid:public_id>/write/", asking.write, name="write"),
    path("requests/<uuid:public_id>/answers/", asking.answers, name="answers"),
    path("requests/<uuid:public_id>/document/", asking.document, name="document"),
    path("requests/<uuid:public_id>/approve/", asking.approve, name="approve"),
    path("requests/<uuid:public_id>/refuse/", asking.refuse, name="refuse"),
    path("requests/<uuid:public_id>/drop/", asking.drop, name="drop"),
    path("requests/<uuid:public_id>/recall/", asking.recall, name="recall"),
    path("requests/<uuid:public_id>/close/", asking.close, name="close"),
    path("requests/<uuid:public_id>/outcome/", asking.outcome, name="outcome"),
    path("requests/asked/<uuid:public_id>/", answering.asked, name="asked"),
    path("requests/asked/<uuid:public_id>/answer/", answering.answer_asked, name="answer_asked"),
    path(
        "requests/asked/<uuid:public_id>/document/", answering.asked_document, name="asked_document"
    ),
    path("requests/asked/forget/", answering.forget_browser, name="forget_browser"),
    path("requests/asked/<uuid:public_id>/quiet/", answering.quiet, name="quiet"),
    path("requests/asked/<uuid:public_id>/upload/", upload.upload, name="upload"),
    path("requests/asked/<uuid:public_id>/upload/files/", upload.upload_files, name="upload_files"),
    path(
        "requests/asked/<uuid:public_id>/upload/<uuid:upload_id>/take-back/",
        upload.take_back,
        name="take_back",
    ),
    path("requests/asked/<uuid:public_id>/hand-over/", upload.hand_over, name="hand_over"),
    path("requests/asked/<uuid:public_id>/receipt/", upload.receipt, name="receipt"),
    path(
        "requests/asked/<uuid:public_id>/receipt/files/", upload.receipt_files, name="receipt_files"
    ),
    path("requests/asked/<uuid:public_id>/receipt.pdf", upload.receipt_pdf, name="receipt_pdf"),
    path("requests/<uuid:public_id>/files/", review.review, name="review"),
    path("requests/<uuid:public_id>/files/rows/", review.review_files, name="review_files"),
    path("requests/<uuid:public_id>/export/", review.export, name="export"),
    path("footage/<uuid:public_id>/poster.jpg", review.poster, name="poster"),
    path("footage/<uuid:public_id>/preview.mp4", review.preview, name="preview"),
    path("footage/<uuid:public_id>/original/", review.original, name="original"),
    path("footage/<uuid:public_id>/accept/", review.accept, name="accept"),
    path("footage/<uuid:public_id>/decline/", review.decline, name="decline"),
    path("footage/receipts/<uuid:public_id>.pdf", review.receipt_copy, name="receipt_copy"),
    path("exports/key.pem", review.export_key, name="export_key"),
    path("exports/<uuid:public_id>/", review.export_download, name="export_download"),
    path("uploads/", tus.collection, name="tus"),
    path("uploads/<uuid:public_id>/", tus.member, name="tus_upload"),
    path("y/<str:token>/", answering.ask, name="ask"),
    path("y/<str:token>/answer/", answering.answer, name="answer"),
    path("y/<str:token>/document/", answering.document, name="ask_document"),
]
