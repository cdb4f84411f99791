from django.urls import path

from portal.reports.views import communes, help, today

app_name = "reports"

urlpatterns = [
    path("communes/", communes.communes, name="communes"),
    path("communes/<slug:code>/", communes.commune, name="commune"),
    path("communes/<slug:code>/cameras.json", communes.cameras, name="cameras"),
    path("today/", today.today, name="today"),
    path("help/", help.help_page, name="help"),
]
