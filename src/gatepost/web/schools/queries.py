"""Which schools there are."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from gatepost.policy.library import pack


@dataclass(frozen=True, slots=True)
class School:
    """One school. `jurisdiction` is england or wales; `body` its trust or council; `policy` the pack it has adopted."""

    slug: str
    name: str
    jurisdiction: str
    body: str
    policy: str

    @property
    def policy_title(self) -> str:
        """The title of its policy."""
        return pack(self.policy).title

    @property
    def policy_source(self) -> str:
        """Whose policy it was adopted from."""
        return pack(self.policy).source or pack(self.policy).name


@cache
def schools() -> Mapping[str, School]:
    """Every school by its slug, in the order of the file."""
    table = tomllib.loads(files("gatepost.web.schools").joinpath("demo.toml").read_text("utf-8"))
    return {entry["slug"]: School(**entry) for entry in table["school"]}
