"""What the clock owes: files that arrived or were confirmed, what has waited too long, and last days that are over."""

from datetime import datetime

from django.utils import timezone

from gatepost.web.people import lapsing
from gatepost.web.people.actions.folder import collect
from gatepost.web.people.actions.imports import UNDONE_WITHIN, give_up, go_on
from gatepost.web.people.actions.roll import take_off_when_over
from gatepost.web.people.models import Import, OnRoll
from gatepost.web.people.models.imports import STAGED, WAITING
from gatepost.web.schools.models import School


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    for waiting in Import.objects.filter(state=WAITING).defer("snapshot").order_by("confirmed_at"):
        go_on(waiting, now)
    for waiting in Import.objects.filter(state=STAGED, expires_at__lt=now).defer("snapshot"):
        give_up(waiting=waiting, person=None)
    Import.objects.filter(journal__isnull=False, applied_at__lt=now - UNDONE_WITHIN).update(journal=None)
    day = timezone.localdate(now)
    for row in OnRoll.objects.filter(leaves__lt=day).order_by("pk"):
        take_off_when_over(row=row, on=day)
    lapsing.run(school, now)
    collect(school, now)  # last: what lies in a folder must never keep anybody on the roll
