"""The bank holidays of a jurisdiction, year by year, as far as they are known."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType


class UnknownYear(ValueError):
    """A calendar year whose bank holidays are not in the file."""


def bank_holidays(jurisdiction: str, year: int) -> Mapping[date, str]:
    """Date to name, in the order of the year, for `england` or `wales`.

    Raises UnknownYear for a year that is not in the file, ValueError for a jurisdiction that is not. Source:
    bank_holidays.toml beside this module.
    """
    known = _by_year(jurisdiction)
    if year not in known:
        first, last = min(known), max(known)
        raise UnknownYear(f"the bank holidays of {year} are not known: the file has {first} to {last}")
    return known[year]


def known_years(jurisdiction: str) -> tuple[int, ...]:
    """The calendar years whose bank holidays are known; raises ValueError for another jurisdiction."""
    return tuple(_by_year(jurisdiction))


@cache
def _by_year(jurisdiction: str) -> Mapping[int, Mapping[date, str]]:
    tables = tomllib.loads(files("gatepost.law").joinpath("bank_holidays.toml").read_text("utf-8"))
    jurisdictions = tables.pop("jurisdictions")
    if jurisdiction not in jurisdictions:
        raise ValueError(f"`{jurisdiction}` is not a jurisdiction: {' or '.join(jurisdictions)}")
    return MappingProxyType(
        {
            int(year): MappingProxyType({date.fromisoformat(day): name for day, name in days.items()})
            for year, days in tables.items()
        }
    )
