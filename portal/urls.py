"""Addresses of the portal: each app has its own `urls.py`; here is where they hang."""

from django.urls import URLPattern, URLResolver, include, path

handler500 = "portal.look.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("portal.look.urls")),
    path("", include("portal.notices.urls")),
]
