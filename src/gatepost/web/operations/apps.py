"""The app of running the site."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Marks of the installation."""

    name = "gatepost.web.operations"
    label = "operations"
