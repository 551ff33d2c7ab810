"""What can befall bytes and text: one place at a time is flipped, cut, left out, doubled or put in."""

import base64
import traceback
from collections.abc import Iterator


def damaged(whole: bytes) -> Iterator[bytes]:
    """Every way to change one place; none of them equals the whole."""
    for at in range(len(whole)):
        before, byte, after = whole[:at], whole[at], whole[at + 1 :]
        for bit in range(8):
            yield before + bytes([byte ^ 1 << bit]) + after
        yield before
        if before + after != whole:
            yield before + after
        yield before + bytes([byte]) * 2 + after
        yield before + b"\0" + whole[at:]
    yield whole + b"\0"
    yield whole * 2


def damaged_text(whole: str) -> Iterator[str]:
    """The same for text, with signs that mean something to a parser."""
    for at in range(len(whole)):
        before, after = whole[:at], whole[at + 1 :]
        yield before
        yield before + after
        yield before + whole[at] * 2 + after
        for sign in '0A"{[:=\\\0\ud800':
            if sign != whole[at]:
                yield before + sign + after
            yield before + sign + whole[at:]
    yield whole * 2


def all_that_is_told(error: BaseException) -> str:
    """Everything that an error carries: its text, its arguments, its fields, and those of every error behind it."""
    told = ["".join(traceback.format_exception(error))]
    behind: list[BaseException | None] = [error]
    while behind:
        if one := behind.pop():
            told += [str(one), repr(one), repr(one.args), repr(vars(one)), repr(getattr(one, "object", None))]
            behind += [one.__cause__, one.__context__]
    return "\n".join(told)


def spellings(raw: bytes) -> list[str]:
    """The ways in which key bytes could be seen in a text."""
    return [raw.hex(), repr(raw)[2:-1], repr(bytearray(raw)), str(list(raw)), base64.b64encode(raw).decode()]
