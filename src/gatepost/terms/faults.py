"""Faults of what a school says about its days: all of them at once, each a plain sentence."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault or finding. `message` is a sentence; `line` counts from 1 in what was read, None where nothing was."""

    message: str
    line: int | None = None

    def __str__(self) -> str:
        return self.message if self.line is None else f"Line {self.line}: {self.message}"


class TermFaults(ValueError):
    """Dates or times that cannot be used; `faults` holds every fault there is."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class CannotRead(ValueError):
    """A file of which nothing was taken; the message is a sentence, `line` counts from 1 where one line is to blame."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.line = line
        super().__init__(str(Fault(message, line)))


def refuse(messages: Iterable[str]) -> None:
    """Raise TermFaults if there is any message."""
    if faults := tuple(Fault(message) for message in messages):
        raise TermFaults(faults)
