"""Damaged files sent to the page: each shows its differences or what is wrong, and none changes the roll unasked."""

import pytest
from django.utils import timezone

from gatepost.web.people import comparing, due
from gatepost.web.people.actions import imports as actions
from gatepost.web.people.models import Import
from gatepost.web.people.models.imports import FAILED
from gatepost.web.schools.person import today
from gatepost.web.schools.scope import school_scope
from tests.rosters.build_files import cases
from tests.web import cast
from tests.web.people.files import form, roll
from tests.web.people.importing import confirm

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]

QUILLBROOK = "/quillbrook/roll/import/"


def test_every_damaged_file_is_listed_by_row_or_read_and_changes_nothing_unasked() -> None:
    client, head, before = cast.sign_in("office"), cast.person("head"), roll()
    read = refused = 0
    for case in cases():
        options = case.told.get("options", {})
        told = {name: str(options[name]) for name in ("mode", "kind", "order") if options.get(name)}
        answer = client.post(QUILLBROOK, form(case.body(), case.called or "file.csv", **({"report": ""} | told)))
        assert roll() == before, case.name
        if answer.status_code == 200:
            assert b"govuk-error-summary" in answer.content, case.name
            refused += 1
            continue
        assert answer.status_code == 302, case.name
        assert client.get(answer["Location"]).status_code == 200, case.name
        with school_scope(head.school_id):
            due.run(cast.school(), timezone.now())  # reads what is large
            row = Import.objects.latest("pk")
            assert roll() == before, case.name
            if row.state == FAILED:
                refused += 1
                continue
            read += 1
            found = comparing.compare(row, today())
            if comparing.changes(found):
                confirm(head, row)
                actions.undo(person=head, done=row)
        assert roll() == before, case.name
    assert read + refused >= 60
    assert min(read, refused) > 10
