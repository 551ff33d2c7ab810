"""A draft as it was written, with the findings marked in place."""

from collections.abc import Sequence
from dataclasses import dataclass

from gatepost.screening.finding import Finding
from gatepost.web.signs import Piece, pieces


@dataclass(frozen=True, slots=True)
class Passage:
    """Pieces that are marked as one, or not at all; overlapping findings are one mark with all their numbers."""

    pieces: tuple[Piece, ...]
    numbers: tuple[int, ...] = ()


def passages(text: str, findings: Sequence[Finding]) -> tuple[Passage, ...]:
    """The draft in order. Findings are numbered as they come, from 1."""
    found: list[Passage] = []
    at = 0
    for start, end, numbers in _merged(findings):
        if at < start:
            found.append(Passage(pieces(text[at:start])))
        found.append(Passage(pieces(text[start:end]), numbers))
        at = end
    if at < len(text):
        found.append(Passage(pieces(text[at:])))
    return tuple(found)


def _merged(findings: Sequence[Finding]) -> list[tuple[int, int, tuple[int, ...]]]:
    merged: list[tuple[int, int, tuple[int, ...]]] = []
    numbered = sorted(enumerate(findings, 1), key=lambda each: (each[1].start, each[1].end))
    for number, one in numbered:
        if one.start >= one.end:
            continue
        if merged and one.start < merged[-1][1]:
            start, end, numbers = merged[-1]
            merged[-1] = (start, max(end, one.end), (*numbers, number))
        else:
            merged.append((one.start, one.end, (number,)))
    return merged
