"""The end of a school year as differences: everybody a year up, the top year gone, classes with their new names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gatepost.rosters.differences import FieldChange, Leaver
from gatepost.rosters.matching import Known


@dataclass(frozen=True, slots=True)
class Move:
    """One pupil who goes a year up, or whose class has a new name."""

    known: Known
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class RollOver:
    """All that the new school year changes. `without_year` are pupils who stay as they are, for a person to look at.

    `unnamed` are classes of moving pupils for which no new name was given: these pupils have no class for now.
    """

    moves: tuple[Move, ...]
    leavers: tuple[Leaver, ...]
    without_year: tuple[Known, ...]
    unnamed: tuple[str, ...]


def roll_over(known: Sequence[Known], top_year: int, last_day: date, classes: Mapping[str, str]) -> RollOver:
    """Move all pupils a year up as from the day after `last_day`.

    Pupils of `top_year` and above leave on `last_day`. `classes` maps the class of this year to that of the next; a
    class that splits is left out of it, and its pupils are put into classes by hand.
    """
    moves: list[Move] = []
    leavers: list[Leaver] = []
    without: list[Known] = []
    unnamed: dict[str, None] = {}
    order = sorted(known, key=lambda one: (one.surname.casefold(), one.forename.casefold(), one.key))
    for one in order:
        if one.kind != "pupil" or one.left:
            continue
        if one.year_group is None:
            without.append(one)
            continue
        if one.year_group >= top_year:
            leavers.append(Leaver(one, "left", last_day))
            continue
        fields = [FieldChange("year_group", one.year_group, one.year_group + 1)]
        room = classes.get(one.class_name, "")
        if one.class_name and one.class_name not in classes:
            unnamed[one.class_name] = None
        if room != one.class_name:
            fields.append(FieldChange("class_name", one.class_name, room))
        moves.append(Move(one, tuple(fields)))
    return RollOver(tuple(moves), tuple(leavers), tuple(without), tuple(sorted(unnamed)))
