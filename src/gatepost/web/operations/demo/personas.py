"""Be any of the invented people with one click. In the map of addresses of a demo only."""

import os
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from gatepost.web.operations.demo.mail import letters
from gatepost.web.operations.demo.start import KEY
from gatepost.web.schools.access import public
from gatepost.web.schools.models import Account, Membership, RoleHeld, School
from gatepost.web.schools.roles import ROLES, called
from gatepost.web.schools.scope import school_scope

MARK = "demo"  # in the session of whoever came by the printed link


def for_guests(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for whoever came by the printed link; for everybody else it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.session.get(MARK):
            raise Http404
        return view(request, *args, **kwargs)

    return public(never_cache(guarded))


@public
@never_cache
@require_safe
def enter(request: HttpRequest, key: str) -> HttpResponse:
    """The printed link. Its key was made for this one run of the demo."""
    wanted = os.environ.get(KEY, "")
    if not wanted or not secrets.compare_digest(key.encode(), wanted.encode()):
        raise Http404
    request.session[MARK] = True
    return redirect("demo:personas")


@for_guests
@require_safe
def personas(request: HttpRequest) -> HttpResponse:
    """Everybody, school by school."""
    return render(request, "operations/personas.html", {"schools": [_people(one) for one in _schools()]})


@for_guests
@require_POST
def become(request: HttpRequest, account: int, slug: str) -> HttpResponse:
    """Sign in as one of them, as if the second proof had been shown."""
    who = get_object_or_404(Account, pk=account)
    where = get_object_or_404(School, slug=slug)
    logout(request)
    request.session[MARK] = True
    record_authentication(request, who, method="mfa", type="demo")
    get_adapter(request).login(request, who)
    UserSession.objects.create_from_request(request)
    return redirect("home:home", where.slug)


@for_guests
@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Every letter that the demo would have sent."""
    return render(request, "operations/mail.html", {"letters": letters()})


def _schools() -> list[School]:
    return list(School.objects.select_related("body").order_by("name"))


def _people(school: School) -> dict[str, Any]:
    order = list(ROLES)
    with school_scope(school.pk):
        roles: dict[int, list[str]] = {}
        for member_id, role in RoleHeld.objects.values_list("membership_id", "role"):
            roles.setdefault(member_id, []).append(role)
        members = Membership.objects.filter(ended_at__isnull=True, account__email__isnull=False).select_related(
            "account"
        )
        people = [
            (
                min((order.index(role) for role in roles[one.pk]), default=0),
                one.account,
                [called(role, school.jurisdiction) for role in order if role in roles[one.pk]],
            )
            for one in members
            if one.pk in roles
        ]
    people.sort(key=lambda row: (row[0], row[1].name))
    return {"school": school, "people": [(account, labels) for _place, account, labels in people]}
