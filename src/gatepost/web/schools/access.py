"""Who may open which page: every view says it in one line, and a test reads it from there.

Somebody who may not see a page gets the page of what does not exist, byte for byte, whatever the address names.
"""

import time
import unicodedata
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import unquote, urlsplit

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache

from gatepost.web.record.actions import append
from gatepost.web.record.queries import entries
from gatepost.web.schools.models import Account, School
from gatepost.web.schools.person import Person
from gatepost.web.schools.roles import needs_second_factor

Predicate = Callable[[Person], bool]
View = Callable[..., HttpResponse]

PROOF_LASTS = 5 * 60  # seconds after which a page that matters asks again who is there
FORM_LASTS = 15 * 60  # seconds within which a form on such a page, opened in time, can be sent
REFUSED, PUT_DOWN_AGAIN = "access.refused", timedelta(hours=1)


class Refused(Exception):
    """An action that this person may not do, called from somewhere that did not ask first."""


PUBLIC, ACCOUNT, MEMBER, TOKEN = "public", "account", "member", "token"


@dataclass(frozen=True, slots=True)
class Access:
    """Who a view is for: everybody, whoever is signed in, members of the school for whom `may` holds, or the programs
    that ask with a token of one of those.
    """

    kind: str
    may: Predicate | None = None


class AccountRequest(HttpRequest):
    """A request from somebody who is signed in."""

    user: Account


class SchoolRequest(HttpRequest):
    """A request to a page of a school, as SchoolMiddleware hands it on."""

    school: School
    person: Person | None


class MemberRequest(SchoolRequest):
    """A request from a member who may open the page."""

    person: Person


def public(view: View) -> View:
    """A page that everybody may open, signed in or not."""
    view.access = Access(PUBLIC)  # type: ignore[attr-defined]
    return view


def account_page(view: View) -> View:
    """A page for whoever is signed in, wherever they belong."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(way_back(request))
        return view(request, *args, **kwargs)

    guarded.access = Access(ACCOUNT)  # type: ignore[attr-defined]
    return never_cache(guarded)


def member_page(may: Predicate, recently: bool = False) -> Callable[[View], View]:
    """A page for members of the school for whom `may` holds; to every other member it does not exist.

    `recently`: asks again for a proof that is older than five minutes before it opens.

    The view is called without the school's slug: the school and the person are on the request.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: SchoolRequest, school: str, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(way_back(request))
            person = request.person
            if person is None:
                raise Http404
            if needs_second_factor(person.roles) and not second_factor_shown(request):
                return sent_to("signin:second-factor", request)
            if may(person):
                # An action asks again, about the very thing: what it refuses is missing like a page that is not theirs.
                with suppress(Refused):
                    if recently and not recently_proved(
                        request, PROOF_LASTS if request.method == "GET" else FORM_LASTS
                    ):
                        return sent_to("signin:prove", request)
                    return view(request, **kwargs)
            _put_down(person, f"page:{view.__module__.split('.')[2]}.{view.__name__}")
            raise Http404

        guarded.access = Access(MEMBER, may)  # type: ignore[attr-defined]
        return never_cache(guarded)

    return decorate


def _put_down(person: Person, page: str) -> None:
    """That somebody was refused, once an hour for each page: whoever tries one address after the other does not fill a
    record from which nothing is ever taken.
    """
    lately = entries(person.school_id, timezone.now() - PUT_DOWN_AGAIN, action=REFUSED)
    if not lately.filter(actor=person.actor, thing=page).exists():
        append(school_id=person.school_id, actor=person.actor, role=person.role_words, action=REFUSED, thing=page)


def sent_to(page: str, request: HttpRequest) -> HttpResponse:
    """To a page of sign-in and from there back here."""
    return redirect(f"{reverse(page)}?{urlencode({'next': way_back(request)})}")


def way_back(request: HttpRequest) -> str:
    """Where somebody goes on who has to show first who they are: this page, or for a form the page on which it stood,
    since its own address may take nothing but the form. Where that is not known, the school's Home or the front page.
    """
    if request.method in ("GET", "HEAD"):
        return request.path
    stood = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(stood, {request.get_host()}, require_https=request.is_secure()):
        path = own_path(urlsplit(stood).path)
        with suppress(Resolver404):
            resolve(unquote(path))
            return path
    school: School | None = getattr(request, "school", None)
    return reverse("home:home", args=[school.slug]) if school else reverse("schools:pick")


def own_path(wanted: str) -> str:
    """An address that a browser names to go on to, if it is a path of this site without control characters, which
    browsers drop before they follow it; otherwise empty.
    """
    if any(unicodedata.category(one) == "Cc" for one in wanted) or not wanted.startswith("/"):
        return ""
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


def second_factor_shown(request: HttpRequest) -> bool:
    """Whether this session was opened with a second proof, or with a passkey, which is one by itself.

    Google's and Microsoft's own second proofs are not visible from here, so they do not count.
    """
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))


def known_person(request: SchoolRequest) -> Person | None:
    """The member who reads a page that is open to everybody; None until they have shown all that their roles ask."""
    person = request.person
    if person is None or (needs_second_factor(person.roles) and not second_factor_shown(request)):
        return None
    return person


def recently_proved(request: HttpRequest, within: int = PROOF_LASTS) -> bool:
    """Whether the person proved who they are in this session within so many seconds, by whatever way in."""
    since = time.time() - within
    return any(one.get("at", 0) > since for one in get_authentication_records(request, request.user))


def anyone(person: Person) -> bool:
    """Every member."""
    return True
