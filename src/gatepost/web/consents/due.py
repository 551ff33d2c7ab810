"""What the clock owes: disagreements and pictures to tell of, reminders, and what is erased."""

from datetime import datetime, timedelta

from django.utils import timezone

from gatepost.web.consents.actions import keeping
from gatepost.web.consents.actions.rounds import LEFT_ALONE, ask_newcomers, remind
from gatepost.web.consents.queries.asked import PHOTO_CONSENTS
from gatepost.web.consents.queries.rounds import open_rounds
from gatepost.web.modules.queries import is_on
from gatepost.web.schools.models import School

REMINDED = timedelta(days=7)  # before the last day of a round


def run(school: School, now: datetime) -> None:
    """Inside the school's scope. What is erased is erased whether the module is on or off."""
    day = timezone.localdate(now)
    if is_on(PHOTO_CONSENTS):
        keeping.look(school, now, day)
        keeping.tell_of_end(school, day)
        for one in open_rounds(now):
            ask_newcomers(round=one)
            near = one.closes_on <= day + REMINDED and one.started_at <= now - LEFT_ALONE
            if one.reminded_at is None and near:
                remind(round=one, now=now)
    keeping.mark_departed(school, day)
    keeping.erase(school, now, day)
