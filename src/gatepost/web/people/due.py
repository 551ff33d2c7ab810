"""What the clock owes: files that arrived or were confirmed, what has waited too long, and last days that are over."""

from datetime import datetime

from django.utils import timezone

from gatepost.web.people import lapsing, progress
from gatepost.web.people.actions.folder import collect
from gatepost.web.people.actions.imports import UNDONE_WITHIN, give_up, go_on
from gatepost.web.people.actions.reading import WAITS_FOR, read_on
from gatepost.web.people.actions.roll import take_off_when_over
from gatepost.web.people.models import Import, OnRoll
from gatepost.web.people.models.imports import FAILED, READING, STAGED, WAITING
from gatepost.web.schools.models import School


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    progress.sweep()
    rows = Import.objects.defer("unread", "snapshot", "journal")
    for waiting in rows.filter(state__in=(READING, STAGED), expires_at__lt=now):
        give_up(waiting=waiting, person=None)
    # What stood in the place of headers may be somebody, and so may the name of the file.
    Import.objects.filter(state=FAILED, staged_at__lt=now - WAITS_FOR).exclude(how={}).update(how={})
    for waiting in rows.filter(state=READING).order_by("staged_at"):
        read_on(waiting, now)
    for waiting in rows.filter(state=WAITING).order_by("confirmed_at"):
        go_on(waiting, now)
    Import.objects.filter(journal__isnull=False, applied_at__lt=now - UNDONE_WITHIN).update(journal=None)
    day = timezone.localdate(now)
    for row in OnRoll.objects.filter(leaves__lt=day).order_by("pk"):
        take_off_when_over(row=row, on=day)
    lapsing.run(school, now)
    collect(school, now)  # last: what lies in a folder must never keep anybody on the roll
