"""JSON lines from a file or standard input, each bounded and each fault told with its line."""

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

LONGEST = 1_000_000  # bytes; an activity is a few hundred


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its number from 1, and either what it says or what is wrong with it."""

    number: int
    value: Any
    fault: str | None


class _Repeated(ValueError):
    pass


@contextmanager
def opened(name: str) -> Iterator[tuple[BinaryIO, str]]:
    """The bytes of a file, or of standard input for `-`, with the name to use in messages; raises OSError."""
    if name == "-":
        if sys.stdin is None:
            raise OSError(errno.EBADF, "standard input is closed", "<stdin>")
        yield sys.stdin.buffer, "<stdin>"
    else:
        with Path(name).open("rb") as file:
            yield file, name


def json_lines(file: BinaryIO, longest: int = LONGEST) -> Iterator[Line]:
    """Every line that is not blank; one of more than `longest` bytes is read past without being held."""
    number = 0
    while raw := file.readline(longest + 1):
        number += 1
        if len(raw) > longest:
            while raw and not raw.endswith(b"\n"):
                raw = file.readline(longest)
            yield Line(number, None, f"the line is longer than {longest // 1_000_000} MB")
        elif raw.strip():
            yield _line(number, raw)


def _line(number: int, raw: bytes) -> Line:
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        value = json.loads(text, object_pairs_hook=_unrepeated)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair could not be written out again
        return Line(number, value, None)
    except UnicodeEncodeError:
        return Line(number, None, "the line holds half of a character, written as a lone surrogate")
    except UnicodeDecodeError:
        return Line(number, None, "the line is not UTF-8 text")
    except RecursionError:
        return Line(number, None, "the line is nested too deep")
    except _Repeated as error:
        return Line(number, None, f"{error} is there twice")
    except json.JSONDecodeError as error:
        said = error.msg.lower().removesuffix(" at")
        return Line(number, None, f"the line is not JSON: {said} at character {error.pos + 1}")
    except ValueError:  # a number of thousands of digits
        return Line(number, None, "the line holds a number that is far too long")


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _Repeated(f"`{key[:60]}`")
            seen.add(key)
    return made
