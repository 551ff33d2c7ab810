"""Few photos are looked at at once, so that the site has threads and a processor left for everybody else.

All of it is counted for each web process by itself and in its memory alone: that somebody had photos looked at is
written nowhere.
"""

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Condition

from django.utils.translation import gettext as _

from gatepost.screening.pictures.words import SECONDS

LOOKS = 2  # at once
WAITING = 2  # more, each on a thread of the site: of these it must have more than LOOKS and WAITING
PATIENCE = 3.0  # seconds
MOST_PHOTOS = 120  # of one member in an HOUR
HOUR = 60 * 60  # seconds


class Busy(RuntimeError):
    """No photo can be looked at for this member just now; the message is a sentence for the person."""


class Looks:
    """Who looks at photos in this process, who waits, and how many photos each member had looked at.

    `reading`: the seconds that the words in one photo may take.
    """

    def __init__(
        self, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic, reading: float = SECONDS
    ) -> None:
        self._patience, self._clock, self.reading = patience, clock, reading
        self._changed = Condition()
        self._looking: set[int] = set()
        self._waiting: set[int] = set()
        self._looked_at: dict[int, deque[float]] = {}

    @contextmanager
    def one(self, membership_id: int, photos: int = 1) -> Iterator[None]:
        """Look at so many photos of one member while the block runs; raises Busy."""
        with self._changed:
            self._wait(membership_id)
            self._count(membership_id, photos)
            self._looking.add(membership_id)
        try:
            yield
        finally:
            with self._changed:
                self._looking.discard(membership_id)
                self._changed.notify_all()

    def _wait(self, member: int) -> None:
        def free() -> bool:
            return member not in self._looking and len(self._looking) < LOOKS

        if free():
            return
        # Each member waits once: nobody takes the places of others by asking again and again.
        if member not in self._waiting and len(self._waiting) < WAITING:
            self._waiting.add(member)
            try:
                if self._changed.wait_for(free, self._patience):
                    return
            finally:
                self._waiting.discard(member)
        raise Busy(
            _(
                "Many photos are being looked at just now. Your words are still here: choose the photos again in a "
                "minute."
            )
        )

    def _count(self, member: int, photos: int) -> None:
        now = self._clock()
        for one, times in list(self._looked_at.items()):
            while times and times[0] <= now - HOUR:
                times.popleft()
            if not times:
                del self._looked_at[one]
        times = self._looked_at.get(member, deque())
        if len(times) + photos > MOST_PHOTOS:
            most = {"most": MOST_PHOTOS}
            raise Busy(
                _(
                    "You have had %(most)d photos looked at within an hour, which is the most. Your words are still "
                    "here: choose the photos again later."
                )
                % most
            )
        self._looked_at[member] = times
        times.extend([now] * photos)


here = Looks()


def one_look(membership_id: int, photos: int = 1) -> AbstractContextManager[None]:
    """Look at so many photos of one member in this process while the block runs; raises Busy."""
    return here.one(membership_id, photos)
