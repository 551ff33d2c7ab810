"""What the school's clock tells of whoever asks."""

from collections.abc import Callable, Mapping
from datetime import datetime

from gatepost.web.schools.person import Person
from gatepost.web.terms import queries


def time(person: Person, now: datetime) -> str | None:
    """The word of the vocabulary's `time` that holds for a member now; None where that is not known."""
    return queries.time_for(person, now)


PROVIDES: Mapping[str, Callable[[Person, datetime], object]] = {"time": time}
