"""Faults of a policy file, told all at once, each with its line, its clause and what was probably meant."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_FAULTS = 500  # a file with more is not a policy with slips in it


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. `line` counts from 1; `message` is a sentence with the user's words in backticks."""

    line: int
    clause: str | None
    message: str

    def at(self, file: str) -> str:
        """`caldecote.md:44: clause CP-17: ...`"""
        clause = f"clause {self.clause}: " if self.clause else ""
        return f"{file}:{self.line}: {clause}{self.message}"


class PolicyFaults(ValueError):
    """A policy file that cannot be used; `faults` are in the order of the file."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file = file
        self.faults = faults
        super().__init__("\n".join(self.lines()))

    def lines(self) -> Iterator[str]:
        for fault in self.faults:
            yield fault.at(self.file)


class TooManyFaults(Exception):
    """The list of faults is full; the reader stops there."""


class FaultList:
    """Collects faults while a file is read."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, line: int, clause: str | None, message: str) -> None:
        self._faults.append(Fault(line, clause, message))
        if len(self._faults) >= MOST_FAULTS:
            self._faults.append(Fault(line, None, f"more than {MOST_FAULTS} faults; the rest of the file was not read"))
            raise TooManyFaults

    def sorted(self) -> tuple[Fault, ...]:
        return tuple(sorted(self._faults, key=lambda fault: fault.line))
