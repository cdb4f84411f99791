from django.urls import path

from portal.reports import views

app_name = "reports"

urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("communes/<slug:code>/", views.commune, name="commune"),
    path("communes/<slug:code>/cameras.json", views.cameras, name="cameras"),
    path("today/", views.today, name="today"),
    path("help/", views.help_page, name="help"),
]
