"""Findings put in order: of two about one thing the stronger stays, and there are never more than a reader can read."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import pairwise
from operator import attrgetter

from gatepost.screening.finding import SURENESS, Finding

MOST_FINDINGS = 500

_STRENGTH = {sure: at for at, sure in enumerate(SURENESS)}
# Labels of one family are about one thing in the text: what lies within a stronger finding says nothing more.
_FAMILIES = {
    **dict.fromkeys(("personal-data", "own-personal-data"), "personal data"),
    **dict.fromkeys(("pupil", "staff", "governor", "parent"), "people"),
}

# What names somebody says more than what tells that somebody is spoken of: it gives way to another name alone.
NAMES = ("roll-name", "roll-first-name", "personal-name")

Span = tuple[int, int]

_place = attrgetter("start", "end", "label", "kind")


def ordered(found: Sequence[Finding]) -> list[Finding]:
    """The findings without those that a stronger one stands for, in the order of the text.

    The surer is stronger, then the longer, then a name, then the earlier. It stands for every other of its label that
    overlaps it, and for every other of its family that lies within it: a telephone number inside an e-mail address, a
    forename inside a full name. A name gives way to names only: `well done Freya in Year 3` speaks of a pupil and names
    one. Two that cover the same words with two labels of one family both stay: a pupil and a parent may have one name.
    The cost is that of sorting.
    """
    in_place = sorted(found, key=_place)
    if all(one.end <= other.start for one, other in pairwise(in_place)):
        return in_place
    by_strength = sorted(found, key=_strongest_first)
    # By label, each list in order and free of overlaps: those that name somebody, and the others.
    named: dict[str, list[Span]] = {}
    others: dict[str, list[Span]] = {}
    relatives: dict[str, set[str]] = {}  # by family, the labels of it that hold something
    kept = []
    for one in by_strength:
        span = (one.start, one.end)
        naming = one.kind in NAMES
        over = (named,) if naming else (named, others)
        if any(_overlapped(held.get(one.label, ()), span) for held in over):
            continue
        family = _FAMILIES.get(one.label)
        if family is not None:
            labels = relatives.setdefault(family, set())
            if any(_within(held.get(label, ()), span) for label in labels - {one.label} for held in over):
                continue
            labels.add(one.label)
        insort((named if naming else others).setdefault(one.label, []), span)
        kept.append(one)
    kept.sort(key=_place)
    return kept


def bounded(findings: Sequence[Finding]) -> tuple[Sequence[Finding], str]:
    """The strongest MOST_FINDINGS of ordered findings, still in order, with a sentence where some are left out."""
    if len(findings) <= MOST_FINDINGS:
        return findings, ""
    strongest = sorted(range(len(findings)), key=lambda at: (_STRENGTH[findings[at].sure], at))[:MOST_FINDINGS]
    many = f"{len(findings):,} findings, of which the {MOST_FINDINGS} surest are here"
    notice = f"There is more in this text than can be listed: {many}."
    return [findings[at] for at in sorted(strongest)], notice


def _strongest_first(one: Finding) -> tuple[int, int, bool, int, str, str]:
    return _STRENGTH[one.sure], one.start - one.end, one.kind not in NAMES, one.start, one.label, one.kind


def _overlapped(held: Sequence[Span], span: Span) -> bool:
    """Whether any of the spans, which do not overlap one another, overlaps this one."""
    at = bisect_left(held, (span[1], -1))  # the first that starts at its end or later
    return at > 0 and held[at - 1][1] > span[0]


def _within(held: Sequence[Span], span: Span) -> bool:
    """Whether this span lies within one of the spans and is shorter."""
    at = bisect_right(held, (span[0], 1 << 62))
    return at > 0 and held[at - 1][1] >= span[1] and held[at - 1] != span
