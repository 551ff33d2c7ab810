"""The app of the record."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """The rows of the ledger."""

    name = "gatepost.web.record"
    label = "record"
