"""A word typed into every form of the site stands in no log line, letter, address, job, cache entry or file."""

import base64
import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import connections
from django_tasks_db.models import DBTaskResult

from gatepost.web.operations.tick import tick
from gatepost.web.schools.models import Account
from tests.web.cast import account
from tests.web.databases import ON_POSTGRESQL
from tests.web.filling import Forms
from tests.web.walking import OF_THE_MOMENT, browser_of, furnish, stops

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.walk, pytest.mark.slow]

WORD = "Zuqarin"  # in nobody's name and no text of ours
WHO = ("head", "office", "chair", "dpo", "it", "teacher", "parent", "")
FEWEST = 150  # forms sent; far fewer would mean that the walk has lost its way
# What ends the walk, or what somebody asks for and then takes with them.
NOT_SENT = {*OF_THE_MOMENT, "account_logout", "signin:sessions"}


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go for the length of a test."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_word_typed_into_every_form_is_in_nothing_that_the_site_writes_beside_its_rows(
    own_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    named = furnish("quillbrook")
    addresses: list[str] = []
    sent = shown = 0
    for who in WHO:
        for stop in stops("quillbrook", named):
            if stop.who != who or stop.route in NOT_SENT:
                continue
            browser = browser_of(who, "quillbrook")
            page = browser.get(stop.address)
            for form in Forms(_html(page), stop.address).found:
                if form.method != "post" or "/sign-out" in form.action:
                    continue
                answer = browser.post(form.action, form.filled(WORD), follow=True)
                assert answer.status_code < 500, (stop, form.action)
                sent += 1
                shown += WORD in _html(answer)
                addresses += [where for where, _status in answer.redirect_chain]
                addresses += [str(answer.headers.get("Location", "")), *map(str, answer.headers.values())]
    tick()
    assert sent >= FEWEST
    assert shown >= FEWEST / 10  # the word did arrive
    written = capfd.readouterr()
    _nobody_is_told(addresses, written.out + written.err)
    assert _files_with(own_folder) == []
    assert _files_with(Path(settings.CONFIG.folder)) == []


def test_this_test_finds_a_word_where_it_looks(own_folder: Path) -> None:
    (own_folder / "draft.txt").write_text(f"about {WORD}", "utf-8")
    assert [one.name for one in _files_with(own_folder)] == ["draft.txt"]
    from django.core.cache import cache

    cache.set("a-key", {"said": WORD})
    assert any(WORD in row for row in _rows("gatepost_cache"))
    assert Account.objects.filter(pk=account("head").pk).update(name=f"A {WORD}")
    assert any(WORD in row for row in _rows("schools_account"))


def _html(answer: Any) -> str:
    """The text of an answer; a download is none."""
    if answer.streaming or not answer.headers.get("Content-Type", "").startswith("text/html"):
        return ""
    return str(answer.content.decode())


def _nobody_is_told(addresses: list[str], written: str) -> None:
    word = WORD.lower()
    assert [one for one in addresses if word in one.lower()] == []
    assert [line for line in written.splitlines() if word in line.lower()] == []
    letters = [f"{one.subject}\n{one.body}" for one in mail.outbox]
    assert [one for one in letters if word in one.lower().replace(f"{word}@example.org", "")] == []
    for table in ("gatepost_cache", DBTaskResult._meta.db_table, "record_entry"):
        assert [row for row in _rows(table) if word in row.lower()] == [], table


def _rows(table: str) -> Iterator[str]:
    """Each row of a table as text, with what a cache has packed unpacked."""
    with connections["owner" if ON_POSTGRESQL else "default"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 (a name of ours)
        rows = cursor.fetchall()
    for row in rows:
        yield " ".join(_unpacked(str(value)) if table == "gatepost_cache" else str(value) for value in row)


def _unpacked(value: str) -> str:
    try:
        return repr(pickle.loads(base64.b64decode(value.encode(), validate=True)))  # noqa: S301 (our own cache)
    except Exception:
        return value


def _files_with(folder: Path) -> list[Path]:
    """The files below a folder that hold the word; the database is the one place where it may be."""
    return [
        one
        for one in sorted(folder.rglob("*"))
        if one.is_file() and "sqlite3" not in one.name and WORD.encode() in one.read_bytes()
    ]
