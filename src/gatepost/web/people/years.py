"""Year groups in the words of a screen."""

from django.utils.translation import gettext as _

from gatepost.rosters.years import LAST, NURSERY


def year_name(year: int | None) -> str:
    """`Nursery`, `Reception`, `Year 4`; empty for none."""
    if year is None:
        return ""
    named = {NURSERY: _("Nursery, first year"), -1: _("Nursery"), 0: _("Reception")}
    return named.get(year) or _("Year {number}").format(number=year)


def year_choices() -> list[tuple[str, str]]:
    """Every year group by its number, none first."""
    return [("", _("None")), *((str(year), year_name(year)) for year in range(NURSERY, LAST + 1))]
