"""The names of all actions that can stand in the record, each with its sentence."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


class UnknownAction(LookupError):
    """An action that the registry does not name."""


@cache
def actions() -> Mapping[str, str]:
    """Each dotted name with its sentence, which follows `Somebody, as headteacher, ...`."""
    table = tomllib.loads(files("gatepost.web.record").joinpath("actions.toml").read_text("utf-8"))
    return {f"{noun}.{verb}": sentence for noun, verbs in table.items() for verb, sentence in verbs.items()}


def sentence(action: str) -> str:
    """The sentence of an action; raises UnknownAction."""
    try:
        return actions()[action]
    except KeyError:
        raise UnknownAction(action) from None
