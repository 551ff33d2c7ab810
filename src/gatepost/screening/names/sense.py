"""Whether the words of a whole name are a name where they stand, rather than a part of their sentence.

In small letters a name counts where no part of it is a common word, or its forename is one that stands for itself; made
of common words, where its sentence leaves it no other sense.
"""

from gatepost.screening.names import small_letters as small
from gatepost.screening.names.known import COMMON_WORDS, FORENAMES
from gatepost.screening.names.view import View
from gatepost.screening.reading import Reading

_DATES = frozenset(("april", "may", "june", "august", "summer", "autumn", "winter"))


def looks_like_a_name(reading: Reading, words: list[str], first: int, family: int, end: int) -> bool:
    """Whether a whole name, its forename from `first`, its surname from `family` up to `end`, is meant as one."""
    common = [word in COMMON_WORDS for word in words[first:end]]
    capital, family_capital = reading.capital(first), reading.capital(end - 1)
    shouted = reading.cased[reading.starts[first] : reading.ends[end - 1]].isupper()
    view = View(reading, reading.words)
    if capital and family_capital and not shouted:
        return not all(common) or _in_capitals(reading, view, first, end)
    if _hyphened(view, family, end) and not small.is_modal(words[first]):
        return True
    if not common[0] or (words[first] in FORENAMES and small.is_forename(words[first])):
        return _stands_for_itself(view, words[first], first, end, common)
    if all(common):
        if _in_midst(view, first, capital and not shouted) and words[first] not in _DATES:
            return True
        alone = len(words) == end - first
        return not (alone or small.is_modal(words[first])) and small.reads_as_a_name(view, first, end - 1)
    if small.is_modal(words[first]):
        return _after_modal(view, words, first, family, end)
    if shouted or family_capital or _in_midst(view, first, capital):
        return True
    return (not common[-1] and words[family] not in FORENAMES) or small.reads_as_a_name(view, first, end - 1)


def _in_capitals(reading: Reading, view: View, first: int, end: int) -> bool:
    """A name of common words whose parts have their capitals: `Grace Winter`, but no headline such as `Mark Days`."""
    forename = reading.words[first]
    if small.is_forename(forename) or not view.opens(first) or small.did_something(view, end - 1):
        return True
    if small.is_modal(forename) or end == len(reading.words) or view.opens(end):
        return False
    return not reading.capital(end)  # the sentence goes on in small letters


def _stands_for_itself(view: View, forename: str, first: int, end: int, common: list[bool]) -> bool:
    """A forename that is no verb or month: only what else its sentence could mean by common words speaks against it."""
    if not all(common) and (not common[0] or not common[-1] or forename in FORENAMES):
        return not common[0] or not small.comes_after_a_thing(view, first)
    return small.reads_as_a_name(view, first, end - 1) or small.asks(view, first) or small.is_given_to(view, first)


def _after_modal(view: View, words: list[str], first: int, family: int, end: int) -> bool:
    """`May` and `Will` with a surname that is no common word."""
    if small.did_something(view, end - 1) or small.follows_as_a_name(view, first):
        return True
    if words[family] in FORENAMES:
        return small.is_parted(view, first)
    return not small.modal_has_its_verb(view, first, end - 1)


def _hyphened(view: View, family: int, end: int) -> bool:
    return any(view.gap(number) == "-" for number in range(family, end - 1))


def _in_midst(view: View, first: int, capital: bool) -> bool:
    """Whether a capital stands in the midst of a sentence, where verbs have none."""
    return capital and not view.opens(first)
