from django.urls import path

from portal.journal import views

app_name = "journal"

urlpatterns = [
    path("roots/", views.roots, name="roots"),
    path("roots.txt", views.roots_file, name="roots_file"),
]
