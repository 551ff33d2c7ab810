"""The app of tokens."""

from django.apps import AppConfig


class TokensConfig(AppConfig):
    """Tokens of members, and what their programs ask with."""

    name = "gatepost.web.tokens"
    label = "tokens"
