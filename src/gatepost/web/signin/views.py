"""One's own page and the steps around signing in. What the library's own views do is in entrance.py."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.logout import logout
from allauth.account.internal.flows.password_change import change_password, finalize_password_change
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.internal.flows.connect import disconnect as disconnect_social
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gatepost.web.schools.access import (
    AccountRequest,
    account_page,
    own_path,
    public,
    recently_proved,
    second_factor_shown,
    sent_to,
)
from gatepost.web.schools.sessions import end_sessions
from gatepost.web.signin.forms import NewPassword
from gatepost.web.signin.queries import belongings, may_set_up, must_show_two, security

WANTED = "signin_wanted"  # the session's key for the page that set-up interrupted


@account_page
@require_safe
def me(request: AccountRequest) -> HttpResponse:
    """Who I am, where I belong, how I sign in, where I am signed in."""
    found = belongings(request.user.pk)
    held = security(request.user)
    connected = {one.provider for one in held.connected}
    return render(
        request,
        "signin/me.html",
        {
            "belongings": found,
            "security": held,
            "may_set_up": may_set_up(found),
            "must_show_two": must_show_two(found),
            "session_count": len(UserSession.objects.purge_and_list(request.user)),
            "connectable": [one for one in get_social_adapter().list_providers(request) if one.sub_id not in connected],
        },
    )


@account_page
@require_safe
def second_factor(request: AccountRequest) -> HttpResponse:
    """Why a second proof is needed, and the way to it: set-up, or the challenge. Leads on once it was shown."""
    wanted = _next(request)
    if wanted:
        request.session[WANTED] = wanted
    if second_factor_shown(request):
        return redirect(request.session.pop(WANTED, None) or reverse("signin:me"))
    if is_mfa_enabled(request.user):
        return redirect(f"{reverse('signin:prove')}?{urlencode({'next': reverse('signin:second-factor')})}")
    return render(request, "signin/second_factor.html", {"needed": must_show_two(belongings(request.user.pk))})


@account_page
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: AccountRequest) -> HttpResponse:
    """Asks again who is there, by the strongest way that the account has; without any, by signing in anew."""
    wanted = _next(request) or reverse("signin:me")
    ways = get_adapter().get_reauthentication_methods(request.user)
    if ways[0]["url"] != request.path:
        # A second proof before a password: a password alone does not make up for a missing second proof.
        strong = [one for one in ways if one["id"].startswith("mfa")] or ways
        return redirect(f"{strong[0]['url']}?{urlencode({'next': wanted})}")
    if request.method == "POST":
        logout(request, show_message=False)
        return redirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
    return render(request, "signin/prove.html", {"next": wanted})


@account_page
@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: AccountRequest) -> HttpResponse:
    """Where I am signed in; ends one of them, or all others."""
    if request.method == "POST":
        if "others" in request.POST:
            end_sessions(request.user.pk, except_key=request.session.session_key)
        else:
            number = request.POST.get("session", "")
            # Somebody else's session is as missing as one that never was.
            one = get_object_or_404(
                UserSession, user=request.user, pk=int(number) if number.isdecimal() and len(number) < 19 else 0
            )
            if one.is_current():
                logout(request)
                return redirect("account_login")
            one.end()
        messages.success(request, _("Signed out there"))
        return redirect("signin:sessions")
    found = sorted(UserSession.objects.purge_and_list(request.user), key=lambda one: one.created_at, reverse=True)
    return render(request, "signin/sessions.html", {"sessions": found})


@account_page
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: AccountRequest) -> HttpResponse:
    """Set a password, or another; every other session ends."""
    if not may_set_up(belongings(request.user.pk)):
        raise Http404
    if not recently_proved(request):
        return sent_to("signin:prove", request)
    form = NewPassword(request.POST or None, account=request.user)
    if form.is_valid():
        end_sessions(request.user.pk, except_key=request.session.session_key)
        change_password(request.user, form.cleaned_data["password1"])
        finalize_password_change(request, request.user)
        return redirect("signin:me")
    return render(request, "signin/password.html", {"form": form})


@account_page
@require_POST
def remove_password(request: AccountRequest) -> HttpResponse:
    """Sign in without a password again."""
    if not recently_proved(request):
        return redirect(_prove_first())
    end_sessions(request.user.pk, except_key=request.session.session_key)
    request.user.set_unusable_password()
    request.user.save(update_fields=["password"])
    finalize_password_change(request, request.user)
    return redirect("signin:me")


@account_page
@require_POST
def disconnect(request: AccountRequest, connected: int) -> HttpResponse:
    """Google or Microsoft opens this account no more."""
    account = get_object_or_404(SocialAccount, user=request.user, pk=connected)
    if not recently_proved(request):
        return redirect(_prove_first())
    disconnect_social(request, account)
    return redirect("signin:me")


@account_page
@require_safe
def to_me(request: AccountRequest) -> HttpResponse:
    """Where the library thinks a page of its own is."""
    return redirect("signin:me")


@public
@require_safe
def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Somebody changed their mind at Google or Microsoft."""
    return redirect("account_login")


@public
@require_safe
def no_sign_up(request: HttpRequest) -> HttpResponse:
    """How one comes by an account."""
    return render(request, "account/signup_closed.html")


def _prove_first() -> str:
    """Where a button on one's own page leads when the last proof is too old."""
    return f"{reverse('signin:prove')}?{urlencode({'next': reverse('signin:me')})}"


def _next(request: HttpRequest) -> str:
    """The page of this site that the request names to go on to, or empty."""
    return own_path(request.POST.get("next") or request.GET.get("next") or "")
