"""Google and Microsoft over OpenID Connect: every claim that pins them is checked here.

The library trusts a token that came straight from the provider and asks for no nonce. Here the signature, the issuer,
the audience, the times, the nonce and the organisation must all be right, or nobody is signed in.
"""

import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from gatepost.web.schools.access import own_path, recently_proved
from gatepost.web.signin.queries import belongings, may_set_up

ALGORITHMS = ("RS256", "ES256")
LEEWAY = 60  # seconds by which two clocks may differ


class PinnedAdapter(OpenIDConnectOAuth2Adapter):
    """Reads the provider's answer; raises OAuth2Error for one that is not this site's, this browser's and in order."""

    state: dict[str, Any] | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's own description, which must name the issuer that the settings name."""
        found: dict[str, Any] = super().openid_config
        if found.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("another issuer than the settings name")
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who it is, from the token alone."""
        claims = self._claims(app, kwargs["response"].get("id_token") or "")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {"id_token": {"sub": claims["sub"], "email": claims.get("email", "")}}
        login.token = None
        return login

    def _claims(self, app: Any, id_token: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(id_token),
                algorithms=list(ALGORITHMS),
                audience=app.client_id,
                issuer=app.settings["issuer"],
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
            )
        except (jwt.PyJWTError, KeyError, ValueError) as error:
            raise OAuth2Error("the token is not in order") from error
        wanted = (self.state or {}).get("nonce") or ""
        if not wanted or not secrets.compare_digest(str(claims["nonce"]).encode(), wanted.encode()):
            raise OAuth2Error("a token that was not asked for")
        for claim, pinned in app.settings["pinned"].items():
            if str(claims.get(claim, "")).lower() != pinned:
                raise OAuth2Error("an account of another organisation")
        return claims

    def _key(self, id_token: str) -> jwt.PyJWK:
        """The published key that the token names; the only one, where it names none."""
        with get_adapter().get_requests_session() as session:
            published = session.get(self.openid_config["jwks_uri"])
            published.raise_for_status()
        name = jwt.get_unverified_header(id_token).get("kid")
        fitting = [one for one in jwt.PyJWKSet.from_dict(published.json()).keys if name in (None, one.key_id)]
        if len(fitting) != 1:
            raise OAuth2Error("a token signed with an unknown key")
        return fitting[0]


class CallbackView(OAuth2CallbackView):
    """Where the provider sends the browser back to."""

    adapter: PinnedAdapter

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


@require_POST
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Send the browser to Google or Microsoft: to sign in, or for somebody signed in, to connect."""
    try:
        provider = get_adapter().get_provider(request, provider_id)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    connecting = request.user.is_authenticated
    if connecting and not may_set_up(belongings(int(request.user.pk or 0))):
        raise Http404
    if connecting and not recently_proved(request):
        return redirect(f"{reverse('signin:prove')}?{urlencode({'next': reverse('signin:me')})}")
    nonce = secrets.token_urlsafe(24)
    provider.oauth2_adapter_class = PinnedAdapter
    try:
        response: HttpResponse = provider.redirect(
            request,
            process=AuthProcess.CONNECT if connecting else AuthProcess.LOGIN,
            next_url=own_path(request.POST.get("next", "")) or None,
            auth_params=provider.get_auth_params() | {"nonce": nonce},
            nonce=nonce,
        )
    except (OAuth2Error, RequestException) as error:
        return render_authentication_error(request, provider, exception=error)
    return response


@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The provider's answer."""
    adapter = PinnedAdapter(request, provider_id)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404 from None
    response: HttpResponse = CallbackView.adapter_view(adapter)(request)
    return response
