"""Which words of a passage speak for a label, and whether they are enough."""

from collections.abc import Sequence

from gatepost.screening.tone.people import people

# What is said of a person by these has to stand in other words than those that say who somebody is.
OF_PEOPLE = ("threatening", "offensive", "abusive", "sexual")

_FEWEST = 2  # different words that have to speak for a label
_SHOWN = 4  # words that are named at most
_SHARE = 0.25  # of all that speaks for a label, what the named words have to bring: else they are not why


def raising(label: str, words: Sequence[str], added: Sequence[float]) -> list[int]:
    """The numbers of the words that speak for a label most, strongest first, none of them twice; [] if too few.

    `added` is what each word adds. A number, or a word that nearly every text has, is no reason that a person could
    follow: it counts towards the sum, and speaks for nothing.
    """
    known = people()
    silent = known.weightless if label in OF_PEOPLE else known.everyday
    strongest: dict[str, int] = {}
    for at in sorted([at for at, amount in enumerate(added) if amount > 0], key=added.__getitem__, reverse=True):
        word = words[at]
        if word not in silent and word not in strongest and not any(map(str.isdigit, word)):
            strongest[word] = at
            if len(strongest) == _SHOWN:
                break
    if len(strongest) < _FEWEST:
        return []
    speaking = [(word, amount) for word, amount in zip(words, added, strict=True) if amount > 0]
    named = sum([amount for word, amount in speaking if word in strongest])  # wherever in the passage they stand
    enough = named >= _SHARE * sum([amount for _, amount in speaking])
    return list(strongest.values()) if enough else []
