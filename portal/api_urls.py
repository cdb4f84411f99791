"""The API under /api/v1/: each app brings its own resources, behind the same gates as its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

import cameras.register.api
import contributions.campaigns.api
import requests.api

router = DefaultRouter()
cameras.register.api.register(router)
contributions.campaigns.api.register(router)
requests.api.register(router)

app_name = "api"

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("", include(router.urls)),
]
