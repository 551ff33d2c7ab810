"""The app of schools."""

from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    """Schools, accounts, memberships."""

    name = "gatepost.web.schools"
    label = "schools"
