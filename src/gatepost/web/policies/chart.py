"""A bar chart of the kinds of change between two policies, as numbers ready to be drawn."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gatepost.policy.difference import Change
from gatepost.vocabulary.words import vocabulary

FULL = 300  # units of the drawing's width that the longest bar takes
ROW = 44


@dataclass(frozen=True, slots=True)
class Bar:
    """How many clauses of the two policies are in changes of one kind; places in units of the drawing."""

    kind: str
    clauses: int
    width: int
    top: int

    @property
    def label(self) -> str:
        """The kind of change in words."""
        return {
            "stricter": _("Stricter"),
            "looser": _("Less strict"),
            "new": _("Spoken of, where the first is silent"),
            "gone": _("Silent, where the first speaks of it"),
        }[self.kind]


def bars(changes: Iterable[Change]) -> tuple[Bar, ...]:
    """Stricter, looser, newly spoken of, no longer spoken of: each with the number of clauses concerned."""
    counts: dict[str, set[tuple[str, str]]] = {"stricter": set(), "looser": set(), "new": set(), "gone": set()}
    for change in changes:
        counts[_kind(change)] |= {("old", id_) for id_ in change.old_clauses} | {
            ("new", id_) for id_ in change.new_clauses
        }
    most = max((len(clauses) for clauses in counts.values()), default=0) or 1
    return tuple(
        Bar(kind, len(clauses), FULL * len(clauses) // most, ROW * at)
        for at, (kind, clauses) in enumerate(counts.items())
    )


def _kind(change: Change) -> str:
    rank = vocabulary().rank
    if change.old_outcome == "silent":
        return "new"
    if change.new_outcome == "silent":
        return "gone"
    return "stricter" if rank(change.new_outcome) > rank(change.old_outcome) else "looser"
