"""What leaves with a school can be read where it goes: nothing in it needs this site's secrets."""

import base64
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db.models import BinaryField
from django.utils import timezone

from gatepost.web.approvals.actions import asking, deciding
from gatepost.web.approvals.models import PermissionRequest, Vote
from gatepost.web.approvals.words import seal_vote
from gatepost.web.checks.models import HeldDraft
from gatepost.web.operations.school_export import export, models
from gatepost.web.operations.unsealed import PRIVATE, SEALED
from gatepost.web.schools.scope import school_scope
from gatepost.web.sealed import seal
from tests.web.approvals.asked import PICTURES, SCHOOL, with_pictures
from tests.web.cast import person, school
from tests.web.databases import Database
from tests.web.people.switching import on
from tests.web.things import everything

# Not sealed under the site's own key: people's safes, and what a file for the roll said.
ELSEWISE = {"people_import"}


def exported(slug: str, target: Path) -> dict[str, list[dict[str, Any]]]:
    export(school(slug), target)
    with zipfile.ZipFile(target) as packed:
        return {
            Path(name).stem: [json.loads(line) for line in packed.read(name).decode().splitlines()]
            for name in packed.namelist()
            if name.startswith("rows/")
        }


def test_a_request_leaves_in_words_and_pictures_that_anybody_can_read(database: Database, tmp_path: Path) -> None:
    with school_scope(school(SCHOOL).pk):
        on("requests", SCHOOL)
        asked = asking.ask(person=person("teacher", SCHOOL), wanted=replace(with_pictures(), note="Parents’ wish."))
        deciding.ask_back(person=person("head", SCHOOL), request=asked, question="Who will be in it?")
        asking.reply(person=person("teacher", SCHOOL), request=asked, text="Nobody by name.")
        deciding.say_yes(person=person("head", SCHOOL), request=asked, seen=0, conditions="Only inside.")
    rows = exported(SCHOOL, tmp_path / "school.zip")
    (row,) = rows["approvals_permissionrequest"]
    assert (row["told"]["note"], row["question"], row["reply"]) == (
        "Parents’ wish.",
        "Who will be in it?",
        "Nobody by name.",
    )
    assert [one["words"] for one in rows["approvals_vote"]] == ["Only inside."]
    shown = [base64.b64decode(one["content"]["base64"]) for one in rows["approvals_requestpicture"]]
    assert shown == list(PICTURES)


def test_no_row_of_any_register_leaves_sealed_under_the_sites_key(database: Database, tmp_path: Path) -> None:
    with school_scope(school().pk):
        everything("quillbrook")
        asked = PermissionRequest.objects.get()
        Vote(
            school=school(),
            request=asked,
            membership_id=person("head").membership_id,
            yes=False,
            said_at=timezone.now(),
            sealed_at="0f",
            words=seal_vote("0f", "No."),
        ).save()
    rows = exported("quillbrook", tmp_path / "school.zip")
    for table, columns in SEALED.items():
        assert rows[table], f"nothing in {table}"
        for row in rows[table]:
            for column in columns:
                sealed = isinstance(row[column], dict) and "base64" in row[column]
                assert sealed == (column == "content"), (table, column)  # pictures are bytes
    assert rows["phones_permission"][0]["told"] == ["alone", "Walks alone."]
    assert rows["consents_imagebar"][0]["sealed_reason"] == "Do not ask."
    assert rows["releases_release"][0]["words"] == ["News", "zebra crossing"]
    assert rows["phones_ban"][0]["need"] == ["none", "Asked the family."]


def test_a_draft_that_rests_leaves_with_nobody(database: Database, tmp_path: Path) -> None:
    with school_scope(school().pk):
        everything("quillbrook")
        assert HeldDraft.objects.exists()
    assert exported("quillbrook", tmp_path / "school.zip")["checks_helddraft"] == []


def test_what_no_secret_opens_any_more_leaves_as_it_is_and_stops_nothing(database: Database, tmp_path: Path) -> None:
    with school_scope(school(SCHOOL).pk):
        on("requests", SCHOOL)
        asked = asking.ask(person=person("teacher", SCHOOL), wanted=with_pictures())
        deciding.say_no(person=person("head", SCHOOL), request=asked, reason="No.")
        Vote.objects.update(words=seal(table="elsewhere", row="a", field="b", content="No."))
    rows = exported(SCHOOL, tmp_path / "school.zip")
    assert set(rows["approvals_vote"][0]["words"]) == {"base64"}


def test_every_column_of_bytes_is_known_to_be_opened_private_or_no_matter_of_the_sites_key() -> None:
    for model in models():
        table = model._meta.db_table
        held = {one.column for one in model._meta.concrete_fields if isinstance(one, BinaryField)}
        if table in PRIVATE or table in ELSEWISE or table.startswith("safe_"):
            assert table not in SEALED
        else:
            assert held == set(SEALED.get(table, {})), table
