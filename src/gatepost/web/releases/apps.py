"""The app of releases."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    """News that is not out yet."""

    name = "gatepost.web.releases"
    label = "releases"
