"""An entry is added whole, in its place, and proved by head and receipt; whoever else adds at the same moment."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.ledger.entry import from_bytes, leaf_hash, opens
from gatepost.ledger.receipt import check_receipt
from gatepost.ledger.tree import frontier, inclusion_proof, root
from gatepost.web.record import proofs
from gatepost.web.record.actions import add_case_heads, append, make_head, receipt_for
from gatepost.web.record.checking import check_log
from gatepost.web.record.models import CommitmentKey, Entry, Head
from gatepost.web.record.registry import UnknownAction
from gatepost.web.record.signing import key_of
from gatepost.web.schools.scope import school_scope
from tests.web.databases import Database
from tests.web.record import filled
from tests.web.record.filled import add, log


@pytest.mark.usefixtures("database")
def test_each_school_has_a_log_and_a_key_of_its_own() -> None:
    add(3)
    add(2, "newbarn")
    assert (log().size, log("newbarn").size) == (3, 2)
    assert log().origin != log("newbarn").origin
    assert key_of(log()).public != key_of(log("newbarn")).public
    with school_scope(filled.school().pk):
        assert set(Entry.objects.values_list("school_id", flat=True)) == {filled.school().pk}


@pytest.mark.usefixtures("database")
def test_an_entry_commits_to_its_content_and_holds_none_of_it() -> None:
    (entry,) = add(1)
    with school_scope(entry.school_id):
        key = CommitmentKey.objects.get(entry=entry)
    commitment = from_bytes(entry.body.encode()).commitments["words"]
    assert opens(commitment, bytes.fromhex(key.key), b"content 0")
    assert "content 0" not in entry.body


@pytest.mark.usefixtures("database")
def test_an_unknown_action_adds_nothing() -> None:
    school = filled.school().pk
    with school_scope(school):
        with pytest.raises(UnknownAction):
            append(school_id=school, actor="system", role="-", action="no.such", thing="-")
        assert not Entry.objects.exists()


@pytest.mark.usefixtures("database")
def test_an_action_that_fails_leaves_no_gap() -> None:
    add(2)
    with suppress(RuntimeError), transaction.atomic():
        add(1)
        raise RuntimeError("the action fails")
    add(1)
    with school_scope(filled.school().pk):
        assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == [0, 1, 2]
        assert check_log(log()).complete


@pytest.mark.usefixtures("database")
def test_a_clock_put_back_does_not_put_entries_out_of_order() -> None:
    now = timezone.now()
    for moment in (now, now - timedelta(hours=1), now + timedelta(seconds=1)):
        with time_machine.travel(moment, tick=False):
            add(2)
    with school_scope(filled.school().pk):
        times = list(Entry.objects.order_by("seq").values_list("at", flat=True))
        assert times == sorted(times)
        assert not check_log(log()).findings


@pytest.mark.usefixtures("database")
def test_one_person_may_hold_every_role() -> None:
    school = filled.school().pk
    role = "/".join(["headteacher", "dsl", "it-lead", "business-manager", "clerk", "parent", "office", "teacher"])
    with school_scope(school):
        entry = append(school_id=school, actor="member:1", role=role, action="record.read", thing="-")
        entry.refresh_from_db()
    assert entry.role == role


@pytest.mark.usefixtures("database")
def test_a_head_is_the_same_until_something_is_added() -> None:
    school = filled.school().pk
    add(3)
    with school_scope(school):
        first, again = make_head(school), make_head(school)
        add(1)
        later = make_head(school)
        assert (first.pk, first.note) == (again.pk, again.note)
        assert (first.size, later.size) == (3, 4)
        assert Head.objects.count() == 2


@pytest.mark.usefixtures("database")
def test_every_entry_has_a_receipt_under_any_later_head() -> None:
    school = filled.school().pk
    entries = add(5)
    with school_scope(school):
        make_head(school)
        entries += add(8)
        for entry in entries:
            receipt = receipt_for(entry)
            assert check_receipt(receipt, key_of(log())).seq == entry.seq
        assert sorted(Head.objects.values_list("size", flat=True)) == [5, 13]


def test_a_proof_from_stored_leaves_is_the_one_of_the_whole_tree(database: Database) -> None:
    add(40)
    school = filled.school().pk
    with school_scope(school):
        leaves = [leaf_hash(body.encode()) for body in Entry.objects.order_by("seq").values_list("body", flat=True)]

    @settings(max_examples=60)
    @given(st.integers(1, 40).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1))))
    def same(given: tuple[int, int]) -> None:
        size, seq = given
        grown = frontier(leaves[:size])
        head = Head(school_id=school, log_id=log().pk, size=size, frontier="\n".join(grown.to_hex()))
        with school_scope(school):
            assert proofs.inclusion(head, seq) == inclusion_proof(leaves[:size], seq)

    same()
    with school_scope(school):
        assert make_head(school).note.splitlines()[1:3] != []
        assert frontier(leaves).root() == root(leaves)


def _order() -> list[tuple[int, str]]:
    with school_scope(filled.school().pk):
        report = check_log(log())
        assert report.complete, report.findings
        assert not report.findings
        rows = list(Entry.objects.order_by("seq").values_list("seq", "thing", "at"))
    assert [seq for seq, _thing, _at in rows] == list(range(len(rows)))
    assert [at for _seq, _thing, at in rows] == sorted(at for _seq, _thing, at in rows)
    return [(seq, thing) for seq, thing, _at in rows]


def _many(worker: int, count: int) -> None:
    school = filled.school().pk
    try:
        for number in range(count):
            with school_scope(school):
                append(
                    school_id=school,
                    actor="system",
                    role="-",
                    action="access.refused",
                    thing=f"page:{worker}-{number}",
                )
    finally:
        connections.close_all()


@pytest.mark.usefixtures("database")
def test_four_threads_that_add_at_once_lose_nothing_from_the_very_first_entry_on(
    request: pytest.FixtureRequest,
) -> None:
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(_many, worker, 15) for worker in range(4)]:
            done.result()
    things = [thing for _seq, thing in _order()]
    for worker in range(4):
        mine = [thing for thing in things if thing.startswith(f"page:{worker}-")]
        assert mine == [f"page:{worker}-{number}" for number in range(15)]
    assert len(things) == 60


_RUN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "gatepost.web.settings"
import django
django.setup()
from tests.web.record.test_appending import _many
_many(int(sys.argv[1]), 15)
"""


def test_four_processes_that_add_at_once_lose_nothing(database: Database) -> None:
    environment = {**os.environ, "GATEPOST_CONFIG": str(database.config)}
    running = [
        subprocess.Popen([sys.executable, "-c", _RUN, str(one)], env=environment, stderr=subprocess.PIPE)
        for one in range(4)
    ]
    for process in running:
        _out, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors.decode()
    assert len(_order()) == 60


@pytest.mark.usefixtures("database")
def test_the_leaf_of_the_cases_looks_the_same_with_many_and_with_none() -> None:
    school = filled.school().pk
    add(1)
    with school_scope(school):
        note = make_head(school).note
        leaves = [add_case_heads(school, heads) for heads in ([], [note], [f"{note}{one}" for one in range(100)])]
        kept = CommitmentKey.objects.filter(entry__in=leaves)
        assert sorted(kept.values_list("entry_id", "name")) == [(leaf.pk, "heads") for leaf in leaves]
        assert {len(key) for key in kept.values_list("key", flat=True)} == {64}
    plain = {
        leaf.body.replace(from_bytes(leaf.body.encode()).commitments["heads"], "")
        .replace(from_bytes(leaf.body.encode()).at, "")
        .replace(f'"seq":{leaf.seq}', "")
        for leaf in leaves
    }
    assert len(plain) == 1
    assert len({len(leaf.body) for leaf in leaves}) == 1
