from django.urls import path

from portal.people.views import sign_in

app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/code/again/", sign_in.code_again, name="code_again"),
    path("sign-in/name/", sign_in.name, name="name"),
    path("sign-in/confirm/", sign_in.confirm, name="confirm"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
]
