"""An unlocked safe: what a page has in hand while it lasts, and the pages that need it.

@member_page(may=permissions.may_read_cases)
@unlocked_page
def one_case(request: UnlockedRequest, case: int) -> HttpResponse:
    with opened(request.safe, person=request.person, key_id=...) as key:
        words = key.text(row.words, Place("concerns_report", str(row.pk), "words"))
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gatepost.sealing.faults import CannotOpen
from gatepost.sealing.keyring import PrivateKey, held_open
from gatepost.web.safe.actions.phrases import UNLOCKED_FOR, is_enrolled, unlock
from gatepost.web.safe.forms import UnlockForm
from gatepost.web.safe.models import Unlocked
from gatepost.web.safe.sessions import hash_of
from gatepost.web.schools.access import MemberRequest, sent_to
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.models import Account

COOKIE = "gatepost_safe"
SKEW = timedelta(minutes=1)  # by which the clocks of two machines may differ
PREFIX = "safe"
PHRASE = f"{PREFIX}-phrase"  # the field in which a page that a form was sent to asks for the phrase


class Locked(Exception):
    """The safe of whoever asks is not unlocked in this browser."""


@dataclass(frozen=True, slots=True)
class Safe:
    """Somebody's unlocked safe: their private key, for this request."""

    account_id: int
    key_id: int
    until: datetime
    private: PrivateKey


class UnlockedRequest(MemberRequest):
    """A request from a member whose safe is unlocked."""

    user: Account
    safe: Safe


def safe_of(request: HttpRequest) -> Safe:
    """The safe that the person has unlocked in this browser; raises Locked."""
    try:
        token = base64.urlsafe_b64decode(request.COOKIES.get(COOKIE, ""))
    except (binascii.Error, ValueError):
        raise Locked from None
    return _held(request, token)


def unlocked_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that needs an unlocked safe, which it finds as `request.safe`; to stand below `member_page`.

    Whoever has not unlocked is sent to do so and comes back. A form that was sent here in the meantime is not lost: the
    phrase is asked for on the spot and what was typed goes on with it, but for files, which have to be chosen again.
    """

    @wraps(view)
    def guarded(request: UnlockedRequest, **kwargs: Any) -> HttpResponse:
        token = b""
        try:
            if request.method == "POST" and PHRASE in request.POST:
                form = UnlockForm(request.POST, prefix=PREFIX)
                if not form.is_valid():
                    return _asks(request, form)
                try:
                    token = unlock(
                        account=request.user,
                        phrase=form.cleaned_data["phrase"],
                        session_key=str(request.session.session_key),
                    )
                except Fault as fault:
                    form.add_error("phrase", str(fault))
                    return _asks(request, form)
                request.POST = request.POST.copy()  # type: ignore[assignment]
                del request.POST[PHRASE]  # type: ignore[misc]
            request.safe = _held(request, token) if token else safe_of(request)
            response = view(request, **kwargs)
        except Locked:
            return _asks(request, UnlockForm(prefix=PREFIX)) if request.method == "POST" else sent_to_unlock(request)
        if token:
            remember(response, token)
        return response

    return guarded


def sent_to_unlock(request: HttpRequest) -> HttpResponse:
    """To the page that unlocks, or to the one where a phrase is chosen first, and from there back here."""
    return sent_to("safe:unlock" if is_enrolled(request.user.pk or 0) else "safe:enrol", request)


def remember(response: HttpResponse, token: bytes) -> None:
    """Give the browser the key for this visit."""
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(token).decode(),
        max_age=int(UNLOCKED_FOR.total_seconds()),
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def forget(response: HttpResponse) -> None:
    """Take the key from the browser."""
    response.delete_cookie(COOKIE, samesite="Strict")


def _held(request: HttpRequest, token: bytes) -> Safe:
    now = timezone.now()  # a clock that was put back must not make the time longer
    row = (
        Unlocked.objects.select_related("safe_key")
        .filter(
            session_hash=hash_of(request.session.session_key or ""), until__gt=now, until__lte=now + UNLOCKED_FOR + SKEW
        )
        .first()
    )
    if row is None or row.safe_key.replaced_at is not None or row.safe_key.account_id != request.user.pk:
        raise Locked
    try:
        return Safe(row.safe_key.account_id, row.safe_key_id, row.until, held_open(token, bytes(row.held)))
    except CannotOpen:
        raise Locked from None


def _asks(request: HttpRequest, form: UnlockForm) -> HttpResponse:
    if not is_enrolled(request.user.pk or 0):
        return sent_to_unlock(request)
    left_out = ("csrfmiddlewaretoken", PHRASE)
    typed = [(name, value) for name, values in request.POST.lists() if name not in left_out for value in values]
    return render(request, "safe/unlock_here.html", {"form": form, "typed": typed, "had_files": bool(request.FILES)})
