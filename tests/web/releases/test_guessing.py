"""One draft tests few pairs of words, so that the words of a piece of news are not found by trying many at once."""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import ceil
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gatepost.web.checks.drafts.forms import LONGEST_DRAFT
from gatepost.web.releases.giving_away import MOST_PAIRS, draft_of, form, gives_away
from tests.pages import text

SOUNDS = [f"{one}{two}" for one in "bdfgklmnprtv" for two in "aou"]
VOCABULARY = [f"{one}{two}lk" for one in SOUNDS for two in SOUNDS if one != two]  # 1,260 words that say something
FEW = VOCABULARY[::31][:40]
PADDING = ("the", "and", "of", "she", "when", "is")

Oracle = Callable[[str], bool]


def pairs_tested(draft: str, words: Sequence[str]) -> int:
    """How many phrases of two of these words the draft would give away."""
    read = draft_of(draft)
    return sum(gives_away(read, (f"{one} {other}",)) for one, other in combinations(words, 2))


def most_of(draft: str) -> int:
    """What one draft may test: in a long one, a pair to a word; a part of a hashtag is one."""
    return max(MOST_PAIRS, sum(draft.count(one) for one in FEW))


def test_the_words_of_the_tests_are_words_apart() -> None:
    assert len({form(one) for one in VOCABULARY}) == len(VOCABULARY) == 1260


@st.composite
def attacks(draw: st.DrawFn) -> str:
    """A list, padded prose, hashtags in capitals or small letters, words letter by letter, all at once."""
    shapes = (
        "{0} ",
        "{0} {pad} ",
        "{0}. ",
        "#{0}{1}{2} ",
        "#{0}{1} ",
        "#{0.capital}{1.capital}{2.capital}{3.capital} ",
        "{0.spelt} {pad} ",
        "{0}-{1} ",
    )
    told = []
    for _part in range(draw(st.integers(1, 60))):
        some = draw(st.lists(st.sampled_from(FEW), min_size=4, max_size=4, unique=True))
        told.append(draw(st.sampled_from(shapes)).format(*map(_Word, some), pad=draw(st.sampled_from(PADDING))))
    return "".join(told)


class _Word(str):
    """A word that a shape may show otherwise."""

    __slots__ = ()

    @property
    def capital(self) -> str:
        return self.capitalize()

    @property
    def spelt(self) -> str:
        return " ".join(self)


@given(attacks())
@example(" ".join(FEW))
@example(" the ".join(FEW))
@example("#" + "".join(one.capitalize() for one in FEW))
@example("#" + "".join(FEW))
@example(" ".join(f"#{one}" for one in FEW))
@example(" the ".join(" ".join(one) for one in FEW))
@example(". ".join(" the ".join(FEW[at:] + FEW[:at]) for at in range(0, 40, 5)))
@settings(max_examples=60)
def test_one_draft_tests_no_more_pairs_of_words_than_it_may(draft: str) -> None:
    assert pairs_tested(draft, FEW) <= most_of(draft)


def test_a_list_of_words_tests_only_those_side_by_side() -> None:
    assert pairs_tested(" ".join(FEW[:17]), FEW) == 16
    assert gives_away(draft_of(" ".join(FEW[:17])), (f"{FEW[3]} {FEW[4]}",))


def guess(words: Sequence[str], oracle: Oracle) -> int:
    """How many drafts it takes to learn which two of these words are noted, by somebody who knows the rules and halves
    what is left: first every pair in drafts as long as they may be, then half of a draft, and so on.
    """
    asked = 0
    for draft in _packed(words):
        asked += 1
        if oracle(" ".join(draft)):
            break
    left = draft
    while len(left) > 2:
        asked += 1
        half = len(left) // 2
        left = left[: half + 1] if oracle(" ".join(left[: half + 1])) else left[half:]
    return asked


def _packed(words: Sequence[str]) -> Iterator[list[str]]:
    """Drafts in which every two of the words stand side by side once, each as long as a draft may be."""
    walk = _walk(len(words) - (len(words) % 2 == 0))
    told: list[str] = []
    for at in walk:
        told.append(words[at])
        if sum(map(len, told)) + len(told) + len(words[0]) > LONGEST_DRAFT:
            yield told
            told = [words[at]]
    yield told
    if len(words) % 2 == 0:  # the one that the walk leaves out, beside every other
        yield [one for other in words[:-1] for one in (words[-1], other)]


def _walk(number: int) -> Iterator[int]:
    """A walk over the complete graph of an odd number of corners that uses each edge once."""
    left = {one: set(range(number)) - {one} for one in range(number)}
    stack = [0]
    while stack:
        if left[stack[-1]]:
            following = min(left[stack[-1]])
            left[stack[-1]].discard(following)
            left[following].discard(stack[-1])
            stack.append(following)
        else:
            yield stack.pop()


def _oracle(phrase: str) -> Oracle:
    return lambda draft: gives_away(draft_of(draft), (phrase,))


def cost(number: int) -> int:
    """The mean over six pieces of news, rounded up."""
    chance, words = Random(7), VOCABULARY[:: len(VOCABULARY) // number][:number]
    asked = []
    for _piece in range(6):
        asked.append(guess(words, _oracle(" ".join(chance.sample(words, 2)))))
    return ceil(sum(asked) / len(asked))


@pytest.mark.parametrize("number", [17, 100, 300])
def test_guessing_takes_as_many_drafts_as_the_page_says(number: int) -> None:
    found = cost(number)
    said = " ".join(text("docs/releases.md").split())
    assert f"| {number} words | {found} drafts |" in said, found
