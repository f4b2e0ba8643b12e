"""The addresses of sign-in, written out: those that have a page of ours, and no others."""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.urls import path, re_path

urls = [
    path("account/sign-in", account.login, name="account_login"),
    path("account/sign-out", account.logout, name="account_logout"),
    path("account/closed", account.account_inactive, name="account_inactive"),
    path("account/confirm-it-is-you", account.reauthenticate, name="account_reauthenticate"),
    path("account/password", account.password_change, name="account_change_password"),
    path("account/password/first", account.password_set, name="account_set_password"),
    path("account/forgotten", account.password_reset, name="account_reset_password"),
    path("account/forgotten/sent", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^account/forgotten/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/forgotten/done",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/two-step", mfa.index, name="mfa_index"),
    path("account/two-step/code", mfa.authenticate, name="mfa_authenticate"),
    path("account/two-step/confirm", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("account/two-step/app", totp.activate_totp, name="mfa_activate_totp"),
    path("account/two-step/app/remove", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/two-step/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/two-step/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/two-step/codes/file", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
