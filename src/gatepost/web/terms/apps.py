"""The app of terms."""

from django.apps import AppConfig


class TermsConfig(AppConfig):
    """School years and timetables."""

    name = "gatepost.web.terms"
    label = "terms"
