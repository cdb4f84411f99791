from django.urls import path

from portal.administration.views import clusters, hamlets, profile

app_name = "administration"

urlpatterns = [
    path("", profile.profile, name="profile"),
    path("clusters/", clusters.clusters, name="clusters"),
    path("clusters/<uuid:public_id>/", clusters.first_use, name="first_use"),
    path("hamlets/", hamlets.hamlets, name="hamlets"),
    path("hamlets/add/", hamlets.add, name="add"),
    path("hamlets/merge/", hamlets.merge, name="merge"),
    path("hamlets/<uuid:public_id>/", hamlets.change, name="change"),
]
