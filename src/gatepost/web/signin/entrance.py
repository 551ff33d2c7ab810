"""The library's views as this site uses them: only these, each with its line on who may open it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.mfa.base import views as second
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gatepost.web.schools.access import account_page, public
from gatepost.web.schools.models import Account
from gatepost.web.signin import openid
from gatepost.web.signin.forms import (
    AddApp,
    AddPasskey,
    ConfirmCode,
    NewRecoveryCodes,
    Password,
    ProveCode,
    ProvePassword,
    RemoveApp,
    RenamePasskey,
    RequestCode,
    SecondProof,
)
from gatepost.web.signin.queries import belongings, may_set_up


class EntranceView(account.RequestLoginCodeView):
    """Sign in: a code by e-mail, and the doors to every other way."""

    form_class = RequestCode
    template_name = "account/login.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the providers that are set up."""
        return super().get_context_data(**kwargs) | {
            "providers": get_social_adapter().list_providers(self.request),
            "next": self.get_next_url() or "",
        }


class ConfirmCodeView(account.ConfirmLoginCodeView):
    """The code from the e-mail."""

    form_class = ConfirmCode

    def form_invalid(self, form: Any) -> HttpResponse:
        """Once more, or after the last try back to the beginning, where a new code can be asked for at once."""
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, _("That was wrong too often: this code works no more. Ask for a new one."))
        return redirect("account_login")


class PasswordView(account.LoginView):
    """Address and password."""

    form_class = Password
    template_name = "account/password.html"


class ProvePasswordView(account.ReauthenticateView):
    """The password again."""

    form_class = ProvePassword


class SecondProofView(second.AuthenticateView):
    """The second proof while signing in."""

    form_class = SecondProof


class ProveCodeView(second.ReauthenticateView):
    """A code again."""

    form_class = ProveCode


class _SettingUp:
    """Adds a way in; whoever may not gets the page of what does not exist. What was just proved counts at once."""

    kind: str
    request: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not may_set_up(belongings(request.user.pk)):
            raise Http404
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        made = Authenticator.objects.filter(user=self.request.user, type=self.kind).order_by("pk").last()
        if made is not None:
            record_authentication(self.request, self.request.user, "mfa", id=made.pk, type=made.type)
        return response

    def get_success_url(self) -> str:
        """New recovery codes must be seen; else one's own page."""
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "signin:second-factor")

    did_generate_recovery_codes: bool


class AddAppView(_SettingUp, totp.ActivateTOTPView):
    """Set up an authenticator app."""

    form_class = AddApp
    kind = Authenticator.Type.TOTP


class RemoveAppView(totp.DeactivateTOTPView):
    """Remove it."""

    form_class = RemoveApp


class PasskeysView(webauthn.ListWebAuthnView):
    """The passkeys of an account."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """`may_add`: whether one more can be added."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"may_add": may_set_up(belongings(int(self.request.user.pk or 0)))}


class AddPasskeyView(_SettingUp, webauthn.AddWebAuthnView):
    """Add a passkey."""

    form_class = AddPasskey
    kind = Authenticator.Type.WEBAUTHN


class RenamePasskeyView(webauthn.EditWebAuthnView):
    """Its name."""

    form_class = RenamePasskey


class NewRecoveryCodesView(recovery.GenerateRecoveryCodesView):
    """New recovery codes; the old ones end."""

    form_class = NewRecoveryCodes


def even(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The same work whether or not a sign-in under way is one of an account.

    The library reads the account of a sign-in that waits for its code; an address without one gets its query too.
    """

    @wraps(view)
    def levelled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        waiting = request.session.get(LOGIN_SESSION_KEY)
        if isinstance(waiting, dict) and waiting.get("user_pk") is None:
            Account.objects.filter(pk=0).first()
        return view(request, *args, **kwargs)

    return levelled


sign_in = public(never_cache(even(EntranceView.as_view())))
confirm_code = public(even(ConfirmCodeView.as_view()))
password = public(even(PasswordView.as_view()))
inactive = public(account.AccountInactiveView.as_view())
sign_out = public(account.LogoutView.as_view())
second_proof = public(SecondProofView.as_view())
passkey = public(never_cache(even(webauthn.LoginWebAuthnView.as_view())))
provider = public(openid.login)
provider_callback = public(never_cache(openid.callback))

prove_password = account_page(ProvePasswordView.as_view())
prove_code = account_page(ProveCodeView.as_view())
prove_passkey = account_page(webauthn.ReauthenticateWebAuthnView.as_view())
add_app = account_page(AddAppView.as_view())
remove_app = account_page(RemoveAppView.as_view())
passkeys = account_page(PasskeysView.as_view())
add_passkey = account_page(AddPasskeyView.as_view())
rename_passkey = account_page(RenamePasskeyView.as_view())
remove_passkey = account_page(webauthn.RemoveWebAuthnView.as_view())
recovery_codes = account_page(recovery.ViewRecoveryCodesView.as_view())
download_recovery_codes = account_page(recovery.DownloadRecoveryCodesView.as_view())
new_recovery_codes = account_page(NewRecoveryCodesView.as_view())
