"""A large file is read and written by the clock, and whoever waits sees how far it is."""

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gatepost.web import locks
from gatepost.web.people import comparing, due, progress, tasks
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.actions import reading
from gatepost.web.people.models import Import, OnRoll, SavedMapping
from gatepost.web.people.uploads import unpacked
from gatepost.web.people.writing import Writing
from gatepost.web.people.writing import write as write_roll
from gatepost.web.record.models import Entry
from gatepost.web.schools.models import RoleHeld
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import as_csv, roll
from tests.web.people.importing import QUILLBROOK, agreeing, changed_rows, sent, stage

pytestmark = pytest.mark.usefixtures("database")


def entries(action: str) -> int:
    with school_scope(cast.school().pk):
        return Entry.objects.filter(action=action).count()


def many(count: int) -> bytes:
    """A report of so many pupils whom nobody knows."""
    rows = [
        {"Pupil ID": str(n), "Legal Forename": f"A{chr(97 + n % 26)}", "Legal Surname": f"B{chr(97 + n // 26 % 26)}"}
        for n in range(count)
    ]
    rows = [{**one, "DOB": f"{n % 28 + 1}/{n // 28 % 12 + 1}/{2016 + n // 336 % 4}"} for n, one in enumerate(rows)]
    return as_csv(rows)


def run() -> None:
    with school_scope(cast.school().pk):
        due.run(cast.school(), timezone.now())


def row_of(number: int) -> Import:
    with school_scope(cast.school().pk):
        return Import.objects.get(pk=number)


def test_a_large_file_is_written_by_the_clock_with_a_page_that_looks_again() -> None:
    client = cast.sign_in("office")
    number = sent(client, many(actions.AT_ONCE + 1), mode="delta", kind="pupil")
    before = roll()
    client.post(f"{QUILLBROOK}{number}/confirm/", agreeing(client.get(f"{QUILLBROOK}{number}/")))
    page = client.get(f"{QUILLBROOK}{number}/")
    assert "waits for its turn" in page.content.decode()
    assert page["Refresh"] == "5"
    assert "Refresh" not in client.get(f"{QUILLBROOK}{number}/?still=1")
    assert roll() == before
    run()
    assert row_of(number).state == "applied"
    with school_scope(cast.school().pk):
        assert OnRoll.objects.filter(forename__startswith="A", surname__startswith="B").count() > 1500
    assert entries("roster.applied") == 1


def test_whoever_waits_sees_how_many_changes_are_written_and_at_the_end_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client = cast.sign_in("office")
    number = sent(client, many(actions.AT_ONCE + 1), mode="delta", kind="pupil")
    shown = client.get(f"{QUILLBROOK}{number}/")
    wanted = int(agreeing(shown)["typed"])
    client.post(f"{QUILLBROOK}{number}/confirm/", agreeing(shown))
    seen: list[tuple[int, str]] = []
    write = progress.Progress.write

    def looking(told: progress.Progress) -> None:
        write(told)
        page = cast.sign_in("office").get(f"{QUILLBROOK}{number}/").content.decode() if told.done else ""
        seen.append((told.done, page))

    monkeypatch.setattr(progress.Progress, "write", looking)
    with school_scope(cast.school().pk):
        found = comparing.compare(Import.objects.get(pk=number), today())
        with progress.telling(number) as told, transaction.atomic():
            told.of = wanted
            write_roll(found, Writing(cast.school().pk, today(), False, step=told.step))
    assert [done for done, _page in seen] == sorted({done for done, _page in seen})
    assert seen[-1][0] == wanted
    half = seen[len(seen) // 2]
    assert (
        f'<progress class="govuk-!-width-full" aria-labelledby="waiting" max="{wanted}" value="{half[0]}">' in half[1]
    )
    assert f"{half[0]:,} of {wanted:,} changes: {half[0] * 100 // wanted}%" in half[1]
    assert progress.progress_of(number) is None


def test_every_kind_of_change_is_counted_as_it_is_written() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        found = comparing.compare(stage(head, as_csv(changed_rows())), today())
        done: list[int] = []
        with transaction.atomic():
            write_roll(found, Writing(head.school_id, today(), False, step=done.append))
    assert sum(done) == comparing.changes(found) == 3


def queued() -> list[tuple[str, object]]:
    return [(one.task_path, one.args_kwargs["args"]) for one in DBTaskResult.objects.order_by("enqueued_at")]


def test_a_worker_does_at_once_what_the_clock_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 1000)
    client = cast.sign_in("office")
    number = sent(client, many(actions.AT_ONCE + 1), mode="delta", kind="pupil")
    at = cast.school().pk
    assert queued() == [("gatepost.web.people.tasks.go_on", [at, number])]
    tasks.go_on.call(at, number)
    assert row_of(number).state == "staged"
    client.post(f"{QUILLBROOK}{number}/confirm/", agreeing(client.get(f"{QUILLBROOK}{number}/")))
    assert queued()[1:] == [("gatepost.web.people.tasks.go_on", [at, number])]
    tasks.go_on.call(at, number)
    assert row_of(number).state == "applied"
    tasks.go_on.call(at, number)  # done twice, it does nothing
    assert [entries(f"roster.{one}") for one in ("staged", "confirmed", "applied")] == [1, 1, 1]


def test_a_worker_leaves_a_large_file_to_the_clock_that_is_at_work_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 1000)
    number, at = sent(cast.sign_in("office"), as_csv(changed_rows())), cast.school().pk

    def worker() -> None:
        try:
            tasks.go_on.call(at, number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as another:
        with locks.held("school", at) as ours:
            assert ours
            another.submit(worker).result()
        assert row_of(number).state == "reading"
        another.submit(worker).result()
    assert row_of(number).state == "staged"


def test_a_large_file_is_read_by_the_clock_and_is_nowhere_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 1000)
    client, before = cast.sign_in("office"), roll()
    number = sent(client, as_csv(changed_rows()), source="Nightly list")
    page = client.get(f"{QUILLBROOK}{number}/")
    assert "The file is being read" in page.content.decode()
    assert page["Refresh"] == "5"
    assert row_of(number).unread is not None
    assert client.post(f"{QUILLBROOK}{number}/confirm/", {"agreed": "x", "typed": "3"}).status_code == 302
    run()
    row = row_of(number)
    assert (row.state, row.unread, row.how) == ("staged", None, {})
    assert "changes in all" in client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "waits to be checked" in client.get("/quillbrook/").content.decode()
    with school_scope(cast.school().pk):
        assert SavedMapping.objects.get(source="Nightly list").columns["Legal Forename"] == "forename"
    assert roll() == before
    assert [entries(f"roster.{one}") for one in ("sent", "staged")] == [1, 1]


def test_a_large_file_that_cannot_be_read_says_why_and_is_asked_about_as_a_small_one_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 10)
    client, before = cast.sign_in("office"), roll()
    rows = [{"Kid first": "Bronwen", "Family bit": "Vaughan", "Class": "Year 3", "UPN": ""}]
    number = sent(client, as_csv(rows, rows[0]), mode="full", report="", kind="pupil")
    run()
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert (row_of(number).state, row_of(number).unread) == ("failed", None)
    assert f"?again={number}" in page
    form = client.get(f"{QUILLBROOK}?again={number}").context["form"]
    assert form.named == ["Kid first", "Family bit", "Class", "UPN"]
    assert (form.initial["mode"], form.initial["kind"]) == ("full", "pupil")
    assert roll() == before
    for wrong in ("0", "x", "9" * 30, str(number + 1)):
        assert not client.get(f"{QUILLBROOK}?again={wrong}").context["form"].named


def test_a_large_file_put_away_or_left_by_somebody_who_has_gone_is_forgotten_unread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "READ_AT_ONCE", 10)
    client = cast.sign_in("office")
    away, left, old = (sent(client, as_csv(changed_rows())) for _ in range(3))
    client.post(f"{QUILLBROOK}{away}/give-up/")
    with school_scope(cast.school().pk):
        Import.objects.filter(pk=old).update(expires_at=timezone.now() - timedelta(minutes=1))
        member = RoleHeld.objects.filter(membership_id=cast.person("office").membership_id)
        member.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    run()
    for number in (away, left, old):
        row = row_of(number)
        assert (row.state, row.unread, row.snapshot, row.how) == ("given-up", None, None, {})


def test_an_archive_weighs_what_it_unpacks_to() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("users.csv", "a" * 100_000)
    assert len(packed.getvalue()) < 1000
    assert unpacked(packed.getvalue()) == 100_000
    assert unpacked(b"PK\x03\x04 no archive") == 15
    assert unpacked(b"a,b\n") == 4


def test_figures_that_a_machine_left_behind_are_swept() -> None:
    told = progress.Progress(77, of=10, done=4)
    told.write()
    progress.sweep()
    assert progress.progress_of(77) == told
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=False):
        progress.sweep()
    assert progress.progress_of(77) is None
