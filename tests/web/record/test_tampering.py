"""With every trigger dropped, the exported log and the checker alone find what was done to it, and where."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from gatepost.ledger.entry import leaf_hash
from gatepost.ledger.tree import frontier
from gatepost.web.record.actions import make_head
from gatepost.web.record.checking import check_log
from gatepost.web.record.models import Entry, Head, Log
from gatepost.web.record.queries import checked
from gatepost.web.record.verifying import verify
from gatepost.web.schools.scope import school_scope
from tests.web.databases import ON_POSTGRESQL, Database
from tests.web.record import filled
from tests.web.record.filled import Checker, add, found, log, owner, unguard


@pytest.fixture
def checker(tmp_path: Path) -> Checker:
    return Checker(tmp_path)


def head() -> str:
    school = filled.school().pk
    with school_scope(school):
        return make_head(school).note


def entry(seq: int) -> str:
    return f"log_id = {log().pk} AND seq = {seq}"


def edited() -> None:
    owner(f"UPDATE record_entry SET body = replace(body, '/dsl', '') WHERE {entry(4)}")


def deleted() -> None:
    owner(
        f"DELETE FROM record_commitmentkey WHERE entry_id IN (SELECT id FROM record_entry WHERE {entry(4)})",
        f"DELETE FROM record_entry WHERE {entry(4)}",
    )


def deleted_and_renumbered() -> None:
    deleted()
    for seq in range(5, 10):
        owner(
            f"UPDATE record_entry SET body = replace(body, '\"seq\":{seq}', '\"seq\":{seq - 1}'), seq = {seq - 1} "
            f"WHERE {entry(seq)}"
        )


def reordered() -> None:
    owner(
        f"UPDATE record_entry SET seq = 1000 WHERE {entry(4)}",
        f"UPDATE record_entry SET seq = 4 WHERE {entry(5)}",
        f"UPDATE record_entry SET seq = 5 WHERE {entry(1000)}",
    )


def inserted() -> None:
    for seq in range(9, 3, -1):
        owner(f"UPDATE record_entry SET seq = {seq + 1} WHERE {entry(seq)}")
    owner(
        "INSERT INTO record_entry (school_id, log_id, seq, body, leaf, at, actor, role, action, thing) "
        "SELECT school_id, log_id, 4, replace(body, 'thing:3', 'thing:9'), leaf, at, actor, role, action, thing "
        f"FROM record_entry WHERE {entry(3)}",
        f"UPDATE record_log SET size = 11 WHERE id = {log().pk}",
    )


def cut() -> None:
    gone = f"log_id = {log().pk} AND seq >= 7"
    owner(
        f"DELETE FROM record_commitmentkey WHERE entry_id IN (SELECT id FROM record_entry WHERE {gone})",
        f"DELETE FROM record_entry WHERE {gone}",
    )


def cut_with_care() -> None:
    cut()
    owner(f"DELETE FROM record_head WHERE log_id = {log().pk} AND size > 7")
    _regrow()


def _regrow() -> None:
    """Make the log's own row fit the entries that are there."""
    school = filled.school().pk
    with school_scope(school):
        leaves = [leaf_hash(body.encode()) for body in Entry.objects.order_by("seq").values_list("body", flat=True)]
        grown = frontier(leaves)
        Log.objects.update(size=grown.size, frontier="\n".join(grown.to_hex()))


def rewritten() -> None:
    """All that somebody with the database and the key can do: own heads, leaves and log made anew."""
    edited()
    owner(f"DELETE FROM record_head WHERE log_id = {log().pk}")
    _regrow()
    head()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("tamper", "kind", "place"),
    [
        (edited, "changed", 4),
        (deleted, "missing", 4),
        (deleted_and_renumbered, "changed", 4),
        (reordered, "moved", 4),
        (inserted, "inserted", 4),
        (cut, "tail-cut", 7),
        (cut_with_care, "tail-cut", 7),
        (rewritten, "rewritten", 4),
    ],
)
def test_what_was_done_to_the_entries_is_found_with_its_place(
    checker: Checker, tamper: Callable[[], None], kind: str, place: int
) -> None:
    held = []
    for size in (4, 1, 5):  # heads of 4, 5 and 10 entries, as three days' e-mails
        add(size)
        held.append(head())
    assert checker.check(*held)["covered"] == 10
    unguard()
    tamper()
    told = checker.check(*held)
    assert not told["complete"]
    assert (kind, place) in found(told), told["findings"]


@pytest.mark.usefixtures("database")
def test_an_old_database_put_back_is_found(database: Database, checker: Checker, tmp_path: Path) -> None:
    add(4)
    early = head()
    if not ON_POSTGRESQL:
        _settle(database)
        shutil.copyfile(database.file, tmp_path / "old.sqlite3")
    add(3)
    late = head()
    if ON_POSTGRESQL:
        unguard()
        cut_after(4)
    else:
        _settle(database)
        shutil.copyfile(tmp_path / "old.sqlite3", database.file)
    assert log().size == 4
    assert found(checker.check(early, late)) == {("tail-cut", 4)}
    add(5)  # and life goes on: the history has forked
    head()
    told = checker.check(early, late)
    assert {("rewritten", 4), ("changed", 4)} & found(told), told["findings"]


def _settle(database: Database) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections["default"].close()


def cut_after(size: int) -> None:
    gone = f"log_id = {log().pk} AND seq >= {size}"
    owner(
        f"DELETE FROM record_commitmentkey WHERE entry_id IN (SELECT id FROM record_entry WHERE {gone})",
        f"DELETE FROM record_entry WHERE {gone}",
        f"DELETE FROM record_head WHERE log_id = {log().pk} AND size > {size}",
    )
    _regrow()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("tamper", [edited, deleted, reordered, inserted, cut])
def test_the_sites_own_check_finds_it_too_and_remembers(tamper: Callable[[], None]) -> None:
    add(10)
    head()
    school = filled.school().pk
    with school_scope(school):
        assert verify(log()).complete
    unguard()
    tamper()
    with school_scope(school):
        assert not verify(log()).complete
        last = checked(school)
    assert last is not None
    assert not last.complete
    assert last.place is not None
    assert 0 <= last.place <= 7


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_entry SET actor = 'member:77' WHERE seq = 3",
        "UPDATE record_entry SET leaf = repeat('0', 64) WHERE seq = 3",
        "UPDATE record_entry SET action = 'policy.withdrawn' WHERE seq = 3",
    ],
)
def test_a_list_that_says_other_than_its_entry_is_found(sql: str) -> None:
    add(5)
    unguard()
    owner(sql if ON_POSTGRESQL else sql.replace("repeat('0', 64)", "hex(zeroblob(32))"))
    with school_scope(filled.school().pk):
        report = check_log(log())
    assert [(one.kind, one.first) for one in report.findings] == [("changed", 3)]


@pytest.mark.usefixtures("database")
def test_a_log_row_that_forgets_its_end_is_told_by_its_own_heads() -> None:
    add(5)
    head()
    unguard()
    owner(f"UPDATE record_log SET size = 3 WHERE id = {log().pk}")
    with school_scope(filled.school().pk):
        assert ("tail-cut", 3) in {(one.kind, one.first) for one in check_log(log()).findings}
        assert Head.objects.count() == 1
