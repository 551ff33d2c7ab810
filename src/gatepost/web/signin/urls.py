"""Signing in, and one's own page. The names without a prefix are the library's, which asks for them."""

from django.urls import include, path

from gatepost.web.signin import entrance, invitation, reset, views

own = (
    [
        path("me/", views.me, name="me"),
        path("me/sessions/", views.sessions, name="sessions"),
        path("me/password/", views.password, name="password"),
        path("me/password/remove/", views.remove_password, name="remove-password"),
        path("me/connected/<int:connected>/remove/", views.disconnect, name="disconnect"),
        path("me/second-factor/", views.second_factor, name="second-factor"),
        path("me/prove/", views.prove, name="prove"),
        path("invitation/<str:token>/", invitation.accept, name="invitation"),
        path("<slug:school>/members/<int:member>/second-proofs/", reset.reset, name="reset"),
    ],
    "signin",
)
urlpatterns = [
    path("", include(own)),
    path("sign-in/", entrance.sign_in, name="account_login"),
    path("sign-in/", entrance.sign_in, name="account_request_login_code"),
    path("sign-in/code/", entrance.confirm_code, name="account_confirm_login_code"),
    path("sign-in/password/", entrance.password, name="signin-password"),
    path("sign-in/no-account/", views.no_sign_up, name="account_signup"),
    path("sign-in/closed/", entrance.inactive, name="account_inactive"),
    path("sign-in/second/", entrance.second_proof, name="mfa_authenticate"),
    path("sign-in/passkey/", entrance.passkey, name="mfa_login_webauthn"),
    path("sign-in/with/<slug:provider_id>/", entrance.provider, name="openid_connect_login"),
    path("sign-in/with/<slug:provider_id>/back/", entrance.provider_callback, name="openid_connect_callback"),
    path("sign-in/cancelled/", views.to_sign_in, name="socialaccount_login_cancelled"),
    path("sign-out/", entrance.sign_out, name="account_logout"),
    path("me/prove/password/", entrance.prove_password, name="account_reauthenticate"),
    path("me/prove/code/", entrance.prove_code, name="mfa_reauthenticate"),
    path("me/prove/passkey/", entrance.prove_passkey, name="mfa_reauthenticate_webauthn"),
    path("me/security/", views.to_me, name="mfa_index"),
    path("me/app/add/", entrance.add_app, name="mfa_activate_totp"),
    path("me/app/remove/", entrance.remove_app, name="mfa_deactivate_totp"),
    path("me/passkeys/", entrance.passkeys, name="mfa_list_webauthn"),
    path("me/passkeys/add/", entrance.add_passkey, name="mfa_add_webauthn"),
    path("me/passkeys/<int:pk>/name/", entrance.rename_passkey, name="mfa_edit_webauthn"),
    path("me/passkeys/<int:pk>/remove/", entrance.remove_passkey, name="mfa_remove_webauthn"),
    path("me/recovery-codes/", entrance.recovery_codes, name="mfa_view_recovery_codes"),
    path("me/recovery-codes/file/", entrance.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("me/recovery-codes/new/", entrance.new_recovery_codes, name="mfa_generate_recovery_codes"),
]
