"""The page that an invitation's link opens."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gatepost.web.schools.access import public
from gatepost.web.schools.actions.invitation import (
    AnotherAccount,
    NoInvitation,
    SignInFirst,
    accept_invitation,
    open_invitation,
    parts,
)
from gatepost.web.schools.models import Account, Invitation
from gatepost.web.schools.roles import ROLES, called
from gatepost.web.schools.scope import school_scope


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites whom; accepts on a button only, since mail filters open links by themselves.

    A token that is wrong, used, withdrawn or out of date gets the same page.
    """
    account_id = request.user.pk if request.user.is_authenticated else None
    try:
        school_id, token_hash = parts(token)
        with school_scope(school_id):
            if request.method != "POST":
                return _shown(request, open_invitation(token_hash))
            member = accept_invitation(token_hash=token_hash, account_id=account_id)
            account, slug = member.account, member.school.slug
    except NoInvitation:
        return render(request, "signin/no_invitation.html", status=404)
    except (SignInFirst, AnotherAccount):
        return redirect("signin:invitation", token)
    home = reverse("home:home", args=[slug])
    if account_id is not None:
        messages.success(request, _("You have joined"))
        return redirect(home)
    # The link went to the address, as a code does.
    record_authentication(request, account, method="code", email=account.email)
    response: HttpResponse = perform_login(request, Login(user=account, redirect_url=home, email=account.email))
    return response


def _shown(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    known = Account.objects.filter(email=invitation.email).first()
    mine = request.user.is_authenticated and known is not None and known.pk == request.user.pk
    return render(
        request,
        "signin/invitation.html",
        {
            "invitation": invitation,
            "roles": [called(code, invitation.school.jurisdiction) for code in ROLES if code in invitation.roles],
            "sign_in_first": known is not None and not request.user.is_authenticated,
            "another": request.user.is_authenticated and not mine,
        },
    )
