"""The demo's news that is not out yet."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from gatepost.terms.london import at
from gatepost.web.operations.demo.acting import holder, one
from gatepost.web.releases.actions import News, note
from gatepost.web.releases.queries import Words
from gatepost.web.schools.models import School
from gatepost.web.schools.person import today


def hold_back(school: School, news: Iterable[Mapping[str, Any]]) -> None:
    """Inside the school's scope: held by a headteacher for so many days from now on."""
    for told in news:
        times = {audience: at(today() + timedelta(days), told["clock"]) for audience, days in told["days"].items()}
        words = Words(told["title"], tuple(told["phrases"]))
        knows = frozenset(one(school, key).membership_id for key in told["knows"])
        note(person=holder("headteacher"), news=News(words, times, frozenset(), knows))
