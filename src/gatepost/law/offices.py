"""The words of office of a jurisdiction: what a school in England or in Wales calls its safeguarding lead."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_FORMS = ("short", "long")


@cache
def offices(jurisdiction: str) -> Mapping[str, str]:
    """Word of office to its name, in the words of `england` or `wales`; `dsl-long` and the like for a first mention.

    Raises ValueError for a jurisdiction that is not in the file. Source: offices.toml beside this module.
    """
    tables = tomllib.loads(files("gatepost.law").joinpath("offices.toml").read_text("utf-8"))
    if jurisdiction not in tables:
        raise ValueError(f"`{jurisdiction}` is not a jurisdiction: {' or '.join(tables)}")
    names: dict[str, str] = {}
    for word, forms in tables[jurisdiction].items():
        names[word], names[f"{word}-long"] = (forms[form] for form in _FORMS)
    return MappingProxyType(names)
