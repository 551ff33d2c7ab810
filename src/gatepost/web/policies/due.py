"""What the clock owes: texts that nobody adopted do not lie on the table for ever."""

from datetime import datetime, timedelta

from gatepost.web.policies.actions import expire
from gatepost.web.policies.models import ProposedPolicy
from gatepost.web.schools.models import School

LIES_FOR = timedelta(days=30)


def run(school: School, now: datetime) -> None:
    """Inside the school's scope."""
    for proposed in ProposedPolicy.objects.filter(proposed_at__lt=now - LIES_FOR).defer("text"):
        expire(proposed=proposed)
