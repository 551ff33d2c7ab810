"""The topics that school social-media policies treat, for grouping clauses and finding gaps."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Topic:
    """`of_66`: how many of 66 policies read for this project treat it; a floor, most were read only in part."""

    id: str
    title: str
    of_66: int


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic by id, in the order of topics.toml."""
    table = tomllib.loads(files("gatepost.policy").joinpath("topics.toml").read_text("utf-8"))
    return {id_: Topic(id_, entry["title"], entry["of-66"]) for id_, entry in table.items()}
