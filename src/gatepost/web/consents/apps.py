"""The app of consents."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """Photo consents, image bars, pictures that were shown."""

    name = "gatepost.web.consents"
    label = "consents"
