"""Telling members that something waits."""

from django.conf import settings
from django.utils import timezone

from gatepost.web.notices import tasks
from gatepost.web.notices.kinds import kind as known
from gatepost.web.notices.models import Notice
from gatepost.web.schools.models import Membership
from gatepost.web.schools.person import Person
from gatepost.web.schools.scope import current_school_id


def notify(*, membership_id: int, kind: str, thing: str) -> Notice:
    """A notice to one member of the open school, inside the transaction of the action that brought it about.

    Where the same notice is still unread, it stands for both. Raises UnknownKind.
    """
    known(kind)
    now = timezone.now()
    school_id = current_school_id()
    membership = Membership.objects.get(pk=membership_id)
    found = Notice.objects.filter(membership=membership, kind=kind, thing=thing, read_at__isnull=True).first()
    if found is not None:
        return found
    made = Notice.objects.create(
        school_id=school_id, membership=membership, kind=kind, thing=thing, made_at=now, mail_after=now
    )
    if settings.MAIL_IS_SET_UP:
        tasks.send.enqueue(school_id, made.pk)
    return made


def settle(*, kind: str, thing: str) -> None:
    """What the notice told of has been done by somebody: it waits for nobody any more."""
    Notice.objects.filter(kind=kind, thing=thing, read_at__isnull=True).update(read_at=timezone.now())


def read(*, person: Person, notice_id: int) -> Notice | None:
    """The person opens a notice of their own; None where it is no notice of theirs."""
    notice = Notice.objects.filter(pk=notice_id, membership_id=person.membership_id).first()
    if notice is not None and notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice
