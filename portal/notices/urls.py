from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/channels/", views.prefer, name="prefer"),
    path("inbox/<uuid:public_id>/", views.open_notice, name="open"),
    path("outbox/", views.outbox, name="outbox"),
]
