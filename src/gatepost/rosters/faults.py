"""What is wrong with a roster file, told all at once, each fault with its file, row and column."""

from dataclasses import dataclass

MOST_FAULTS = 200  # more are counted, not listed: nobody mends them one by one
_LONGEST_WORD = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault or warning. `row` counts as a spreadsheet does, from 1, and is 0 where the whole file is meant.

    `message` is a sentence for a screen. It may hold the user's own words, so it never goes into a log.
    """

    file: str
    row: int
    message: str
    column: str = ""

    def at(self) -> str:
        """`users.csv:7: column birthDate: ...`"""
        row = f":{self.row}" if self.row else ""
        column = f"column {self.column}: " if self.column else ""
        return f"{self.file}{row}: {column}{self.message}"


class RosterFaults(ValueError):
    """A roster file that cannot be used. `faults` holds the first of them in the order of the file, `count` all.

    The text of the exception names no person, so that it may be logged.
    """

    def __init__(self, faults: tuple[Fault, ...], count: int | None = None) -> None:
        self.faults = faults
        self.count = len(faults) if count is None else count
        super().__init__(f"the roster file cannot be used: {self.count} {'fault' if self.count == 1 else 'faults'}")


class FaultList:
    """Collects faults, or warnings, while a file is read; lists the first and counts the rest."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self.count = 0

    def add(self, file: str, row: int, message: str, column: str = "") -> None:
        self.count += 1
        if len(self._faults) < MOST_FAULTS:
            self._faults.append(Fault(file, row, message, column))

    def listed(self) -> tuple[Fault, ...]:
        """The first of them, by file in the order met and by row."""
        files = {name: at for at, name in enumerate(dict.fromkeys(fault.file for fault in self._faults))}
        return tuple(sorted(self._faults, key=lambda fault: (files[fault.file], fault.row)))

    def refuse_if_any(self) -> None:
        """Raises RosterFaults when there is at least one."""
        if self.count:
            raise RosterFaults(self.listed(), self.count)


def refused(file: str, message: str, row: int = 0) -> RosterFaults:
    """The one fault of a file that cannot even be opened."""
    return RosterFaults((Fault(file, row, message),))


def quoted(word: str) -> str:
    """The file's own word in backticks, cut short and without control characters, fit for any message."""
    text = "".join(c if c.isprintable() else "?" for c in word[: _LONGEST_WORD + 1])
    return f"`{text[:_LONGEST_WORD]}…`" if len(text) > _LONGEST_WORD else f"`{text}`"
