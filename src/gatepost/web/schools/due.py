"""What the clock owes: leavers whose last day is over, and that nothing of a leaver lives on."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from gatepost.web.schools.actions.membership import end_when_over
from gatepost.web.schools.models import Invitation, Membership, RoleHeld, School
from gatepost.web.schools.person import schools_of
from gatepost.web.schools.sessions import end_sessions


def run(school: School, now: datetime) -> None:
    """End memberships whose last day is over, and sweep up once more after everyone who left.

    Every page and link asks for itself whether somebody is still a member: this is the second lock.
    """
    day = timezone.localdate(now)
    for member in Membership.objects.filter(leaves_on__lt=day, ended_at__isnull=True):
        end_when_over(school_id=school.pk, member=member, now=now)
    for member in Membership.objects.filter(ended_at__isnull=False, swept_at__isnull=True):
        if not schools_of(member.account_id):  # whoever signed in again for another school stays signed in
            end_sessions(member.account_id)
        Membership.objects.filter(pk=member.pk).update(swept_at=now)
    held = RoleHeld.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), membership=OuterRef("invited_by"))
    Invitation.objects.filter(
        ~Exists(held), invited_by__isnull=False, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).update(withdrawn_at=now)
