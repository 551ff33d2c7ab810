"""A figure of a set, and how it is counted."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One figure: so many right of so many, what is wanted (None: it is only told), and the misses (id, text)."""

    group: str
    name: str
    right: int
    of: int
    wanted: float | None = None
    misses: tuple[tuple[str, str], ...] = ()

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 0.0

    @property
    def met(self) -> bool:
        return self.wanted is None or self.share >= self.wanted


@dataclass
class Tally:
    """Counts of one figure while a set is gone through."""

    right: int = 0
    of: int = 0
    misses: list[tuple[str, str]] = field(default_factory=list)

    def count(self, right: bool, post: dict[str, Any]) -> None:
        self.of += 1
        self.right += right
        if not right:
            self.misses.append((str(post["id"]), str(post["text"])))

    def figure(self, group: str, name: str, wanted: float | None = None) -> Figure:
        return Figure(group, name, self.right, self.of, wanted, tuple(self.misses))
