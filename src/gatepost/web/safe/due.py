"""What the clock owes to the safe: nothing of a leaver opens anything, and what was unlocked is locked again."""

from datetime import datetime

from gatepost.web.safe.actions.cards import begin_when_due
from gatepost.web.safe.models import Unlocked, Wrap
from gatepost.web.schools.models import School


def run(school: School, now: datetime) -> None:
    """Drop the wraps of members who left, and what has run out; put new cards into use whose time has come. Inside the
    school's scope.

    Opening asks for itself whether somebody is a member, and for how long: this is the second lock.
    """
    Wrap.objects.filter(school_id=school.pk, membership__ended_at__isnull=False).delete()
    Unlocked.objects.filter(until__lte=now).delete()
    begin_when_due(now=now)
