"""What the law protects a person in saying: speaking up about wrongdoing or danger, and union business."""

from collections.abc import Sequence
from dataclasses import dataclass

from gatepost.screening.cues.match import Hit

POINTS_NEEDED = 2
_SHORT = 120  # words; in a text no longer than this a protection covers all of it
_NEIGHBOURS = 2  # sentences each side that a protection covers in a longer text


@dataclass(frozen=True, slots=True)
class Protection:
    """Why nothing is held against a passage. `start` and `end` are code points of the original, `end` not included.

    `kind` is `whistleblowing`, `safety` or `union`; `sentence` tells the writer of the protection.
    """

    kind: str
    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Ground:
    """One `[[protection]]` of a list: its patterns are evidence of `points` that the protection applies."""

    kind: str
    points: int
    sentence: str


def granted(found: Sequence[Hit[Ground]]) -> list[tuple[str, list[Hit[Ground]]]]:
    """Each kind of protection for which there is enough evidence, with the matches that are that evidence."""
    kinds: dict[str, list[Hit[Ground]]] = {}
    for hit in found:
        kinds.setdefault(hit.rule.kind, []).append(hit)
    enough = []
    for kind, hits in kinds.items():
        strongest: dict[int, int] = {}
        for hit in hits:
            strongest[hit.pattern] = hit.rule.points
        if sum(strongest.values()) >= POINTS_NEEDED:
            enough.append((kind, hits))
    return enough


def covered(hits: Sequence[Hit[Ground]], words: int, sentences: int) -> range | set[int]:
    """The numbers of the sentences that these matches protect, in a text of so many words and sentences."""
    if words <= _SHORT:
        return range(sentences)
    near = range(-_NEIGHBOURS, _NEIGHBOURS + 1)
    return {hit.sentence + step for hit in hits for step in near}
