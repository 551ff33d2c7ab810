"""Year groups as our own copy of the roll writes them."""

from gatepost.rosters.years import LAST, NURSERY, year_group


def test_every_year_group_of_a_copy_is_read_again_as_the_same() -> None:
    years = range(NURSERY, LAST + 1)
    assert [year_group(str(year)) for year in years] == list(years)
