"""The situations people ask about."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gatepost.policy.answer import TAKEN
from gatepost.vocabulary.activity import Activity, Value
from gatepost.vocabulary.words import vocabulary

# A situation that tells of a concern has no address of its own: an address stays in histories and logs.
CONCERN_FACTS = frozenset({"concern", "bullied", "alleged", "parents-aware", "parents-refuse", "continues"})
CONCERN_ACTIONS = frozenset({"learn-of-concern", "handle-concern"})


def tells_of_concern(facts: Mapping[str, Value]) -> bool:
    """Are these facts about somebody's safety or conduct, rather than about what I may do?"""
    return facts.get("action") in CONCERN_ACTIONS or not CONCERN_FACTS.isdisjoint(facts)


@dataclass(frozen=True, slots=True)
class Situation:
    """What people ask.

    `roles` are those who may ask it, `asked_by` the same as the file names them; `facts` what its title says and, for
    what `openly` stands for, what the page says it takes as so; `link` whether it has an address.
    """

    slug: str
    title: str
    roles: tuple[str, ...]
    asked_by: tuple[str, ...]
    facts: Mapping[str, Value]
    link: bool
    openly: bool  # the page takes it that the person acts as themselves


@dataclass(frozen=True, slots=True)
class Group:
    """Situations under one heading."""

    heading: str
    situations: tuple[Situation, ...]


@cache
def groups() -> tuple[Group, ...]:
    """Every situation under its heading, in the order of the file."""
    table = tomllib.loads(files("gatepost.web.checks").joinpath("situations.toml").read_text("utf-8"))
    return tuple(
        Group(group["heading"], tuple(_situation(entry) for entry in group["situation"])) for group in table["group"]
    )


@cache
def situations() -> Mapping[str, Situation]:
    """Every situation by its slug."""
    return {one.slug: one for group in groups() for one in group.situations}


def _situation(entry: Mapping[str, Any]) -> Situation:
    wanted = vocabulary().facts["role"].expand(tuple(entry["for"]))
    return Situation(
        slug=entry["slug"],
        title=entry["title"],
        roles=tuple(role for role in vocabulary().facts["role"].values if role in wanted),
        asked_by=tuple(entry["for"]),
        facts=Activity.from_json({**TAKEN, **entry["facts"]}).facts,
        link=entry.get("link", True),
        openly=not TAKEN.keys() & entry["facts"].keys(),
    )
