"""How this site differs from what django-allauth does by itself."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gatepost.web.schools.access import own_path, recently_proved
from gatepost.web.secrets import secret


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a proof is asked again after five minutes; no word tells whether an address is known."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "incorrect_code": _("That code is not right. Check it and type it again."),
        "incorrect_password": _("That password is not right."),
        "too_many_login_attempts": _("Too many tries. Wait 15 minutes, then try again."),
        "rate_limited": _("Too many tries. Wait 15 minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The front page, which leads on to the only school, or lists several."""
        return resolve_url("schools:pick")

    def is_safe_url(self, url: str | None) -> bool:
        """Whether sign-in may lead on to it: a path of this site."""
        return bool(own_path(url or ""))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether the last proof is too old. Whoever has neither password nor second proof signs in anew."""
        if recently_proved(self.request):
            return False
        if not super().get_reauthentication_methods(self.request.user):
            # The library would let them pass, since it knows no way to ask.
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's, or else signing in anew."""
        again = {"id": "sign-in-again", "description": _("Sign in again"), "url": reverse("signin:prove")}
        return super().get_reauthentication_methods(user) or [again]

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the account's password."""
        found = self.authenticate(self.request, email=getattr(user, "email", ""), password=password)
        return found is not None and found.pk == user.pk

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """To the address that the account has today."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)


class MfaAdapter(DefaultMFAAdapter):
    """What opens an account is encrypted in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That code is not right. Check it and type it again."),
    }

    @cached_property
    def _box(self) -> Fernet:
        key = secret(settings.CONFIG.secrets_folder, "second-factors")
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))

    def encrypt(self, text: str) -> str:
        """As stored."""
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return self._box.decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What the authenticator app calls this site."""
        return f"Gatepost {settings.CONFIG.host}"

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """A passkey's first name, which the person may change."""
        return str(_("My passkey"))


class SocialAdapter(DefaultSocialAccountAdapter):
    """Google and Microsoft open only what the person connected; an equal address is no proof."""

    error_messages = DefaultSocialAccountAdapter.error_messages

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never."""
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """What the settings name; the library's table of providers is left alone."""
        from allauth.socialaccount.models import SocialApp  # needs the apps to be ready

        return [
            SocialApp(provider=kind, **one)
            for kind, described in settings.SOCIALACCOUNT_PROVIDERS.items()
            for one in described["APPS"]
            if provider in (None, kind, one["provider_id"]) and client_id in (None, one["client_id"])
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Somebody who never connected this is told how; no account is looked for by address."""
        if sociallogin.state.get("process") == "login" and not sociallogin.is_existing:
            page = render(
                request, "signin/not_connected.html", {"provider": sociallogin.account.get_provider().name}, status=403
            )
            raise ImmediateHttpResponse(page)

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        """One's own page."""
        return resolve_url("signin:me")

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Never."""
        return None
