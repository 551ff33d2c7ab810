"""The register of accounts: what was approved enters it, and leaves it with its permission or its owner."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gatepost.web.approvals import permissions, words
from gatepost.web.approvals.actions.entries import ACCOUNT_ENDED, ACCOUNT_TO_CLOSE, ACCOUNT_UNAPPROVED, account_entry
from gatepost.web.approvals.kinds import NEW_ACCOUNT
from gatepost.web.approvals.models import CLOSED, OWNER_LEFT, PERMISSION_ENDED, PermissionRequest, SchoolAccount
from gatepost.web.notices.actions import notify
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import Person, holding, today


def enter(request: PermissionRequest) -> None:
    """An approved account stands in the register; inside the transaction of the yes, whose entry tells of it. One that
    stands there already goes on under the new yes.
    """
    if request.kind != NEW_ACCOUNT:
        return
    told = words.told(request)
    known = SchoolAccount.objects.filter(
        owner_id=request.membership_id, platform=told.platform, handle=told.handle, closed_at__isnull=True
    )
    if known.update(request=request, purpose=told.words):
        return
    SchoolAccount.objects.create(
        school_id=request.school_id,
        owner_id=request.membership_id,
        platform=told.platform,
        handle=told.handle,
        purpose=told.words,
        since=today(),
        request=request,
    )


def close_of(request: PermissionRequest, now: datetime) -> None:
    """The account that a yes opened is approved no longer; inside the transaction that ends the yes. The owner and the
    headteachers are told, since only people close it where it is.
    """
    rows = SchoolAccount.objects.filter(request=request, closed_at__isnull=True)
    for account in rows.select_related("owner__account"):
        account.closed_at, account.closed_because = now, PERMISSION_ENDED
        account.save(update_fields=["closed_at", "closed_because"])
        told = dict.fromkeys(holding("headteacher"), ACCOUNT_UNAPPROVED)
        if not account.owner.account.email:
            told |= dict.fromkeys(holding("office"), ACCOUNT_UNAPPROVED)
        told[account.owner_id] = ACCOUNT_TO_CLOSE
        for membership_id, kind in told.items():
            notify(membership_id=membership_id, kind=kind, thing=f"school-account:{account.pk}")


def close(*, person: Person, account: SchoolAccount) -> None:
    """The owner, a headteacher or the office notes that an account has been closed."""
    if account.owner_id != person.membership_id and not permissions.may_close_accounts(person):
        raise Refused("somebody else's account")
    with transaction.atomic():
        closed = SchoolAccount.objects.filter(pk=account.pk, closed_at__isnull=True).update(
            closed_at=timezone.now(), closed_because=CLOSED, closed_by=person.membership_id
        )
        if not closed:
            raise Fault(_("This account has been closed already."))
        account_entry(person, "account.closed", account)


def end_of_leaver(*, account: SchoolAccount, now: datetime) -> None:
    """The clock's part: the owner has left, so nobody of the school answers for it; the headteachers are told."""
    with transaction.atomic():
        closed = SchoolAccount.objects.filter(pk=account.pk, closed_at__isnull=True)
        if closed.update(closed_at=now, closed_because=OWNER_LEFT):
            for membership_id in holding("headteacher"):
                notify(membership_id=membership_id, kind=ACCOUNT_ENDED, thing=f"school-account:{account.pk}")
            account_entry(None, "account.closed", account)


def erase(*, account: SchoolAccount) -> None:
    """The clock's part: nothing of it is kept once it was closed long enough ago."""
    with transaction.atomic():
        account_entry(None, "account.erased", account)
        SchoolAccount.objects.filter(pk=account.pk).delete()
