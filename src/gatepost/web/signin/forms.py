"""The forms of sign-in: the library's checks, this site's look and words."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account.adapter import get_adapter
from allauth.account.forms import ConfirmLoginCodeForm, LoginForm, ReauthenticateForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from gatepost.web.forms import speak, style
from gatepost.web.schools.models import Account

Words = Mapping[str, Any]  # of fields, by their names

# A code of an authenticator app is good for this many seconds, counting the steps before and after.
CODE_LIVES = mfa_settings.TOTP_PERIOD * (2 * mfa_settings.TOTP_TOLERANCE + 1)


class Styled(forms.Form):
    """Gives a form of the library this site's look when it is shown."""

    use_required_attribute = False
    labels: ClassVar[Words] = {}
    hints: ClassVar[Words] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name == "code":
                field.widget.attrs["class"] = "govuk-input--width-10"
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            speak(field)

    def get_context(self) -> dict[str, Any]:
        """As Django's, with the classes of each field's component."""
        for name, field in self.fields.items():
            if not field.widget.is_hidden:
                style(self[name])
        return super().get_context()


class RequestCode(Styled, RequestLoginCodeForm):
    """Where to send a code."""

    labels: ClassVar[Words] = {"email": _("E-mail address")}
    hints: ClassVar[Words] = {"email": _("The one that your school knows. We send a code to it.")}

    def clean_email(self) -> str:
        """The address; `_user` becomes its account, or None. Known or not, the work is the same."""
        email: str = self.cleaned_data["email"]
        self._user = Account.objects.filter(email=email.lower(), is_active=True).first()
        if not ratelimit.consume(context.request, action="request_login_code", key=email.lower()):
            raise get_adapter().validation_error("too_many_login_attempts")
        return email


class ConfirmCode(Styled, ConfirmLoginCodeForm):
    """The code from the e-mail."""

    labels: ClassVar[Words] = {"code": _("Code from the e-mail")}


class Password(Styled, LoginForm):
    """Address and password."""

    labels: ClassVar[Words] = {"login": _("E-mail address"), "password": _("Password")}
    hints: ClassVar[Words] = {"password": ""}


class ProvePassword(Styled, ReauthenticateForm):
    """The password again."""

    labels: ClassVar[Words] = {"password": _("Password")}
    hints: ClassVar[Words] = {"password": ""}


class _OnceOnly(forms.Form):
    """Refuses an authenticator's code that was used, for as long as it would be good."""

    user: Account
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, good and not used before."""
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            key = f"signin:used-code:{self.user.pk}:{normalize_user_code(code)}"
            if not cache.add(key, "used", timeout=CODE_LIVES):
                raise get_adapter().validation_error("incorrect_code")
        return code


class SecondProof(Styled, _OnceOnly, AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""

    labels: ClassVar[Words] = {"code": _("Code from your authenticator app, or a recovery code")}


class ProveCode(Styled, _OnceOnly, ReauthenticateByCodeForm):
    """The same, asked again."""

    labels: ClassVar[Words] = {"code": _("Code from your authenticator app, or a recovery code")}


class AddApp(Styled, ActivateTOTPForm):
    """The first code of an authenticator app."""

    labels: ClassVar[Words] = {"code": _("Code that the app shows now")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kept = context.request.session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if kept:  # somebody who opens the page again has perhaps scanned the picture that it showed before
            self.secret = context.request.session[SECRET_SESSION_KEY] = kept


class RemoveApp(Styled, DeactivateTOTPForm):
    """Nothing to fill in."""


class NewRecoveryCodes(Styled, GenerateRecoveryCodesForm):
    """Nothing to fill in."""


class AddPasskey(Styled, AddWebAuthnForm):
    """A passkey that opens the account by itself."""

    labels: ClassVar[Words] = {"name": _("Name of this passkey")}
    hints: ClassVar[Words] = {"name": _("So that you can tell it from another, such as “school laptop”.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The script reads this box: always ticked, a passkey here is one that signs in alone.
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = _("Sign in with this passkey alone")
        self.fields["passwordless"].help_text = _(
            "Needs a fingerprint, a face or the device’s PIN. Leave it ticked unless your key has none of them."
        )


class RenamePasskey(Styled, EditWebAuthnForm):
    """Its name."""

    labels: ClassVar[Words] = {"name": _("Name of this passkey")}


class NewPassword(Styled, forms.Form):
    """A password, twice."""

    password1 = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Three words that only you would put together are good and easy to type."),
    )
    password2 = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account

    def clean_password1(self) -> str:
        """Long enough, not a common one, not the person's name."""
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any] | None:
        """Both the same."""
        cleaned = super().clean() or self.cleaned_data
        first, again = cleaned.get("password1"), cleaned.get("password2")
        if first and again and first != again:
            self.add_error("password2", _("Type the same password twice"))
        return cleaned
