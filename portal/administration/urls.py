from django.urls import path

from portal.administration import views

app_name = "administration"

urlpatterns = [
    path("", views.profile, name="profile"),
    path("clusters/", views.clusters, name="clusters"),
    path("clusters/<uuid:public_id>/", views.first_use, name="first_use"),
    path("hamlets/", views.hamlets, name="hamlets"),
    path("hamlets/add/", views.add, name="add"),
    path("hamlets/merge/", views.merge, name="merge"),
    path("hamlets/<uuid:public_id>/", views.change, name="change"),
]
