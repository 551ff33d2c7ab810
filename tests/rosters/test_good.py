"""Files as school systems write them are read to exactly the people and contacts they tell of."""

from typing import Any

import pytest

from gatepost.rosters.reading import Reading
from gatepost.rosters.snapshot import from_json, to_json
from tests.rosters.build_files import expected, good, good_names
from tests.rosters.outcome import contacts, outcome, plain

_ONLY_WHERE_WRITTEN = ("id", "starts", "leaves")  # formats differ in whether they have these at all


def _read(name: str) -> Reading:
    called, body = good(name)
    kinds = expected(name)["kinds"]
    found = outcome(body, called, kind=kinds[0] if len(kinds) == 1 else "pupil")
    assert isinstance(found, Reading), [fault.at() for fault in found.faults]
    return found


def _order(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row.get(key, "")) for key in ("kind", "surname", "forename", "date_of_birth"))


@pytest.mark.parametrize("name", good_names())
def test_everybody_is_read_with_every_field_the_file_tells_and_no_other(name: str) -> None:
    meant = sorted(expected(name)["people"], key=_order)
    found = sorted(map(plain, _read(name).snapshot.people), key=_order)
    assert [_order(row) for row in found] == [_order(row) for row in meant]
    for person, row in zip(found, meant, strict=True):
        assert {key: value for key, value in person.items() if key in row or key not in _ONLY_WHERE_WRITTEN} == row


@pytest.mark.parametrize("name", good_names())
def test_contacts_are_read_with_parental_responsibility_as_far_as_the_file_tells(name: str) -> None:
    snapshot = _read(name).snapshot
    by_id = {person.source_id: person for person in snapshot.people if person.source_id}

    def known(source_id: str, adult: bool) -> str:
        if not name.startswith("ctf"):
            return source_id
        person = by_id[source_id]
        return f"{person.forename} {person.surname}" if adult else person.upn

    found = [
        row | {"child": known(row["child"], adult=False), "adult": known(row["adult"], adult=True)}
        for row in contacts(snapshot)
    ]
    key = lambda row: (row["child"], row["adult"])  # noqa: E731
    assert sorted(found, key=key) == sorted(expected(name)["contacts"], key=key)


@pytest.mark.parametrize("name", good_names())
def test_only_a_file_that_tells_of_everybody_can_make_leavers(name: str) -> None:
    meant, snapshot = expected(name), _read(name).snapshot
    assert snapshot.mode == meant["mode"]
    assert sorted({gone.source_id for gone in snapshot.gone}) == meant["gone"]
    if snapshot.mode == "full":
        assert sorted(snapshot.kinds) == meant["kinds"]


@pytest.mark.parametrize("name", good_names())
def test_columns_that_must_not_be_read_are_named_as_dropped(name: str) -> None:
    dropped = " ".join(_read(name).dropped).casefold()
    for header in expected(name)["dropped"]:
        assert header.casefold() in dropped


@pytest.mark.parametrize("name", good_names())
def test_a_good_file_raises_no_warning(name: str) -> None:
    assert [warning.at() for warning in _read(name).warnings] == []


@pytest.mark.parametrize("name", good_names())
def test_a_snapshot_comes_back_from_staging_unchanged(name: str) -> None:
    snapshot = _read(name).snapshot
    assert from_json(to_json(snapshot)) == snapshot
