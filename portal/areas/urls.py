from django.urls import path

from portal.areas import views

app_name = "areas"

urlpatterns = [
    path("areas/search/", views.search, name="search"),
    path("areas/<str:code>/ground.json", views.ground, name="ground"),
]
