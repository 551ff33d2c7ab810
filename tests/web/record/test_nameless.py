"""An entry names nobody: every test of the site ends with a look, and this is that the look would see it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from gatepost.ledger.entry import EntryError
from gatepost.web.record.actions import append
from gatepost.web.record.models import Entry
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.databases import Database
from tests.web.nameless import people_in_the_record


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("field", ["actor", "role", "thing"])
def test_a_full_name_or_an_address_cannot_be_written_at_all(field: str) -> None:
    school = cast.school().pk
    for words in (cast.account("teacher").name, cast.account("teacher").email):
        fields = {"actor": "member:1", "role": "dsl", "thing": "-"} | {field: str(words)}
        with school_scope(school), pytest.raises(EntryError):
            append(school_id=school, action="record.read", **fields)  # type: ignore[arg-type]
    assert not people_in_the_record()


def test_a_part_of_a_name_is_seen(fresh_database: Callable[[], AbstractContextManager[Database]]) -> None:
    with fresh_database():
        name = cast.account("teacher").name
        school = cast.school().pk
        with school_scope(school):
            append(school_id=school, actor="member:1", role="-", action="record.read", thing=name.split()[0])
            assert Entry.objects.filter(thing=name.split()[0]).exists()
        assert name in people_in_the_record()
