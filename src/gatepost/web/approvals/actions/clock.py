"""What the clock does with requests."""

from datetime import datetime

from django.db import transaction

from gatepost.web.approvals.actions import accounts
from gatepost.web.approvals.actions.entries import (
    ASKED_BACK,
    DECIDED,
    ENDS_SOON,
    NOTICES,
    end,
    entry,
    locked,
    tell_again,
    tell_asker,
    tell_deciders,
    thing_of,
)
from gatepost.web.approvals.models import (
    ASKED,
    EXPIRED,
    GRANTED,
    LAPSED,
    LEFT,
    REFUSED,
    PermissionRequest,
    RequestPicture,
)
from gatepost.web.notices.actions import settle


def remind(*, request: PermissionRequest) -> None:
    """It has waited, or its day is near: whoever has the next step is told once more."""
    with transaction.atomic():
        held = _unless_told_meanwhile(request)
        if held is None:
            return
        if held.question and not held.reply:
            tell_again(held, ASKED_BACK)
        else:
            tell_deciders(held)


def say_it_ends_soon(*, request: PermissionRequest) -> None:
    """Whoever holds a yes that is bound to no draft is told in time to ask for the next."""
    with transaction.atomic():
        held = _unless_told_meanwhile(request)
        if held is not None:
            tell_again(held, ENDS_SOON)


def _unless_told_meanwhile(request: PermissionRequest) -> PermissionRequest | None:
    held = locked(request)
    return held if (held.state, held.reminded_at) == (request.state, request.reminded_at) else None


def lapse(*, request: PermissionRequest, now: datetime) -> None:
    """Nobody decided in time: the asker is told."""
    _end(request, ASKED, LAPSED, now, "permission.lapsed")


def expire(*, request: PermissionRequest, now: datetime) -> None:
    """The last day of a yes is over: the asker is told."""
    _end(request, GRANTED, EXPIRED, now, "permission.expired")


def _end(request: PermissionRequest, before: str, after: str, now: datetime, action: str) -> None:
    with transaction.atomic():
        held = locked(request)
        if held.state == before:
            accounts.close_of(held, now)
            end(held, after, now)
            tell_asker(held, DECIDED)
            entry(None, action, held)


def drop_pictures(*, request: PermissionRequest) -> None:
    """The time to change a no is over: its pictures are kept no longer."""
    with transaction.atomic():
        if locked(request).state == REFUSED:
            RequestPicture.objects.filter(request=request).delete()


def end_of_leaver(*, request: PermissionRequest, now: datetime) -> None:
    """Whoever asked has left."""
    with transaction.atomic():
        held = locked(request)
        if held.state not in (ASKED, GRANTED):
            return
        end(held, LEFT, now)
        for kind in NOTICES:
            settle(kind=kind, thing=thing_of(held))
        entry(None, "permission.ended", held)


def erase(*, request: PermissionRequest) -> None:
    """A year after its end nothing of it is kept."""
    with transaction.atomic():
        entry(None, "permission.erased", request)
        PermissionRequest.objects.filter(pk=request.pk).delete()
