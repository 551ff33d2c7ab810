"""The app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices."""

    name = "gatepost.web.notices"
    label = "notices"
