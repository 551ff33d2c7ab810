"""The app of modules."""

from django.apps import AppConfig


class ModulesConfig(AppConfig):
    """Switches of modules."""

    name = "gatepost.web.modules"
    label = "modules"
