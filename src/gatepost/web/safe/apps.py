"""The app of the safe."""

from django.apps import AppConfig


class SafeConfig(AppConfig):
    """Keys, wraps and recovery cards."""

    name = "gatepost.web.safe"
    label = "safe"
