"""The year-end roll-over moves everybody one year up, once, and lets the top year go."""

from collections.abc import Mapping
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.matching import Known
from gatepost.rosters.rollover import roll_over

LAST_DAY = date(2026, 7, 22)
CLASSES: Mapping[str, str] = {"Acorn": "Beech", "Beech": "Cedar"}

Row = tuple[str, int | None, str, bool]
ROLL = st.lists(
    st.tuples(
        st.sampled_from(["pupil", "staff", "former-pupil"]),
        st.none() | st.integers(-2, 7),
        st.sampled_from(["", "Acorn", "Beech", "Fir"]),
        st.booleans(),
    ),
    max_size=12,
)


def people(rows: list[Row]) -> list[Known]:
    return [
        Known(f"k{at}", kind, "Zoë", "Grey", class_name=room, year_group=year, left=left)  # type: ignore[arg-type]
        for at, (kind, year, room, left) in enumerate(rows)
    ]


@given(ROLL)
def test_every_pupil_moves_leaves_or_is_left_for_a_person_to_look_at(
    rows: list[Row],
) -> None:
    ours = people(rows)
    found = roll_over(ours, 6, LAST_DAY, CLASSES)
    keys = [move.known.key for move in found.moves] + [leaver.known.key for leaver in found.leavers]
    keys += [one.key for one in found.without_year]
    assert sorted(keys) == sorted(one.key for one in ours if one.kind == "pupil" and not one.left)
    assert all(leaver.known.year_group in (6, 7) and leaver.on == LAST_DAY for leaver in found.leavers)
    for move in found.moves:
        old = move.known.year_group
        assert old is not None
        assert ("year_group", old, old + 1) in [(field.name, field.old, field.new) for field in move.fields]


def test_a_class_gets_its_new_name_and_one_without_is_named() -> None:
    ours = people([("pupil", 1, "Acorn", False), ("pupil", 2, "Fir", False)])
    found = roll_over(ours, 6, LAST_DAY, CLASSES)
    rooms = [field.new for move in found.moves for field in move.fields if field.name == "class_name"]
    assert rooms == ["Beech", ""]
    assert found.unnamed == ("Fir",)
