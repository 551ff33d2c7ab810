"""How far two spellings of a name are apart."""

import re
from collections.abc import Iterator

_SOUNDS = (
    (re.compile(r"^(?:kn|gn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"gh"), ""),
    (re.compile(r"sch"), "sk"),
    (re.compile(r"[ck]+(?=[eiy])"), "c"),
    (re.compile(r"[ckq]+"), "k"),
    (re.compile(r"c"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"z"), "s"),
    (re.compile(r"j"), "g"),
    (re.compile(r"^[aeiouyh]+"), "a"),
    (re.compile(r"(?<!^)[aeiouyhw]+"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def edits(one: str, other: str, most: int) -> int:
    """How many letters are added, left out, changed or swapped with a neighbour; `most` + 1 when there are more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against
            line.append(min(cost, before[column - 2] + 1) if swapped else cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return min(last[-1], most + 1)


def sound(word: str) -> str:
    """A key that words which sound alike in English share: its consonants, in a plain spelling."""
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return word


def shorter(word: str, most: int) -> Iterator[str]:
    """The word, and the word with up to `most` (1 or 2) of its letters left out; some come twice."""
    yield word
    for first in range(len(word)):
        once = word[:first] + word[first + 1 :]
        yield once
        if most > 1:
            for second in range(first, len(once)):
                yield once[:second] + once[second + 1 :]
