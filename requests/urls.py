from django.urls import path

from requests.asking.views import answers, asks, footage_requests, searches
from requests.evidence.views import delivery_records, exports, footage, tus, unit_work, uploads

app_name = "footage"

urlpatterns = [
    path("requests/", footage_requests.requests_list, name="list"),
    path("requests/search/", searches.search, name="search"),
    path("requests/search/<uuid:public_id>/", searches.hits, name="hits"),
    path("requests/search/<uuid:public_id>/price/", searches.price, name="price"),
    path("requests/journal/", searches.journal, name="journal"),
    path("requests/unit/", unit_work.unit_work, name="unit_work"),
    path("requests/<uuid:public_id>/", footage_requests.detail, name="detail"),
    path("requests/<uuid:public_id>/write/", footage_requests.write, name="write"),
    path("requests/<uuid:public_id>/answers/", footage_requests.answers, name="answers"),
    path("requests/<uuid:public_id>/document/", footage_requests.document, name="document"),
    path("requests/<uuid:public_id>/approve/", footage_requests.approve, name="approve"),
    path("requests/<uuid:public_id>/refuse/", footage_requests.refuse, name="refuse"),
    path("requests/<uuid:public_id>/drop/", footage_requests.drop, name="drop"),
    path("requests/<uuid:public_id>/disown/", footage_requests.disown, name="disown"),
    path("requests/<uuid:public_id>/recall/", footage_requests.recall, name="recall"),
    path("requests/<uuid:public_id>/close/", footage_requests.close, name="close"),
    path("requests/<uuid:public_id>/outcome/", footage_requests.outcome, name="outcome"),
    path("requests/asked/<uuid:public_id>/", asks.asked, name="asked"),
    path("requests/asked/<uuid:public_id>/answer/", answers.answer_asked, name="answer_asked"),
    path("requests/asked/<uuid:public_id>/document/", asks.asked_document, name="asked_document"),
    path("requests/asked/forget/", answers.forget_browser, name="forget_browser"),
    path(
        "requests/asked/<uuid:public_id>/stop-reminders/",
        answers.stop_reminders,
        name="stop_reminders",
    ),
    path("requests/asked/<uuid:public_id>/upload/", uploads.upload, name="upload"),
    path(
        "requests/asked/<uuid:public_id>/upload/files/", uploads.upload_files, name="upload_files"
    ),
    path(
        "requests/asked/<uuid:public_id>/upload/<uuid:upload_id>/withdraw/",
        uploads.withdraw,
        name="withdraw",
    ),
    path(
        "requests/asked/<uuid:public_id>/upload/<uuid:upload_id>/check-again/",
        uploads.check_again,
        name="check_upload_again",
    ),
    path("requests/asked/<uuid:public_id>/deliver/", delivery_records.deliver, name="deliver"),
    path(
        "requests/asked/<uuid:public_id>/delivery-record/",
        delivery_records.delivery_record,
        name="delivery_record",
    ),
    path(
        "requests/asked/<uuid:public_id>/delivery-record/files/",
        delivery_records.delivery_record_files,
        name="delivery_record_files",
    ),
    path(
        "requests/asked/<uuid:public_id>/delivery-record.pdf",
        delivery_records.delivery_record_pdf,
        name="delivery_record_pdf",
    ),
    path("requests/<uuid:public_id>/files/", footage.review, name="review"),
    path("requests/<uuid:public_id>/files/rows/", footage.review_files, name="review_files"),
    path("requests/<uuid:public_id>/export/", exports.export, name="export"),
    path("footage/<uuid:public_id>/poster.jpg", footage.poster, name="poster"),
    path("footage/<uuid:public_id>/preview.mp4", footage.preview, name="preview"),
    path("footage/<uuid:public_id>/original/", footage.original, name="original"),
    path("footage/<uuid:public_id>/check-again/", footage.check_again, name="check_again"),
    path("footage/<uuid:public_id>/accept/", footage.accept, name="accept"),
    path("footage/<uuid:public_id>/decline/", footage.decline, name="decline"),
    path(
        "footage/delivery-records/<uuid:public_id>.pdf",
        delivery_records.delivery_record_copy,
        name="delivery_record_copy",
    ),
    path("exports/key.pem", exports.export_key, name="export_key"),
    path("exports/<uuid:public_id>/", exports.export_download, name="export_download"),
    path("uploads/", tus.collection, name="tus"),
    path("uploads/<uuid:public_id>/", tus.member, name="tus_upload"),
    path("uploads/<uuid:public_id>/digests/", tus.digests, name="tus_digests"),
    path("y/<str:token>/", asks.ask, name="ask"),
    path("y/<str:token>/answer/", answers.answer, name="answer"),
    path("y/<str:token>/document/", asks.document, name="ask_document"),
]
