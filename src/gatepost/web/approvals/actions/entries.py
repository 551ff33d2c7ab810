"""What every action on a request writes besides its row: notices without content, and the entry in the record."""

from datetime import datetime

from django.utils import timezone

from gatepost.web.approvals.models import PermissionRequest, RequestPicture, SchoolAccount
from gatepost.web.approvals.queries.requests import deciders
from gatepost.web.notices.actions import notify, settle
from gatepost.web.record.actions import SYSTEM, append
from gatepost.web.schools.person import Person, holding

TO_DECIDE, DECIDED, ASKED_BACK = "permission-to-decide", "permission-decided", "permission-asked-back"
ENDS_SOON = "permission-ends-soon"
TO_DO = (TO_DECIDE, ASKED_BACK, ENDS_SOON)  # until something is said to the request
NOTICES = (*TO_DO, DECIDED)
ACCOUNT_ENDED, ACCOUNT_UNAPPROVED, ACCOUNT_TO_CLOSE = "account-ended", "account-unapproved", "account-to-close"


def thing_of(request: PermissionRequest) -> str:
    """How notices and the record name a request."""
    return f"permission:{request.pk}"


def locked(request: PermissionRequest) -> PermissionRequest:
    """The row as it is now, held until the transaction ends: of two who act at once the second sees the first."""
    rows = PermissionRequest.objects.select_for_update(of=("self",)).select_related("membership__account")
    found: PermissionRequest = rows.get(pk=request.pk)
    return found


def tell_asker(request: PermissionRequest, kind: str) -> None:
    """A notice to whoever asked; for somebody without e-mail to the office."""
    told = (request.membership_id,) if request.membership.account.email else holding("office")
    for membership_id in told:
        notify(membership_id=membership_id, kind=kind, thing=thing_of(request))


def tell_again(request: PermissionRequest, kind: str) -> None:
    """A notice to whoever asked, new even where an earlier one is unread."""
    settle(kind=kind, thing=thing_of(request))
    tell_asker(request, kind)
    _told_now(request)


def tell_deciders(request: PermissionRequest, spare: int = 0) -> None:
    """A notice to everybody who decides, new even where an earlier one is unread; `spare` is the one who just did."""
    settle(kind=TO_DECIDE, thing=thing_of(request))
    _told_now(request)
    for membership_id in deciders(request.membership_id):
        if membership_id != spare:
            notify(membership_id=membership_id, kind=TO_DECIDE, thing=thing_of(request))


def _told_now(request: PermissionRequest) -> None:
    """From here on the next reminder is counted."""
    request.reminded_at = timezone.now()
    request.save(update_fields=["reminded_at"])


def end(request: PermissionRequest, state: str, now: datetime) -> None:
    """Nothing more happens to it: its pictures go at once, its words with the row a year later."""
    request.state, request.ended_at = state, now
    request.save(update_fields=["state", "ended_at"])
    RequestPicture.objects.filter(request=request).delete()
    for kind in TO_DO:
        settle(kind=kind, thing=thing_of(request))


def entry(
    person: Person | None, action: str, request: PermissionRequest, contents: dict[str, bytes] | None = None
) -> None:
    """The entry in the record; None stands for the clock."""
    _append(person, action, request.school_id, thing_of(request), contents)


def account_entry(person: Person | None, action: str, account: SchoolAccount) -> None:
    """The entry in the record about an account of the register."""
    _append(person, action, account.school_id, f"school-account:{account.pk}", None)


def _append(person: Person | None, action: str, school_id: int, thing: str, contents: dict[str, bytes] | None) -> None:
    append(
        school_id=school_id,
        actor=person.actor if person else SYSTEM,
        role=person.role_words if person else "",
        action=action,
        thing=thing,
        contents=contents,
    )
