from django.conf import settings
from django.urls import path

from portal.look import views

app_name = "look"

urlpatterns = [path("theme/", views.theme, name="theme")]

if settings.DEBUG:
    urlpatterns += [path("style/", views.style, name="style")]
