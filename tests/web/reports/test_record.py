"""The record as people read it: who sees how much, what each line says, and what a receipt proves."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.web.cast import account, person, school, sign_in
from tests.web.consents.families import adult, consents, page_for, pupil

from gatepost.web.consents.actions.bars import set_bar
from gatepost.web.record.actions import append, make_head, receipt_for
from gatepost.web.record.models import Entry, Verification
from gatepost.web.record.queries import log_of
from gatepost.web.record.verifying import verify
from gatepost.web.reports import actions, queries
from gatepost.web.reports.queries import record_line
from gatepost.web.schools.access import Refused
from gatepost.web.schools.models import Account
from gatepost.web.schools.scope import school_scope

pytestmark = pytest.mark.usefixtures("database")
PAGES = ("", "entries/", "heads/", "checker.pyz")


def did(key: str, action: str = "policy.adopted", slug: str = "quillbrook", thing: str = "version:1") -> Entry:
    who = person(key, slug)
    with school_scope(who.school_id):
        return append(school_id=who.school_id, actor=who.actor, role=who.role_words, action=action, thing=thing)


@pytest.mark.parametrize(
    ("key", "opens"),
    [
        ("head", 4),
        ("dpo", 4),
        ("chair", 4),
        ("governor", 3),
        ("it", 3),
        ("teacher", 0),
        ("office", 0),
        ("dsl", 0),
        ("parent", 0),
        ("provider", 0),
    ],
)
def test_each_sees_as_much_of_the_record_as_is_theirs(key: str, opens: int) -> None:
    client = sign_in(key)
    found = [page for page in PAGES if client.get(f"/quillbrook/record/{page}").status_code == 200]
    assert len(found) == opens
    assert ("entries/" in found) == (key in {"head", "dpo", "chair"})
    exported = client.post("/quillbrook/record/export/")
    assert (exported.status_code == 200) == (key in {"head", "dpo", "chair"})


def test_actions_ask_for_themselves() -> None:
    for key, action in (
        ("governor", actions.export),
        ("governor", actions.read_entries),
        ("teacher", actions.check_now),
    ):
        who = person(key)
        with school_scope(who.school_id), pytest.raises(Refused):
            action(person=who)


def test_names_are_for_the_head_and_the_officer_alone() -> None:
    did("teacher", "membership.read", thing="membership:9")
    name = account("teacher").name
    assert name in sign_in("head").get("/quillbrook/record/entries/").content.decode()
    assert name in sign_in("dpo").get("/quillbrook/record/entries/").content.decode()
    shown = sign_in("chair").get("/quillbrook/record/entries/").content.decode()
    assert "opened a member’s page" in shown or "opened a member&#x27;s page" in shown
    names = [one for one in Account.objects.values_list("name", flat=True) if one != account("chair").name]
    assert not [one for one in names if one in shown]


def test_another_schools_entries_are_on_no_list_and_in_no_number() -> None:
    did("head", "module.switched-on", "larksend", thing="module:larks-own")
    for page in ("", "entries/", "heads/"):
        assert "larks-own" not in sign_in("head").get(f"/quillbrook/record/{page}").content.decode()
    with school_scope(school().pk):
        sentences = dict(queries.counted(person("head"), queries.months(school().pk)[0]))
    assert "asked for a module to be on" not in sentences
    assert sign_in("head").get("/larksend/record/").status_code == 404


@pytest.mark.parametrize("key", ["head", "chair", "dpo"])
def test_what_concerns_a_child_of_the_reader_is_in_no_list_no_number_and_no_copy(key: str) -> None:
    with consents():
        mine, other = pupil("Robin"), pupil("Wren")
        ada = adult(mine, "Ada")
        for each in (mine, other):
            set_bar(person=person("dsl"), child=each.pk, reason="A court order.")
    client, dsl = sign_in(key), "on roll "
    list_, page = "/quillbrook/record/entries/?action=consent.barred", "/quillbrook/record/"
    before = client.get(list_).content.decode()
    assert f"{dsl}{mine.pk}<" in before
    month = timezone.localdate().strftime("%Y-%m")
    with consents():
        assert dict(queries.counted(person(key), month))["set an image bar"] == 2
        page_for(key, mine, ada)
        assert dict(queries.counted(person(key), month))["set an image bar"] == 1
    shown = client.get(list_).content.decode()
    assert f"{dsl}{mine.pk}<" not in shown
    assert f"{dsl}{other.pk}<" in shown
    assert "What concerns your own children is left out" in shown
    assert f"{dsl}{mine.pk}<" not in client.get("/quillbrook/record/entries/").content.decode()
    refused = client.post("/quillbrook/record/export/", follow=True)
    assert refused.redirect_chain[-1][0] == page
    assert "Ask somebody else to take it" in refused.content.decode()


def test_the_list_is_chosen_by_month_and_by_what_happened() -> None:
    march = datetime(2099, 3, 31, 22, 30, tzinfo=UTC)  # 23:30 in London
    with time_machine.travel(march, tick=False):
        did("head", "cover.added", thing="cover:first")
    with time_machine.travel(march + timedelta(hours=1), tick=False):
        did("head", "cover.removed", thing="cover:second")
        head = sign_in("head")
        shown = head.get("/quillbrook/record/entries/?month=2099-03").content.decode()
        assert "cover first" in shown
        assert "cover second" not in shown
        shown = head.get("/quillbrook/record/entries/?month=2099-04&action=cover.removed").content.decode()
        assert "cover second" in shown
        assert "cover first" not in shown
        wrong = head.get("/quillbrook/record/entries/?month=2099-13&action=none&page=x")
        assert wrong.status_code == 200
        assert "There is a problem" in wrong.content.decode()


def test_reading_taking_and_checking_are_entries_themselves() -> None:
    head = sign_in("head")
    head.get("/quillbrook/record/entries/")
    b"".join(head.post("/quillbrook/record/export/").streaming_content)  # type: ignore[attr-defined]
    head.post("/quillbrook/record/check/")
    head.post("/quillbrook/record/heads/new/")
    with school_scope(school().pk):
        last = list(Entry.objects.order_by("-seq").values_list("action", "actor")[:4])
    assert [action for action, _actor in reversed(last)] == [
        "record.read",
        "record.exported",
        "record.checked",
        "record.head-printed",
    ]
    assert {actor for _action, actor in last} == {person("head").actor}


def test_a_long_list_costs_the_same_queries() -> None:
    head = sign_in("head")
    counts = []
    for more in (1, 60, 60):
        for _number in range(more):
            did("head")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert head.get("/quillbrook/record/entries/").status_code == 200
        counts.append(len(captured))
    assert len(set(counts[1:])) == 1
    assert counts[1] <= counts[0] + 1


def test_what_was_downloaded_is_checked_elsewhere_with_the_checker_alone(tmp_path: Path) -> None:
    head = sign_in("head")
    head.post("/quillbrook/record/heads/new/")
    with school_scope(school().pk):
        held = make_head(school().pk).note
    export = b"".join(head.post("/quillbrook/record/export/").streaming_content)  # type: ignore[attr-defined]
    (tmp_path / "log.jsonl").write_bytes(export)
    (tmp_path / "checker.pyz").write_bytes(head.get("/quillbrook/record/checker.pyz").content)
    (tmp_path / "held.txt").write_text(held, "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", "checker.pyz", "log.jsonl", "--head", "held.txt", "--json"],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    told = json.loads(done.stdout)
    assert (done.returncode, told["complete"], told["held"]) == (0, True, 1)
    assert told["covered"] == told["entries"] - 1  # that it was taken is its last entry
    assert b'"action":"record.exported"' in export.splitlines()[-2]


# The one line


def test_the_line_says_since_when_and_that_it_was_checked_today() -> None:
    here = school("larksend")
    now = datetime(2099, 9, 3, 6, 0, 30, tzinfo=UTC)
    with school_scope(here.pk):
        assert "not been checked yet" in record_line(here.pk)
        log = log_of(here.pk)
        assert log is not None
        began = timezone.localtime(Entry.objects.get(seq=0).at)
        with time_machine.travel(now, tick=False):
            verify(log)
            since = f"{began.day} {began:%B %Y}"
            assert (
                record_line(here.pk) == f"The record is complete and unchanged since {since}, checked today at 07:00."
            )
        with time_machine.travel(now + timedelta(days=1), tick=False):
            assert record_line(here.pk).endswith("checked on 3 September 2099 at 07:00.")
        with time_machine.travel(now + timedelta(days=3), tick=False):
            assert "should be checked every day" in record_line(here.pk)


def test_the_alarm_names_the_entry_and_whom_to_tell() -> None:
    here = school()
    with school_scope(here.pk):
        log = log_of(here.pk)
        assert log is not None
        Verification.objects.create(
            school_id=here.pk, log=log, asked_at=timezone.now(), at=timezone.now(), kind="changed", place=12
        )
        line = record_line(here.pk)
    assert "NOT as it was" in line
    assert "at entry 12" in line
    assert "data protection officer" in line


def test_a_head_that_somebody_pastes_is_compared_and_raises_no_alarm_by_itself() -> None:
    head = sign_in("head")
    with school_scope(school().pk):
        held = make_head(school().pk).note
    mine = f"> {held}".replace("\n", "\n> ")
    shown = head.post("/quillbrook/record/compare/", {"held": f"Dear chair,\n{mine}\nYours"}).content.decode()
    assert "Complete and unchanged" in shown
    with school_scope(school("larksend").pk):
        other = make_head(school("larksend").pk).note
    shown = head.post("/quillbrook/record/compare/", {"held": other}).content.decode()
    assert "NOT as it was" in shown
    assert "of another log" in shown
    shown = head.post("/quillbrook/record/compare/", {"held": "no head at all"}).content.decode()
    assert "There is no head in this text" in shown
    assert "no head at all" in shown
    with school_scope(school().pk):
        assert not Verification.objects.exists()


def test_years_of_heads_are_taken_as_a_file_and_too_much_at_once_meets_a_sentence() -> None:
    head = sign_in("head")
    with school_scope(school().pk):
        held = make_head(school().pk).note
    letters = f"Dear chair,\nthe head of today:\n\n{held}\nYours\n" * 1_000
    address = "/quillbrook/record/compare/"
    shown = head.post(address, {"file": SimpleUploadedFile("heads.mbox", letters.encode())}).content.decode()
    assert "Complete and unchanged" in shown
    for told in ({}, {"held": "x" * 50_001}, {"file": SimpleUploadedFile("heads.mbox", b"x" * 1_000_001)}):
        assert "There is a problem" in head.post(address, told).content.decode()
    pasted = head.post(address, {"held": "x" * 2_200_000})
    assert pasted.status_code == 400
    assert "longer than this page can take" in pasted.content.decode()
    assert "as a file" in pasted.content.decode()


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_e_mails_are_read_as_programs_save_them(encoding: str) -> None:
    head = sign_in("head")
    with school_scope(school().pk):
        held = make_head(school().pk).note
    letter = EmailMessage()
    letter["Subject"] = "The record"
    letter.set_content(f"Dear chair,\nthe head of today:\n\n{held}\nYours\n", cte=encoding)
    letter.add_alternative("<p>The head of today</p>", subtype="html")
    mbox = b"".join(b"From us Mon Nov 16 06:00:00 2026\n" + letter.as_bytes() + b"\n" for _ in range(2))
    for file in (letter.as_bytes(), mbox, mbox.replace(b"\n", b"\r\n")):
        sent = {"file": SimpleUploadedFile("saved.eml", file)}
        assert "Complete and unchanged" in head.post("/quillbrook/record/compare/", sent).content.decode()


def test_a_long_record_is_left_to_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_AT_ONCE", 0)
    head = sign_in("head")
    shown = head.post("/quillbrook/record/check/", follow=True).content.decode()
    assert "within the next minutes" in shown
    assert "A check was asked for" in shown


# Receipts


def _receipt(slug: str = "quillbrook") -> str:
    entry = did("head", "policy.adopted", slug)
    with school_scope(entry.school_id):
        return receipt_for(entry)


def test_anybody_can_check_a_receipt_pasted_or_chosen(visitor: Client) -> None:
    receipt = _receipt()
    shown = visitor.post("/quillbrook/record/receipt/", {"text": f"Hello,\n{receipt}\nbye"}).content.decode()
    assert "The receipt is true" in shown
    assert "adopted a policy" in shown
    assert "Headteacher" in shown
    assert account("head").name not in shown
    file = SimpleUploadedFile("receipt.txt", receipt.encode())
    shown = visitor.post("/quillbrook/record/receipt/", {"file": file}).content.decode()
    assert "The receipt is true" in shown


def test_what_is_no_receipt_of_this_school_proves_nothing(visitor: Client) -> None:
    receipt = _receipt()
    lines = receipt.splitlines()
    changed = "\n".join([*lines[:3], lines[3][::-1], *lines[4:]])
    for text in (changed, "nothing", _receipt("larksend"), f"{receipt}\n{receipt}"):
        shown = visitor.post("/quillbrook/record/receipt/", {"text": text}).content.decode()
        assert "The receipt proves nothing" in shown
        assert "adopted a policy" not in shown


def test_an_empty_or_endless_receipt_is_an_error_of_the_form(visitor: Client) -> None:
    for told in ({}, {"text": ""}, {"text": "x" * 50_001}, {"file": SimpleUploadedFile("r.txt", b"x" * 500_001)}):
        shown = visitor.post("/quillbrook/record/receipt/", told).content.decode()
        assert "There is a problem" in shown
        assert "proves nothing" not in shown


def test_checking_a_receipt_leaves_nothing_in_the_record(visitor: Client) -> None:
    receipt = _receipt()
    with school_scope(school().pk):
        before = Entry.objects.count()
    visitor.post("/quillbrook/record/receipt/", {"text": receipt})
    with school_scope(school().pk):
        assert Entry.objects.count() == before
