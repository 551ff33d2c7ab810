"""The unique pupil number: its shape, and its check letter, which is only ever a reason to look again."""

import re

_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_SHAPE = re.compile(rf"[{_LETTERS}]\d{{11}}[0-9{_LETTERS}]")


def is_upn(text: str) -> bool:
    """Has the text the shape of a UPN, permanent or temporary, whatever its check letter?"""
    return _SHAPE.fullmatch(text) is not None


def check_letter_is_right(upn: str) -> bool:
    """Is the first letter the one that the twelve characters after it give? `upn` has the shape of a UPN.

    A temporary UPN ends in a letter, which counts as its place in the alphabet of the check.
    """
    values = (int(c) if c.isdigit() else _LETTERS.index(c) for c in upn[1:])
    return upn[0] == _LETTERS[sum(weight * value for weight, value in enumerate(values, start=2)) % len(_LETTERS)]
