"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The record as people read it."""

    name = "gatepost.web.reports"
    label = "reports"
