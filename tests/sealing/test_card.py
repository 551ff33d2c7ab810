"""A card reads back as it is printed, and a slip of the pen is found with its place."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.sealing.card import ALPHABET, GROUPS, Card, CardPublic
from gatepost.sealing.faults import CardFault
from gatepost.sealing.keyring import PrivateKey
from tests.sealing.damage import damaged_text

CARD = Card.new(3)
GROUPS_OF_CARD = CARD.groups
CARDS = st.builds(Card, st.integers(1, 255), st.builds(PrivateKey, st.binary(min_size=32, max_size=32)))


def fault(typed: str) -> str:
    with pytest.raises(CardFault) as caught:
        Card.read(typed)
    return str(caught.value)


def with_group(at: int, group: str) -> str:
    """The card's text with another group in place of number `at`, from 1."""
    return " ".join([*GROUPS_OF_CARD[: at - 1], group, *GROUPS_OF_CARD[at:]])


@given(CARDS)
def test_a_card_reads_back(card: Card) -> None:
    assert Card.read(card.printed) == card


def test_a_card_is_printed_in_five_lines_of_four_groups_of_four() -> None:
    lines = [line.split(" ") for line in CARD.printed.split("\n")]
    assert [len(line) for line in lines] == [4] * 5
    assert tuple(group for line in lines for group in line) == GROUPS_OF_CARD
    assert {len(group) for group in GROUPS_OF_CARD} == {4}
    assert set("".join(GROUPS_OF_CARD)) <= set(ALPHABET)


@given(CARDS)
def test_it_may_be_typed_in_any_of_the_usual_ways(card: Card) -> None:
    for typed in (
        card.printed.lower(),
        "-".join(card.groups),
        "".join(card.groups),
        f"\r\n {card.printed}\t",
        card.printed.replace("0", "o").replace("1", "l"),
        card.printed.replace("0", "O").replace("1", "I"),
        "\N{EN DASH}".join(card.groups) + "\N{ZERO WIDTH SPACE}",
    ):
        assert Card.read(typed) == card


def test_every_wrong_symbol_is_found_in_its_group() -> None:
    for number, group in enumerate(GROUPS_OF_CARD, 1):
        for place in range(4):
            for symbol in ALPHABET:
                if symbol != group[place]:
                    typed = with_group(number, group[:place] + symbol + group[place + 1 :])
                    assert fault(typed) == f"Group {number} is mistyped. Compare it with the card."


def test_two_symbols_in_the_wrong_order_are_found_in_their_group() -> None:
    for number, group in enumerate(GROUPS_OF_CARD, 1):
        for one in range(4):
            for other in range(one):
                symbols = list(group)
                symbols[one], symbols[other] = symbols[other], symbols[one]
                if symbols != list(group):
                    assert fault(with_group(number, "".join(symbols))).startswith(f"Group {number} is")


def test_two_groups_in_the_wrong_order_are_found() -> None:
    for one in range(GROUPS):
        for other in range(one):
            groups = list(GROUPS_OF_CARD)
            groups[one], groups[other] = groups[other], groups[one]
            found = f"Groups {other + 1} and {one + 1} are mistyped. Compare them with the card."
            assert fault(" ".join(groups)) == found


def test_several_slips_are_told_together() -> None:
    groups = list(GROUPS_OF_CARD)
    for at in (1, 6, 19):
        groups[at] = groups[at][:3] + ("A" if groups[at][3] != "A" else "B")
    assert fault(" ".join(groups)) == "Groups 2, 7 and 20 are mistyped. Compare them with the card."


def test_a_symbol_that_is_on_no_card_is_found_in_its_group() -> None:
    for symbol in "U!é*١":
        group = GROUPS_OF_CARD[6][:2] + symbol + GROUPS_OF_CARD[6][3]
        assert fault(with_group(7, group)) == "Group 7 is mistyped. Compare it with the card."


def test_what_is_left_out_or_typed_twice_is_told_with_its_place() -> None:
    left_out = fault(with_group(7, GROUPS_OF_CARD[6][:3]))
    assert left_out.startswith("The card has 80 letters and digits; these are 1 too few. Group ")
    assert fault(with_group(20, "")) == "The card has 80 letters and digits; these are 4 too few."
    assert "4 too many. Group " in fault(with_group(7, GROUPS_OF_CARD[6] * 2))


def test_lines_in_the_wrong_order_are_told_in_a_sentence() -> None:
    lines = CARD.printed.split("\n")
    assert "in order, from the first line to the last" in fault("\n".join([*lines[1:], lines[0]]))


def test_groups_of_two_cards_do_not_make_one() -> None:
    other = Card.new(3)
    for at in range(1, GROUPS + 1):
        if other.groups[at - 1] != GROUPS_OF_CARD[at - 1]:
            told = fault(with_group(at, other.groups[at - 1]))
            assert told == "The groups do not belong to one card. Compare each of them with the card."


@pytest.mark.parametrize("typed", ["", "  \n", "--"])
def test_nothing_typed_is_told(typed: str) -> None:
    assert fault(typed) == "Type the 20 groups of 4 that are on the card."


def test_a_long_text_is_no_card() -> None:
    assert "longer than a card" in fault(CARD.printed * 20)


@given(st.text())
def test_a_text_of_chance_is_a_fault_that_does_not_quote_it(typed: str) -> None:
    told = fault(typed)
    assert len(typed) < 20 or typed not in told


def test_damaged_cards_are_faults_or_the_card_itself() -> None:
    for typed in damaged_text(CARD.printed):
        try:
            read: Card | None = Card.read(typed)
        except CardFault:
            read = None
        assert read in (CARD, None)


def test_a_card_has_a_number_that_can_be_printed() -> None:
    for number in (0, 256, -1):
        with pytest.raises(ValueError, match="1 to 255"):
            Card.new(number)
        with pytest.raises(ValueError, match="1 to 255"):
            CardPublic(number, CARD.secret.public)
    wrong: list[Any] = [True, 1.0, "1"]
    for number in wrong:
        with pytest.raises(TypeError, match="whole number"):
            Card.new(number)


def test_what_the_server_keeps_of_a_card_is_public() -> None:
    assert CARD.public == CardPublic(3, CARD.secret.public)
    assert Card.new(3).public != CARD.public
