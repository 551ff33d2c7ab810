"""Whom somebody in danger or in trouble can call, in England and in Wales."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

EMERGENCY, CHILDREN, ANYONE = "emergency", "children", "anyone"


@dataclass(frozen=True, slots=True)
class Helpline:
    """One number. `hours`: when it is answered, as it stands at the end of a sentence; `source`: the body's own page;
    `looked_up`: when the entry was last compared with what is public.
    """

    name: str
    number: str
    hours: str
    source: str
    looked_up: date


@cache
def helplines(jurisdiction: str) -> Mapping[str, Helpline]:
    """EMERGENCY, CHILDREN and ANYONE to whom to call there, for `england` or `wales`.

    Raises ValueError for a jurisdiction that is not in the file. Source: helplines.toml beside this module.
    """
    tables = tomllib.loads(files("gatepost.law").joinpath("helplines.toml").read_text("utf-8"))
    if jurisdiction not in tables:
        raise ValueError(f"`{jurisdiction}` is not a jurisdiction: {' or '.join(tables)}")
    return MappingProxyType({whom: Helpline(**entry) for whom, entry in tables[jurisdiction].items()})
