from django.urls import path

from portal.people.views import (
    account,
    appointments,
    invitations,
    organisations,
    second_factors,
    sign_in,
)

app_name = "people"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-in/code/again/", sign_in.code_again, name="code_again"),
    path("sign-in/name/", sign_in.name, name="name"),
    path("sign-in/confirm/", sign_in.confirm, name="confirm"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", account.account, name="account"),
    path("account/name/", account.change_name, name="change_name"),
    path("account/take-back/", account.take_back, name="take_back"),
    path("account/contact/<slug:kind>/", account.change_contact, name="change_contact"),
    path("account/language/", account.change_language, name="change_language"),
    path("account/sign-out/", account.sign_out_everywhere, name="sign_out_everywhere"),
    path("account/second-factor/", second_factors.second_factor_page, name="second_factor"),
    path("account/second-factor/show/", second_factors.show_factor, name="show_factor"),
    path(
        "account/second-factor/question/", second_factors.passkey_question, name="passkey_question"
    ),
    path("account/second-factor/app/", second_factors.add_app, name="add_app"),
    path("account/second-factor/passkey/", second_factors.add_passkey, name="add_passkey"),
    path("account/second-factor/recovery/", second_factors.recovery_codes, name="recovery_codes"),
    path("account/second-factor/remove/", second_factors.remove_factor, name="remove_factor"),
    path("organisations/new/", organisations.create_organisation, name="create_organisation"),
    path("organisations/<uuid:public_id>/", organisations.organisation, name="organisation"),
    path(
        "organisations/members/<uuid:public_id>/end/",
        organisations.end_membership,
        name="end_membership",
    ),
    path("invitations/<uuid:public_id>/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<uuid:public_id>/refuse/", invitations.refuse, name="refuse_invitation"),
    path(
        "invitations/<uuid:public_id>/withdraw/", invitations.withdraw, name="withdraw_invitation"
    ),
    path("appointments/", appointments.appointments, name="appointments"),
    path("appointments/appoint/", appointments.appoint, name="appoint"),
    path("appointments/choose/", appointments.choose_appointment, name="choose_appointment"),
    path(
        "appointments/<uuid:public_id>/number/",
        appointments.correct_number,
        name="correct_number",
    ),
    path("appointments/<uuid:public_id>/take-up/", appointments.take_up, name="take_up"),
    path(
        "appointments/<uuid:public_id>/not-mine/",
        appointments.refuse_appointment,
        name="refuse_appointment",
    ),
    path(
        "appointments/<uuid:public_id>/end/", appointments.end_appointment, name="end_appointment"
    ),
]
