"""Which words of the vocabulary would betray that a program speaks."""

import re
from functools import cache

from gatepost.vocabulary.words import vocabulary


@cache
def _words() -> re.Pattern[str]:
    words = vocabulary()
    every = {*words.facts, *words.outcomes, *words.verbs, *words.recipients}
    for fact in words.facts.values():
        every |= {*fact.values, *fact.groups}
    with_hyphen = sorted((word for word in every if "-" in word), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(with_hyphen)})(?![\w-])")


def hyphenated(text: str) -> list[str]:
    """The words of the vocabulary with a hyphen that stand in a text, such as `former-pupil`."""
    return _words().findall(text)
