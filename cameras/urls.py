from django.urls import path

from cameras.views import consenting, keeping, leading, policing, registering, scanning

app_name = "cameras"

SITE = "cameras/<uuid:public_id>/"
CAMERA = f"{SITE}cameras/<uuid:camera_id>/"

urlpatterns = [
    path("cameras/", keeping.mine, name="mine"),
    path("cameras/register/", registering.register, name="register"),
    path("cameras/where.json", registering.where, name="where"),
    path("cameras/suggest.json", registering.suggest, name="suggest"),
    path("cameras/messages/", consenting.told_by_sms, name="told_by_sms"),
    path("cameras/vouching/", leading.vouching_list, name="vouching"),
    path("cameras/residents/", leading.residents, name="residents"),
    path("cameras/map/", policing.commune_map, name="map"),
    path("cameras/map.json", policing.map_data, name="map_data"),
    path(SITE, keeping.detail, name="detail"),
    path(f"{SITE}place/", keeping.place, name="place"),
    path(f"{SITE}consent/", consenting.consent, name="consent"),
    path(f"{SITE}decide/", consenting.decide, name="decide"),
    path(f"{SITE}pause/", keeping.pause, name="pause"),
    path(f"{SITE}resume/", keeping.resume, name="resume"),
    path(f"{SITE}remove/", keeping.remove, name="remove"),
    path(f"{SITE}answer/", keeping.answer, name="answer"),
    path(f"{SITE}plate/", keeping.plate, name="plate"),
    path(f"{SITE}vouch/", leading.vouch, name="vouch"),
    path(f"{SITE}ask-back/", leading.ask_back, name="ask_back"),
    path(f"{SITE}cameras/new/", keeping.camera, name="add_camera"),
    path(CAMERA, keeping.camera, name="camera"),
    path(f"{CAMERA}remove/", keeping.remove_camera, name="remove_camera"),
    path(f"{CAMERA}leave-out/", consenting.leave_out, name="leave_out"),
    path(f"{CAMERA}take-in/", consenting.take_in, name="take_in"),
    path("n/<str:number>/", scanning.by_number, name="by_number"),
]
