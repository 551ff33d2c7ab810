"""How far two spellings are apart, and which names of a roll are near a word."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.names.index import Index
from gatepost.screening.names.spelling import edits, shorter, sound
from gatepost.screening.roll import Person

short_words = st.text(alphabet="abc", max_size=6)
names = st.text(alphabet="abcd", min_size=3, max_size=9)


def slow_edits(one: str, other: str) -> int:
    """The same count by its definition: every way to begin."""

    @cache
    def count(row: int, column: int) -> int:
        if row == 0 or column == 0:
            return row + column
        best = min(
            count(row - 1, column) + 1,
            count(row, column - 1) + 1,
            count(row - 1, column - 1) + (one[row - 1] != other[column - 1]),
        )
        if row > 1 and column > 1 and one[row - 1] == other[column - 2] and one[row - 2] == other[column - 1]:
            best = min(best, count(row - 2, column - 2) + 1)
        return best

    return count(len(one), len(other))


@given(short_words, short_words, st.integers(1, 3))
def test_edits_are_counted_up_to_a_bound(one: str, other: str, most: int) -> None:
    assert edits(one, other, most) == min(slow_edits(one, other), most + 1)


@given(st.lists(names, min_size=1, max_size=8), names)
def test_every_name_near_a_word_is_looked_up(roll: list[str], word: str) -> None:
    index = Index([Person("pupil", "Zzz", name) for name in roll])
    near = {name: count for name in roll if 0 < (count := slow_edits(word, name)) <= 2}
    looked_up = index.close(word, 2)
    for name, count in near.items():
        if count == 1 or min(len(name), len(word) + 1) >= 6:
            assert looked_up[name] == count
    assert all(slow_edits(word, name) == count for name, count in looked_up.items())


@given(st.text(alphabet="ab", min_size=2, max_size=5))
def test_shorter_words_leave_out_up_to_two_letters(word: str) -> None:
    once = {word[:n] + word[n + 1 :] for n in range(len(word))}
    twice = {w[:n] + w[n + 1 :] for w in once for n in range(len(w))}
    assert set(shorter(word, 1)) == {word, *once}
    assert set(shorter(word, 2)) == {word, *once, *twice}


@pytest.mark.parametrize(
    ("one", "other"),
    [("freya", "phreya"), ("hartley", "heartley"), ("clark", "clarke"), ("stephen", "steffan"), ("knowles", "noles")],
)
def test_words_that_sound_alike_share_a_key(one: str, other: str) -> None:
    assert sound(one) == sound(other)


@pytest.mark.parametrize(("one", "other"), [("hartley", "harley"), ("walker", "waller"), ("freya", "fleur")])
def test_words_that_sound_different_do_not(one: str, other: str) -> None:
    assert sound(one) != sound(other)
