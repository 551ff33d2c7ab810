"""Faults of a file that a school hands over, told all at once, each with its line and what was probably meant."""

import codecs
import re
import tomllib
from typing import Any

MOST_FAULTS = 100  # a file with more is not the one that was meant

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class FileFaults(ValueError):
    """A file that cannot be used: `faults` are (line from 1, sentence) in the order of the file, `file` its name."""

    def __init__(self, file: str, faults: list[tuple[int, str]]) -> None:
        self.file = file
        self.faults = tuple(sorted(faults)[:MOST_FAULTS])
        more = len(faults) - MOST_FAULTS
        lines = [f"{file}:{line}: {message}" for line, message in self.faults]
        lines += [f"{file}: {more} more faults"] if more > 0 else []
        super().__init__("\n".join(lines))


def text_of(source: bytes, file: str, longest: int) -> str:
    """The text of a file in UTF-8, in UTF-16 with its mark, or in Windows' Western European; raises FileFaults."""
    if len(source) > longest:
        raise FileFaults(file, [(1, f"the file is larger than {longest // 1_000_000} MB")])
    encoding = next((encoding for mark, encoding in _MARKS if source.startswith(mark)), "utf-8")
    try:
        text = source.decode(encoding)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        if encoding != "utf-8":
            raise FileFaults(file, [(line, f"the file says that it is {_named(encoding)} and is not")]) from None
        text = _western(source, file, line)
    if "\0" in text:
        raise FileFaults(
            file,
            [
                (
                    text.count("\n", 0, text.index("\0")) + 1,
                    "this is no text file; a spreadsheet has to be saved as CSV first",
                )
            ],
        )
    return text


def toml_of(text: str, file: str) -> dict[str, Any]:
    """The tables of a TOML file; raises FileFaults, also where it cannot be taken apart within bounds."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = _not_toml(str(error), text)
    except RecursionError:
        fault = 1, "the file is nested too deep"
    except ValueError:  # a number of thousands of digits
        fault = 1, "the file holds a number that is far too long"
    raise FileFaults(file, [fault])


def _not_toml(message: str, text: str) -> tuple[int, str]:
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", message)
    line = int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1
    said = message[: at.start()] if at else message
    hint = "; a text stands between straight quotation marks" if said == "Invalid value" else ""
    return line, f"the file is not TOML: {said[:1].lower()}{said[1:]}{hint}"


def _named(encoding: str) -> str:
    return encoding.removesuffix("-sig").upper()


def _western(source: bytes, file: str, line: int) -> str:
    """What Windows wrote where it did not write UTF-8; only where each of its other characters could be in a name."""
    try:
        text = source.decode("cp1252")
    except UnicodeDecodeError:
        text = "\x80"
    if all(char.isascii() or char.isalpha() or char in "‘’“”–— " for char in set(text)):
        return text
    raise FileFaults(file, [(line, "the accents of the file would be wrong: save it again as UTF-8")])
