"""What a parent can guess of the roll from the time that a page of *Check a draft* takes.

python -m bench.guessing [--names 1000]

Half of the names are on the school's roll, drawn by lot; a teacher has checked a draft with each of those before, so
that whatever remembers anything is full. Then a parent sends each name in a draft, every fourth with a photo that bears
it, in random order, REPEATS times. The best threshold on the median time, learnt from one half of the names, is tried
on the other: a coin is right half of the time. What the pages say, without the time, is compared by
tests/web/checks/test_guessing.py.
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

from bench.measure import told
from bench.screen import best_threshold
from bench.screen_posts import people
from bench.web import fill, set_up, teacher

REPEATS = 3
MOST_RIGHT = 0.55


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--names", type=int, default=1_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatepost-bench-") as place:
        set_up(Path(place), "sqlite")
        fill(1)
        right = guessed(chosen.names)
    line = (
        f"a parent, {chosen.names:,} names, half on the roll: the best threshold on time is right for {right:.1%} "
        f"(wanted: at most {MOST_RIGHT:.0%}; a coin: 50 %)"
    )
    return told([line], {"names": chosen.names, "right": right}, right <= MOST_RIGHT)


def guessed(names: int) -> float:
    """The share of names of which the time tells rightly whether they are on the roll."""
    from tests.web.checks.drafting import PHOTO_OF_NOBODY, photo, send

    from gatepost.web.checks import looking

    chance = random.Random(5)
    everybody = [f"{one.forename} {one.surname}" for one in people(names, seed=7)]
    on_roll = set(chance.sample(range(names), names // 2))
    put_on_the_roll([everybody[at] for at in sorted(on_roll)])
    entitled, curious = teacher(1), parent()

    def ask(browser: Any, at: int) -> None:
        name = everybody[at]
        fields: dict[str, Any] = {}
        if at % 4 == 0:
            looking.here = looking.Looks()  # somebody who has the patience that the hourly limit asks for
            fields = {"photo_1": photo(1, f"{name}.jpg", size=24), "alt_1": name, **PHOTO_OF_NOBODY}
        answer = send(browser, f"Has anybody seen {name} today?", "s1", **fields)
        assert answer.status_code == 200, answer.status_code

    for at in on_roll:
        ask(entitled, at)
    times: list[list[int]] = [[] for _ in everybody]
    order = list(range(names))
    for _ in range(REPEATS):
        chance.shuffle(order)
        for at in order:
            start = time.perf_counter_ns()
            ask(curious, at)
            times[at].append(time.perf_counter_ns() - start)
    medians = [statistics.median(taken) for taken in times]
    # A photo takes longer whosever name it bears: it is compared with photos alone.
    usual = [statistics.median([medians[at] for at in range(names) if (at % 4 == 0) == kind]) for kind in (False, True)]
    medians = [median / usual[at % 4 == 0] for at, median in enumerate(medians)]
    chance.shuffle(order)
    learnt, tested = order[: names // 2], order[names // 2 :]
    threshold, above = best_threshold([(medians[at], at in on_roll) for at in learnt])
    return sum(((medians[at] > threshold) == above) == (at in on_roll) for at in tested) / len(tested)


def put_on_the_roll(names: list[str]) -> None:
    from gatepost.web.people.models import OnRoll
    from gatepost.web.people.names import folded
    from gatepost.web.schools.models import School
    from gatepost.web.schools.scope import school_scope

    school = School.objects.get(slug="s1")
    with school_scope(school.pk):
        for name in names:
            forename, _, surname = name.partition(" ")
            row = OnRoll(school=school, kind="pupil", forename=forename, surname=surname, class_name="Class 1")
            row.folded = folded([forename, surname])
            row.save()


def parent() -> Any:
    from tests.web.cast import enter

    from gatepost.web.schools.models import Account, Membership, RoleHeld, School
    from gatepost.web.schools.scope import school_scope

    school = School.objects.get(slug="s1")
    account = Account.objects.create_account(name="A parent", email="parent@s1.example")
    with school_scope(school.pk):
        member = Membership.objects.create(school=school, account=account)
        RoleHeld.objects.create(school=school, membership=member, role="parent", starts_on=date(2020, 9, 1))
    return enter(account)


if __name__ == "__main__":
    main()
