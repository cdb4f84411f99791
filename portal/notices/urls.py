from django.urls import path

from portal.notices import views

app_name = "notices"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/email/", views.prefer_email, name="prefer_email"),
    path("inbox/<uuid:public_id>/", views.open_notice, name="open"),
    path("outbox/", views.outbox, name="outbox"),
]
