"""How far the clock is with a large file, for whoever waits for it.

All of a file is one transaction, of which nobody else sees anything before its end. So the figures stand in a small
file of their own: two numbers, and the number of the import as its name. Where the site has several machines, those
that do not share the storage folder show no figures.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LEFT_BEHIND = 24 * 3600  # seconds after which a file is one that a machine left behind as it stopped


@dataclass(slots=True)
class Progress:
    """So many of so many changes; `of` is 0 while nobody knows yet how many there are."""

    number: int
    of: int = 0
    done: int = 0

    @property
    def percent(self) -> int:
        """Whole hundredths, 100 only when all is done."""
        return min(self.done, self.of) * 100 // self.of if self.of else 0

    def step(self, more: int) -> None:
        """So many more are done."""
        before = self.percent
        self.done = min(self.done + more, self.of)
        if self.percent != before:
            self.write()

    def write(self) -> None:
        """Say it to whoever looks. That it cannot be said is no reason to stop."""
        place = _place(self.number)
        with suppress(OSError):
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            fresh = place.with_suffix(".new")
            fresh.write_text(f"{self.done} {self.of}", "ascii")
            os.replace(fresh, place)


@contextmanager
def telling(number: int) -> Iterator[Progress]:
    """The progress of an import, while it is being read or written."""
    one = Progress(number)
    one.write()
    try:
        yield one
    finally:
        with suppress(OSError):
            _place(number).unlink(missing_ok=True)


def progress_of(number: int) -> Progress | None:
    """How far an import is; None where nobody works on it now, or it cannot be told."""
    try:
        done, of = _place(number).read_text("ascii").split()
        return Progress(number, int(of), int(done))
    except (OSError, ValueError):
        return None


def sweep() -> None:
    """Take away what was left behind."""
    with suppress(OSError), os.scandir(_folder()) as entries:
        for one in entries:
            with suppress(OSError):
                if time.time() - one.stat().st_mtime > LEFT_BEHIND:
                    os.unlink(one.path)


def _folder() -> Path:
    folder: Path = settings.CONFIG.folder
    return folder / "progress"


def _place(number: int) -> Path:
    return _folder() / f"import-{number}"
