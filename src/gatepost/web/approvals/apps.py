"""The app of approvals."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Requests for permission, and the register of accounts."""

    name = "gatepost.web.approvals"
    label = "approvals"
