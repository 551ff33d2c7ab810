"""The app of pupils' phones."""

from django.apps import AppConfig


class PhonesConfig(AppConfig):
    """Phones of pupils at school."""

    name = "gatepost.web.phones"
    label = "phones"
