"""The kinds of notices: the one sentence that each ever says, and the page it leads to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext


class UnknownKind(LookupError):
    """A kind that the registry does not name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `says` holds no name, number or content; `page` names an address of the school alone."""

    code: str
    says: str
    page: str

    @property
    def words(self) -> str:
        """The sentence in the reader's language."""
        return gettext(self.says)


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind by its code."""
    table = tomllib.loads(files("gatepost.web.notices").joinpath("kinds.toml").read_text("utf-8"))
    return {code: Kind(code, **entry) for code, entry in table.items()}


def kind(code: str) -> Kind:
    """One kind; raises UnknownKind."""
    try:
        return kinds()[code]
    except KeyError:
        raise UnknownKind(code) from None
