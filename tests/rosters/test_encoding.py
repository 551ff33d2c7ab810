"""Bytes become text in an encoding that was decided, or are refused; accents are never wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.encoding import decoded
from gatepost.rosters.faults import RosterFaults

TEXT = "Forename,Surname\nZoë,O’Brien\nSiân,Llŷr\n"
WESTERN = "Forename,Surname\nZoë,O’Brien\nJosé,Müller–Ñandú\nFrançois,Šimić\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding), "roll.csv")[0] == TEXT


def test_the_western_encoding_of_windows_is_read() -> None:
    assert decoded(WESTERN.encode("cp1252", "replace"), "roll.csv")[1] == "cp1252"


@pytest.mark.parametrize(
    "source",
    [
        "Forename\nJosé\n".encode("mac-roman"),
        "Forename\nŁukasz Wójcik\n".encode("cp1250"),
        "Forename\nGrześ\nŻółkiewski\n".encode("iso-8859-2"),
        "Forename\nZoë\n".encode() + "José\n".encode("cp1252"),
        b"Forename\nZo\x81\n",
        b"Forename\nZo\0e\n",
        b"\xff\xfeZ",
        b"\xef\xbb\xbfZo\xeb",
    ],
)
def test_what_cannot_be_decided_is_refused(source: bytes) -> None:
    with pytest.raises(RosterFaults):
        decoded(source, "roll.csv")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_utf_8_is_never_taken_for_anything_else(text: str) -> None:
    assert decoded(text.encode(), "roll.csv")[0].removeprefix("\ufeff") == text.removeprefix("\ufeff")
