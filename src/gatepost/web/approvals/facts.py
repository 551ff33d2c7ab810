"""What the register of permissions tells of whoever asks."""

from collections.abc import Mapping
from datetime import datetime

from gatepost.web.approvals.kinds import NEW_ACCOUNT
from gatepost.web.approvals.queries.grants import covered, standing
from gatepost.web.schools.person import Person


def permissions(person: Person, now: datetime) -> Mapping[str, str]:
    """Each clause that the person's standing grants lift whatever they publish, with the level that is held.

    An account that may be opened says nothing of what is published there.
    """
    return covered(one for one in standing(person, now) if one.kind != NEW_ACCOUNT)
