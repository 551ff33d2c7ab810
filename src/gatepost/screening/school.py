"""What a school publishes of itself, so that a draft may be compared with it, read from a TOML file."""

import re
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from gatepost.screening.faults import FileFaults, toml_of
from gatepost.vocabulary.nearest import did_you_mean, quoted

LARGEST = 1_000_000  # bytes
MOST_ENTRIES = 500  # of one list
LONGEST_ENTRY = 200  # characters


@dataclass(frozen=True, slots=True)
class School:
    """A school in its own words. Every text is as the school writes it; all of them may be empty.

    `contacts` are the e-mail addresses, telephone numbers and postcodes that it publishes: they are nobody's
    personal data. `council` is the council or trust that runs it. `words` are the paths of its own word lists.
    """

    name: str = ""
    short_names: tuple[str, ...] = ()
    logo_words: tuple[str, ...] = ()  # a motto, a crest: what the logo says
    address: tuple[str, ...] = ()  # its lines, without the postcode
    contacts: tuple[str, ...] = ()
    events: tuple[str, ...] = ()  # names of its own events, beside the usual ones
    council: str = ""
    words: tuple[str, ...] = ()


KEYS = tuple(one.name for one in fields(School))
_TEXTS = ("name", "council")
_NOT_UTF_8 = (
    "this is not UTF-8 text, perhaps a file that Windows wrote: open it in an editor and save it again as UTF-8"
)


class SchoolFaults(FileFaults):
    """A file about a school that cannot be used."""


def read_school(path: Path | str) -> School:
    """The school of a TOML file; raises SchoolFaults with every fault, or OSError.

    `name` and `council` are texts, the other keys lists of texts; all may be left out. A path in `words` starts from
    the file's own folder.
    """
    file = str(path)
    with Path(path).open("rb") as opened:
        source = opened.read(LARGEST + 1)
    if len(source) > LARGEST:
        raise SchoolFaults(file, [(1, f"the file is larger than {LARGEST // 1_000_000} MB")])
    try:
        text = source.decode("utf-8-sig")
        read = toml_of(text, file)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise SchoolFaults(file, [(line, _NOT_UTF_8)]) from None
    except FileFaults as refused:
        raise SchoolFaults(file, list(refused.faults)) from None
    faults: list[tuple[int, str]] = []
    for key, value in read.items():
        faults += [(_line(key, text), message) for message in _wrong(key, value)]
    if faults:
        raise SchoolFaults(file, faults)
    found: dict[str, Any] = {key: value.strip() if key in _TEXTS else _entries(value) for key, value in read.items()}
    school = School(**found)
    return replace(school, words=tuple(str(Path(path).parent / one) for one in school.words))


def _entries(value: list[str]) -> tuple[str, ...]:
    return tuple(one.strip() for one in value)


def _wrong(key: str, value: Any) -> list[str]:
    shown = quoted(key)
    if key not in KEYS:
        return [f"{shown} is nothing that is asked about a school{did_you_mean(key, KEYS)}"]
    if key in _TEXTS:
        return _wrong_text(shown, value) if isinstance(value, str) else [f"{shown} is a text in quotation marks"]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        return [f'{shown} is a list of texts, such as ["one", "another"]']
    if len(value) > MOST_ENTRIES:
        return [f"{shown} has more than {MOST_ENTRIES} entries"]
    faults = [message for one in value for message in _wrong_text(shown, one)]
    if any(not one.strip() for one in value):
        faults.append(f"{shown} has an empty entry")
    return faults


def _wrong_text(shown: str, value: str) -> list[str]:
    if len(value) > LONGEST_ENTRY:
        return [f"{shown} has a text longer than {LONGEST_ENTRY} characters"]
    if not value.isprintable():
        return [f"{shown} has a character that cannot be shown: {quoted(value)}"]
    return []


def _line(key: str, text: str) -> int:
    """Where a key stands; TOML's reader does not tell. Line 1 where it is written in some rare way."""
    found = re.search(rf"^[ \t]*[\[\"']*{re.escape(key)}\b", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1
