"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The roll, past pupils, family links."""

    name = "gatepost.web.people"
    label = "people"
