from django.urls import path

from requests.views import answering, asking, journal, searching

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
    path("requests/asked/<uuid:public_id>/quiet/", answering.quiet, name="quiet"),
    path("y/<str:token>/", answering.ask, name="ask"),
    path("y/<str:token>/answer/", answering.answer, name="answer"),
    path("y/<str:token>/document/", answering.document, name="ask_document"),
]
