"""The screening of a school, built once for each state of its roll; without the roll for those who may not ask it.

A built one knows the names of the roll, so it is kept for KEPT and no longer, and of each school only the latest:
whoever was taken off the roll is not remembered by a process that goes on running.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock, Timer

from gatepost.screening.roll import Person as OnRoll
from gatepost.screening.school import School as OwnWords
from gatepost.screening.screen import Screener
from gatepost.web.checks.permissions import may_ask_the_roll
from gatepost.web.people.queries.screened import names
from gatepost.web.schools.models import School
from gatepost.web.schools.person import Person

KEPT = 600  # seconds
MOST_KEPT = 16  # schools, each with its roll, in one process
ENTITLED, OTHERS = "teacher", "volunteer"  # roles by which the screening tells who may ask the roll

Key = tuple[int, bool]  # school, and whether with its roll


@dataclass(frozen=True, slots=True)
class Kept:
    """A screening with what it was built from, and what ends it."""

    roll: Sequence[OnRoll]
    own: OwnWords
    screener: Screener
    end: Timer


_kept: OrderedDict[Key, Kept] = OrderedDict()
_lock = Lock()


def screener_for(person: Person, school: School) -> tuple[Screener, str]:
    """The screening for this person's drafts, and the role to name to it."""
    asks = may_ask_the_roll(person)
    roll = tuple(names()) if asks else ()
    return _screener((person.school_id, asks), roll, _own_words(school)), ENTITLED if asks else OTHERS


def _own_words(school: School) -> OwnWords:
    body = school.body
    return OwnWords(name=school.name, council=body.name if body is not None else "")


def _screener(key: Key, roll: Sequence[OnRoll], own: OwnWords) -> Screener:
    with _lock:
        found = _kept.get(key)
        if found is not None and (found.roll, found.own) == (roll, own):
            _kept.move_to_end(key)
            return found.screener
    screener = Screener(roll=roll, school=own)
    end = Timer(KEPT, forget, (key, screener))
    end.daemon = True
    with _lock:
        before = _kept.pop(key, None)
        _kept[key] = Kept(roll, own, screener, end)
        gone = [before] if before else []
        while len(_kept) > MOST_KEPT:
            gone.append(_kept.popitem(last=False)[1])
    for one in gone:
        one.end.cancel()
    end.start()
    return screener


def forget(key: Key, screener: Screener) -> None:
    """Its time is over; one that was built since stays."""
    with _lock:
        if key in _kept and _kept[key].screener is screener:
            del _kept[key]
