"""Which words of a passage speak for a label, and whether they are enough."""

from collections.abc import Sequence

from gatepost.screening.tone.people import people

# What is said of a person by these has to stand in words that tell it, and a few words prove little.
STRICT = ("threatening", "offensive", "abusive", "sexual")

_FEWEST = 2  # different words that have to speak for a label
_SHOWN = 4  # words that are named at most
_STRICT_FEWEST = 7  # words of a passage that can be told of a label of STRICT
_TELLING = 0.25  # of what the strongest word adds: a word that adds as much tells something itself


def raising(label: str, words: Sequence[str], added: Sequence[float]) -> list[int]:
    """The numbers of the words that speak for a label most, strongest first, none of them twice; [] if too few.

    `added` is what each word adds. For a label of STRICT two of the words have to tell it themselves: a word that
    nearly every text has, or that says who somebody is, does not.
    """
    strongest = _strongest(words, added)
    if len(strongest) < _FEWEST or (label in STRICT and not _strict(words, added)):
        return []
    return strongest[:_SHOWN]


def _strict(words: Sequence[str], added: Sequence[float]) -> bool:
    if len(words) < _STRICT_FEWEST:
        return False
    plain = people().weightless
    telling = _strongest(words, [0 if word in plain else amount for word, amount in zip(words, added, strict=True)])
    return len(telling) >= _FEWEST and added[telling[1]] >= _TELLING * max(added)


def _strongest(words: Sequence[str], added: Sequence[float]) -> list[int]:
    seen: set[str] = set()
    strongest: list[int] = []
    for at in sorted([at for at, amount in enumerate(added) if amount > 0], key=added.__getitem__, reverse=True):
        if len(strongest) == _SHOWN:
            break
        if words[at] not in seen:
            seen.add(words[at])
            strongest.append(at)
    return strongest
