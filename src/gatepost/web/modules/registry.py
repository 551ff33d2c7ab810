"""The modules, each with the text of its data protection impact assessment (DPIA)."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


class UnknownModule(LookupError):
    """A module that the registry does not name."""


@dataclass(frozen=True, slots=True)
class Risk:
    """What could go wrong, and what is done about it."""

    risk: str
    measure: str


@dataclass(frozen=True, slots=True)
class Module:
    """One module. The other fields are the assessment, in the words that the officer signs."""

    code: str
    title: str
    purpose: str
    whose: str
    what: str
    basis: str
    kept: str
    seen_by: str
    need: str
    risks: tuple[Risk, ...]

    @property
    def version(self) -> str:
        """What names these words and no others: the first 12 hex digits of their SHA-256."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    @property
    def text(self) -> str:
        """The whole assessment as it is signed."""
        lines = [self.title, self.purpose, self.whose, self.what, self.basis, self.kept, self.seen_by, self.need]
        lines += [f"{one.risk} {one.measure}" for one in self.risks]
        return "\n".join(lines)


@cache
def modules() -> Mapping[str, Module]:
    """Every module by its code."""
    table = tomllib.loads(files("gatepost.web.modules").joinpath("modules.toml").read_text("utf-8"))
    return {
        code: Module(code=code, **(entry | {"risks": tuple(Risk(**one) for one in entry["risks"])}))
        for code, entry in table.items()
    }


def module(code: str) -> Module:
    """One module; raises UnknownModule."""
    try:
        return modules()[code]
    except KeyError:
        raise UnknownModule(code) from None
