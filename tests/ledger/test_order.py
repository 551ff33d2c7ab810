"""The numbers of entries tell what was done to them, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.ledger.order import MOST_GAPS, Order

Told = tuple[str, int | None, int | None]


def told(numbers: list[int | None]) -> list[Told]:
    found: list[Told] = []
    order = Order(lambda kind, _says, first, last: found.append((kind, first, last)))
    for number in numbers:
        order.take(number)
    order.finish()
    return found


@pytest.mark.parametrize(
    ("numbers", "findings"),
    [
        ([], []),
        ([0, 1, 2, 3], []),
        ([0, None, 2], []),
        ([1, 2, 3], [("missing", 0, 0)]),
        ([0, 1, 4, 5], [("missing", 2, 3)]),
        ([0, 2, 4, 5], [("missing", 1, 1), ("missing", 3, 3)]),
        ([0, 2, 1, 3], [("moved", 1, 2)]),
        ([1, 0, 2], [("moved", 0, 1)]),
        ([0, 2, 1], [("moved", 1, 2)]),
        ([0, 2, 3, 1, 4], [("moved", 1, 1)]),
        ([0, 4, 1, 2, 3, 5], [("moved", 1, 4)]),
        ([0, 4, 1, 2, 3], [("moved", 1, 4)]),
        ([0, 1, 1, 2], [("inserted", 2, 2)]),
        ([0, 1, 2, 0], [("inserted", 3, 3)]),
        ([0, 99, 1, 2], [("inserted", 1, 1)]),
        ([99, 0, 1, 2], [("inserted", 0, 0)]),
        ([0, 3, 1, 2, 3, 4], [("inserted", 1, 1)]),
        ([0, 99, 2, 3], [("renumbered", 1, 1)]),
        ([0, 0, 2, 3], [("renumbered", 1, 1)]),
        ([0, 1, 99], [("missing", 2, 98)]),
    ],
)
def test_each_change_is_named_with_its_place(numbers: list[int | None], findings: list[Told]) -> None:
    assert sorted(told(numbers)) == findings


@given(st.lists(st.none() | st.integers(0, 12), max_size=14))
def test_nothing_is_told_exactly_when_every_number_is_in_its_place(numbers: list[int | None]) -> None:
    right = all(number in (None, at) for at, number in enumerate(numbers))
    assert (told(numbers) == []) == right


def test_very_many_gaps_are_all_told() -> None:
    assert len(told([2 * number for number in range(MOST_GAPS + 50)])) == MOST_GAPS + 49
