"""Addresses of the portal: each app has its own `urls.py`; here is where they hang."""

from django.urls import URLPattern, URLResolver, include, path

from portal import health
from portal.reports.views.communes import home

handler400 = "portal.health.not_taken"
handler500 = "portal.health.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", include("portal.api_urls")),
    path("", include("portal.areas.urls")),
    path("", include("cameras.urls")),
    path("journal/", include("portal.journal.urls")),
    path("", include("portal.look.urls")),
    path("", include("portal.notices.urls")),
    path("", include("portal.people.urls")),
    path("", include("requests.urls")),
    path("", include("portal.reports.urls")),
    path("commune/", include("portal.administration.urls")),
    path("campaigns/", include("contributions.urls")),
]
