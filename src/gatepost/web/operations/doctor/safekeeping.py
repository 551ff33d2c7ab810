"""Recovery cards, the last backup, and whether anybody has tried to open one."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from gatepost.web import backups
from gatepost.web.operations.cards import FILE, compartment
from gatepost.web.operations.doctor.finding import LOOK, OK, WRONG, Finding
from gatepost.web.operations.place import Installation

A_YEAR = timedelta(days=366)
A_WEEK = timedelta(days=8)


def look(here: Installation) -> Iterator[Finding]:
    """All of it, as far as this machine knows."""
    storage, now = here.config.folder, datetime.now(UTC)
    if not (storage / FILE).exists():
        do = "run `gatepost recovery cut`"
        yield Finding(WRONG, "backup", "no recovery cards have been cut, so no backup can be made", do)
        return
    numbers = [card.number for card in compartment(storage).cards]
    last = backups.known(storage)
    yield from _backup(here, last, now)
    tried = {pair for pair, at in last.rehearsed.items() if now - backups.read_moment(at) < A_YEAR}
    lacking = [pair for pair in (f"{a}-{b}" for a, b in combinations(numbers, 2)) if pair not in tried]
    if lacking:
        says = f"within a year nobody has tried whether these cards open together: {', '.join(lacking)}"
        yield Finding(LOOK, "rehearsal", says, "run `gatepost recovery rehearse` with their holders")
    else:
        yield Finding(OK, "rehearsal", "every pair of cards has been tried within a year")


def _backup(here: Installation, last: backups.Backups, now: datetime) -> Iterator[Finding]:
    if last.failed_at:
        do = "mend that, or see above that it is mended, as by `gatepost upgrade`; then run `gatepost backup`"
        yield Finding(WRONG, "backup", f"the last one, at {last.failed_at}, does not count: {last.why}", do)
    if not last.made_at:
        yield Finding(WRONG, "backup", "none has been made yet", "run `gatepost backup`")
    elif here.config.backup_to and last.is_stale(now):
        do = "see that `gatepost serve` runs, then run `gatepost backup`"
        yield Finding(WRONG, "backup", f"the last that counts is of {last.made_at}", do)
    elif now - backups.read_moment(last.made_at) > A_WEEK:
        yield Finding(LOOK, "backup", f"the last that counts is of {last.made_at}", "run `gatepost backup`")
    elif not Path(last.file).exists():
        do = "see that it lies somewhere else, and that `backup_to` is the right folder"
        yield Finding(LOOK, "backup", f"{last.file}, the last that counts, is no longer there", do)
    elif not last.failed_at:
        yield Finding(OK, "backup", f"{last.file}, of {last.made_at}: {last.verified}")
