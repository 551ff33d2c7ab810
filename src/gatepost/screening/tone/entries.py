"""The word lists of the tone, read from TOML and checked: an unknown key or a repeated word is told with its line."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from gatepost.screening.word_list import LISTS, ListError
from gatepost.vocabulary.nearest import did_you_mean, quoted

FOLDER = LISTS / "tone"


def source(name: str) -> str:
    """The text of a list that Gatepost brings."""
    return FOLDER.joinpath(name).read_text(encoding="utf-8")


def tables(text: str, name: str) -> dict[str, Any]:
    """The TOML of a list; raises ListError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ListError(f"{name}: {error}") from None


def check_keys(table: Mapping[str, Any], needed: set[str], optional: set[str], text: str, name: str) -> None:
    """Raises ListError where a key is unknown or missing."""
    for key in table:
        if key not in needed | optional:
            hint = did_you_mean(key, sorted(needed | optional))
            raise ListError(f"{name}:{line_of(text, key)}: {quoted(key)} is no key of this list{hint}")
    for key in sorted(needed):
        if key not in table:
            shown = ", ".join(f"{k} = {v!r}" for k, v in list(table.items())[:2])
            raise ListError(f"{name}: an entry has no {quoted(key)} ({shown[:120]})")


def words_of(value: object, text: str, name: str, seen: set[str] | None = None) -> Iterator[str]:
    """Each entry of a list of words, lower case; raises ListError for what is no word or stands twice."""
    if not isinstance(value, list):
        raise ListError(f"{name}: expected a list of words, found {value!r}"[:300])
    here: set[str] = set() if seen is None else seen
    for entry in value:
        if not isinstance(entry, str) or not entry.strip() or entry != entry.lower().strip():
            shown = quoted(str(entry))
            raise ListError(f"{name}:{line_of(text, str(entry))}: {shown} is no word in lower case")
        if entry in here:
            raise ListError(f"{name}:{line_of(text, entry, last=True)}: {quoted(entry)} stands here twice")
        here.add(entry)
        yield entry


def line_of(text: str, entry: str, *, last: bool = False) -> int:
    """The line, from 1, on which an entry stands in quotation marks, or as a key; 1 where it is not found."""
    for form in (f'"{entry}"', entry):
        at = text.rfind(form) if last else text.find(form)
        if at >= 0:
            return text.count("\n", 0, at) + 1
    return 1
