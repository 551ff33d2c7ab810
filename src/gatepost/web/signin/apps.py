"""The app of sign-in."""

from django.apps import AppConfig


class SigninConfig(AppConfig):
    """Screens of sign-in; the rows are the library's."""

    name = "gatepost.web.signin"
    label = "signin"
