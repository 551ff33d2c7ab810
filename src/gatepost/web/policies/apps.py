"""The app of policies."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """The policies that schools have adopted."""

    name = "gatepost.web.policies"
    label = "policies"
