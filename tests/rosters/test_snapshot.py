"""A snapshot survives the time between two requests, and nothing else is taken for one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.rosters.snapshot import KINDS, TOLD, Contact, Gone, Person, Place, Snapshot, from_json, to_json

PLACES = st.builds(Place, st.text(max_size=8), st.integers(0, 10**6))
PEOPLE = st.builds(Person, place=PLACES, kind=st.sampled_from(KINDS), former_names=st.lists(st.text()).map(tuple))
SNAPSHOTS = st.builds(
    Snapshot,
    source=st.text(max_size=8),
    mode=st.sampled_from(["full", "delta"]),
    kinds=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    told=st.lists(st.sampled_from(TOLD), unique=True).map(tuple),
    people=st.lists(PEOPLE, max_size=3).map(tuple),
    contacts=st.lists(st.builds(Contact, place=PLACES), max_size=2).map(tuple),
    gone=st.lists(st.builds(Gone, place=PLACES), max_size=2).map(tuple),
)


@given(SNAPSHOTS)
def test_a_snapshot_comes_back_whole(snapshot: Snapshot) -> None:
    assert from_json(to_json(snapshot)) == snapshot


@given(
    SNAPSHOTS, st.sampled_from(["mode", "kinds", "told", "people", "contacts", "gone"]), st.sampled_from([None, 3, [3]])
)
def test_a_damaged_snapshot_is_refused_by_name(snapshot: Snapshot, table: str, nonsense: object) -> None:
    tables = json.loads(to_json(snapshot)) | {table: nonsense}
    with pytest.raises(ValueError, match="not a snapshot"):
        from_json(json.dumps(tables))


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"source":1}', "[" * 100_000])
def test_another_text_is_no_snapshot(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (whatever the parser of JSON says)
        from_json(text)
