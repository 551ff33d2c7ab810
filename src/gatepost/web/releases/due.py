"""What the clock owes to news that is held: who knows is told when it is out; nothing is forgotten or kept too long."""

from datetime import datetime

from gatepost.web.releases import actions
from gatepost.web.releases.holds import over_at
from gatepost.web.releases.models import Release
from gatepost.web.releases.queries import KEPT, lapsed_holds, times_of
from gatepost.web.schools.models import School


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    for hold in lapsed_holds(now):
        actions.lapse(hold=hold, now=now)
    for release in Release.objects.prefetch_related("holds").order_by("pk"):
        over = over_at(times_of(release))
        if over is None:
            if (release.reminded_at or release.noted_at) <= now - actions.ASKED_AGAIN:
                actions.ask_again(release=release, now=now)
        elif over <= now - KEPT:
            actions.erase(release=release)
