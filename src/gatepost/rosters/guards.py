"""What must be confirmed in typed words before an import, because so many would leave that the file may be wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from gatepost.rosters.matching import Known
from gatepost.rosters.snapshot import Kind

MOST_LEAVERS = 15  # per cent of the roll of a kind that may leave without being asked about
_SUMMER = range(6, 10)  # the months in which the top year leaves

_PLURAL: dict[Kind, str] = {
    "pupil": "pupils",
    "former-pupil": "former pupils",
    "staff": "members of staff",
    "governor": "governors",
    "parent": "parents",
}


@dataclass(frozen=True, slots=True)
class Guard:
    """A reason to ask: `leaving` of `of` people of a kind, or of one year group of pupils, would leave."""

    kind: Kind
    year_group: int | None
    leaving: int
    of: int
    message: str


def guards(known: Sequence[Known], leaving: Iterable[Known], on: date) -> tuple[Guard, ...]:
    """The guards that stand before these leavers on a day: by kind, then by year group of pupils."""
    roll = [one for one in known if not one.left and one.kind != "former-pupil"]
    going = [one for one in leaving if not one.left and one.kind != "former-pupil"]
    found: list[Guard] = []
    kinds, kinds_going = Counter(one.kind for one in roll), Counter(one.kind for one in going)
    for kind in sorted(kinds_going):
        gone, of = kinds_going[kind], kinds[kind]
        if gone * 100 > of * MOST_LEAVERS:
            message = f"{gone:,} of {of:,} {_PLURAL[kind]} would leave. Is the file complete?"
            found.append(Guard(kind, None, gone, of, message))
    years = Counter(one.year_group for one in roll if one.kind == "pupil" and one.year_group is not None)
    years_going = Counter(one.year_group for one in going if one.kind == "pupil" and one.year_group is not None)
    top = max(years, default=None)
    for year in sorted(years_going):
        if years_going[year] == years[year] and not (year == top and on.month in _SUMMER):
            message = f"All {years[year]:,} pupils of {year_name(year)} would leave. Is the file complete?"
            found.append(Guard("pupil", year, years[year], years[year], message))
    return tuple(found)


def year_name(year: int) -> str:
    """`Nursery`, `Reception`, `Year 4`."""
    return f"Year {year}" if year > 0 else "Reception" if year == 0 else "Nursery"
