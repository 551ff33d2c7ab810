"""Helplines: the same kinds in every jurisdiction, each with where and when it was read."""

import re
from datetime import date

import pytest

from gatepost.law.helplines import ANYONE, CHILDREN, EMERGENCY, helplines
from gatepost.law.offices import offices


@pytest.mark.parametrize("jurisdiction", ["england", "wales"])
def test_each_says_whom_to_call_when_and_where_and_on_which_day_that_was_read(jurisdiction: str) -> None:
    assert offices(jurisdiction)
    found = helplines(jurisdiction)
    assert set(found) == {EMERGENCY, CHILDREN, ANYONE}
    for one in found.values():
        assert re.fullmatch(r"[0-9]+( [0-9]+)*", one.number), one
        assert one.name
        assert one.hours
        assert "." in one.source
        assert date(2026, 1, 1) <= one.looked_up, one
    assert found[EMERGENCY].number == "999"


def test_another_jurisdiction_is_refused() -> None:
    with pytest.raises(ValueError, match="england or wales"):
        helplines("scotland")
