"""What a post may be on each platform: how long, with how many pictures, and what the platform counts."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

GRAPHEMES, WEIGHTED, WITH_ADDRESSES = "graphemes", "weighted", "graphemes-and-addresses"


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. `letters`: the longest text in what it `counts` (GRAPHEMES, WEIGHTED or WITH_ADDRESSES); `channel`:
    the word of the vocabulary; `alt`: the longest description of a picture, `bytes`: the longest text in bytes, each 0
    where the platform names none.
    """

    code: str
    name: str
    channel: str
    letters: int
    counts: str
    pictures: int
    alt: int = 0
    bytes: int = 0


@cache
def platforms() -> Mapping[str, Platform]:
    """Every platform by its code. Source: platform_limits.toml beside this module, with the day it was checked."""
    table = tomllib.loads(files("gatepost.law").joinpath("platform_limits.toml").read_text("utf-8"))
    return MappingProxyType({code: Platform(code, **entry) for code, entry in table.items()})
