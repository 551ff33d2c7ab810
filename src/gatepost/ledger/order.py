"""The numbers of a log's entries as they come: which are missing, moved, put in or wrong."""

from collections.abc import Callable

MOST_GAPS = 1_000


class Order:
    """Takes the `seq` of each entry in the order of the file, and tells `add(kind, says, first, last)` what is wrong.

    A number is weighed when the next one is known, so `finish` must be called after the last. Memory is bounded.
    """

    def __init__(self, add: Callable[[str, str, int | None, int | None], None]) -> None:
        self._add = add
        self.expected = 0  # the number that the next entry should have
        self._held: list[int | None] = []
        self._gaps: list[tuple[int, int]] = []
        self._early: dict[int, int] = {}  # number of an entry that came before its time -> the place where it came

    def take(self, seq: int | None) -> None:
        """The number of the next entry; None for one that cannot be read, which is taken to be in its place."""
        self._held.append(seq)
        if len(self._held) == 2:
            self._weigh(self._held.pop(0), seq)

    def finish(self) -> None:
        """No more entries come; tells of what is missing or was put in."""
        if self._held:
            self._weigh(self._held.pop(), None)
        while self.expected in self._early:
            self._came_early()
        for seq, place in self._early.items():
            self._put_in(seq, place)
        for first, last in self._gaps:
            self._missing(first, last)

    def _weigh(self, seq: int | None, following: int | None) -> None:
        while seq is not None and seq != self.expected and self.expected in self._early:
            self._came_early()
        expected = self.expected
        if seq is None or seq == expected:
            self.expected += 1
        elif following == expected + 1:
            self.expected += 1
            self._add("renumbered", f"Where entry {expected} belongs stands one numbered {seq}.", expected, expected)
        elif seq > expected and following == expected and len(self._early) < MOST_GAPS:
            self._early[seq] = expected
        elif seq > expected:
            self.expected = seq + 1
            if len(self._gaps) < MOST_GAPS:
                self._gaps.append((expected, seq - 1))
            else:
                self._missing(expected, seq - 1)
        elif self._filled(seq):
            self._add("moved", f"Entry {seq} stands after entry {expected - 1}; the order was changed.", seq, seq)
        else:
            self._put_in(seq, expected)

    def _came_early(self) -> None:
        seq, place = self.expected, self._early.pop(self.expected)
        self._add("moved", f"Entry {seq} stands before entry {place}; the order was changed.", place, seq)
        self.expected += 1

    def _put_in(self, seq: int, place: int) -> None:
        where = f"After entry {place - 1}" if place else "Before the first entry"
        self._add("inserted", f"{where} one numbered {seq} was put in.", place, place)

    def _missing(self, first: int, last: int) -> None:
        which = f"Entry {first} is" if first == last else f"Entries {first} to {last} are"
        self._add("missing", f"{which} missing.", first, last)

    def _filled(self, seq: int) -> bool:
        for at, (first, last) in enumerate(self._gaps):
            if first <= seq <= last:
                rest = [(first, seq - 1), (seq + 1, last)]
                self._gaps[at : at + 1] = [(low, high) for low, high in rest if low <= high]
                return True
        return False
