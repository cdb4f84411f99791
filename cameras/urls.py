from django.urls import path

from cameras.register.views import (
    cameras,
    consents,
    plates,
    police_map,
    registrations,
    sites,
    vouching,
)

app_name = "cameras"

SITE = "cameras/<uuid:public_id>/"
CAMERA = f"{SITE}cameras/<uuid:camera_id>/"

urlpatterns = [
    path("cameras/", sites.mine, name="mine"),
    path("cameras/register/", registrations.register, name="register"),
    path("cameras/where.json", registrations.where, name="where"),
    path("cameras/suggest.json", registrations.suggest, name="suggest"),
    path("cameras/messages/", consents.messages, name="messages"),
    path("cameras/vouching/", vouching.vouching_list, name="vouching"),
    path("cameras/residents/", vouching.residents, name="residents"),
    path("cameras/map/", police_map.commune_map, name="map"),
    path("cameras/map.json", police_map.map_data, name="map_data"),
    path(SITE, sites.detail, name="detail"),
    path(f"{SITE}location/", sites.location, name="location"),
    path(f"{SITE}consent/", consents.consent, name="consent"),
    path(f"{SITE}decide/", consents.decide, name="decide"),
    path(f"{SITE}pause/", sites.pause, name="pause"),
    path(f"{SITE}resume/", sites.resume, name="resume"),
    path(f"{SITE}remove/", sites.remove, name="remove"),
    path(f"{SITE}answer/", vouching.answer, name="answer"),
    path(f"{SITE}plate/", plates.plate, name="plate"),
    path(f"{SITE}vouch/", vouching.vouch, name="vouch"),
    path(f"{SITE}ask-owner/", vouching.ask_owner, name="ask_owner"),
    path(f"{SITE}cameras/new/", cameras.add_camera, name="add_camera"),
    path(CAMERA, cameras.camera, name="camera"),
    path(f"{CAMERA}remove/", cameras.remove_camera, name="remove_camera"),
    path(f"{CAMERA}leave-out/", consents.leave_out, name="leave_out"),
    path(f"{CAMERA}take-in/", consents.take_in, name="take_in"),
    path("n/<str:number>/", plates.by_number, name="by_number"),
]
