"""The app of running the site."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    """Marks of the installation, and the guard of the queue."""

    name = "gatepost.web.operations"
    label = "operations"

    def ready(self) -> None:
        """The queue takes numbers alone from the first moment on."""
        from gatepost.web.operations.queue import guard

        guard()
