"""The app of Home."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """A school's own page."""

    name = "gatepost.web.home"
    label = "home"
