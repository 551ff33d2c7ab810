"""The check letter of a UPN."""

import pytest

from gatepost.rosters.upn import check_letter_is_right, is_upn


@pytest.mark.parametrize("upn", ["H801200001001", "G99920012500A", "A999200120016"])
def test_the_check_letter_is_found_right(upn: str) -> None:
    assert is_upn(upn)
    assert check_letter_is_right(upn)


@pytest.mark.parametrize("at", range(13))
def test_a_slip_in_any_place_is_noticed(at: int) -> None:
    upn = "H801200001001"
    slip = "J" if at == 0 else str((int(upn[at]) + 1) % 10)
    assert not check_letter_is_right(upn[:at] + slip + upn[at + 1 :])


@pytest.mark.parametrize(
    "text", ["", "H80120000100", "H8012000010011", "I801200001001", "H80120000100O", "h801200001001"]
)
def test_another_shape_is_no_upn(text: str) -> None:
    assert not is_upn(text)
