"""Dates that somebody entered or a file told, each with its line, before anybody has agreed to them."""

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from gatepost.terms.dates import said
from gatepost.terms.faults import Fault

Kind = Literal[
    "term",
    "term-starts",
    "term-ends",
    "half-term",
    "half-term-starts",
    "half-term-ends",
    "inset",
    "half-day",
    "closure",
    "bank-holiday",
    "holiday",
]

MOST_DATES = 2000  # a file with more is not the calendar of a school
LARGEST = 1_000_000  # bytes of a file
LONGEST_NAME = 120  # characters


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed date, or dates from `starts` to `ends` with both in it; `line` counts from 1.

    `closes` is the hour at which a half day ends.
    """

    kind: Kind
    name: str
    starts: date
    ends: date
    line: int
    closes: time | None = None

    def __str__(self) -> str:
        return (
            f"{self.name} ({said(self.starts)})"
            if self.starts == self.ends
            else (f"{self.name} ({said(self.starts)} to {said(self.ends)})")
        )


@dataclass(frozen=True, slots=True)
class Proposed:
    """What was read: the dates in the order of their lines, and a finding for everything that was not placed."""

    dates: tuple[Proposal, ...]
    findings: tuple[Fault, ...]


def plain(text: str) -> str:
    """A name on one line, without control characters, cut where it is longer than a name is."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST_NAME].strip()
