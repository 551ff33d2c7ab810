"""A file for the roll is read, refused with its rows, or asked about; what must not be read is not."""

import json
import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from gatepost.rosters.faults import RosterFaults
from gatepost.web.people import due
from gatepost.web.people.models import Import, SavedMapping
from gatepost.web.schools.scope import school_scope
from tests.web import cast
from tests.web.people.files import SECRET, as_csv, form, pupil_rows, roll
from tests.web.people.importing import QUILLBROOK, changed_rows, sent, stage

pytestmark = pytest.mark.usefixtures("database")


def test_what_must_not_be_read_is_nowhere_in_the_database() -> None:
    client = cast.sign_in("office")
    number = sent(client, as_csv(changed_rows()))
    page = client.get(f"{QUILLBROOK}{number}/").content.decode()
    assert "Ethnicity, Password" in page
    with school_scope(cast.school().pk):
        row = Import.objects.get(pk=number)
        assert row.snapshot is not None
        assert SECRET.encode() not in zlib.decompress(bytes(row.snapshot))
        assert SECRET not in json.dumps(row.told)
    assert SECRET not in page


def test_a_damaged_file_changes_nothing_and_says_where_it_is_wrong() -> None:
    client, before = cast.sign_in("office"), roll()
    rows = pupil_rows()
    rows[3]["Legal Forename"] = '=HYPERLINK("http://bad.example")'
    rows[4]["DOB"] = "31/02/2019"
    answer = client.post(QUILLBROOK, form(as_csv(rows)))
    page = answer.content.decode()
    assert "pupils.csv: 5" in page
    assert "pupils.csv: 6" in page
    listed = client.get(f"{QUILLBROOK}{answer.context['failed'].pk}/faults/").content.decode("utf-8-sig")
    assert "pupils.csv,5,Legal Forename" in listed
    assert "31/02/2019" not in listed
    assert "bad.example" not in listed
    assert roll() == before


@pytest.mark.parametrize("source", [b"", b"\x00\x01", b"%PDF-1.4", b"PK\x03\x04 not a zip", b"a,b\n1,2\n", b"<CTfile>"])
def test_what_is_no_roll_is_refused_with_a_sentence(source: bytes) -> None:
    client, before = cast.sign_in("office"), roll()
    answer = client.post(QUILLBROOK, form(source))
    assert answer.status_code == 200
    assert b"govuk-error-summary" in answer.content
    assert roll() == before


def test_a_report_with_strange_headers_asks_which_column_is_which_and_remembers_it() -> None:
    client = cast.sign_in("office")
    rows = [{"Kid first": "Bronwen", "Family bit": "Vaughan", "Born on": "03/04/2018", "Class": "Year 3", "UPN": ""}]
    headers = ("Kid first", "Family bit", "Born on", "Class", "UPN")
    page = client.post(QUILLBROOK, form(as_csv(rows, headers), mode="delta", report=""))
    shown = page.context["form"]
    at = {header: f"column-{place}" for place, header in enumerate(shown.named)}
    told = {at["Kid first"]: "forename", at["Family bit"]: "surname", at["Born on"]: "date_of_birth"}
    told |= {at["Class"]: "class_name", at["UPN"]: "upn", "headers": shown.initial["headers"], "source": "Our list"}
    number = sent(client, as_csv(rows, headers), mode="delta", report="", order="dmy", **told)
    assert "Bronwen Vaughan" in client.get(f"{QUILLBROOK}{number}/").content.decode()
    with school_scope(cast.school().pk):
        assert SavedMapping.objects.get(source="Our list").columns["Kid first"] == "forename"
    again = sent(client, as_csv(rows, headers), mode="delta", report="saved:Our list")
    assert "Bronwen Vaughan" in client.get(f"{QUILLBROOK}{again}/").content.decode()


def test_the_page_that_takes_a_file_asks_for_the_token_of_its_form() -> None:
    client = cast.sign_in("office")
    client.handler.enforce_csrf_checks = True
    before = roll()
    assert client.post(QUILLBROOK, form(as_csv(changed_rows()))).status_code == 403
    assert roll() == before
    token = client.get(QUILLBROOK).context["csrf_token"]
    assert (
        client.post(QUILLBROOK, {**form(as_csv(changed_rows())), "csrfmiddlewaretoken": str(token)}).status_code == 302
    )


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.web.people.uploads.LARGEST", 2000)
    client = cast.sign_in("office")
    answer = client.post(QUILLBROOK, form(as_csv(changed_rows())))
    assert "Choose a file of at most 50 MB" in answer.content.decode()


def test_faults_name_no_value_in_their_own_text() -> None:
    head = cast.person("head")
    with school_scope(head.school_id), pytest.raises(RosterFaults) as found:
        stage(head, b"Forename,Surname\nAnna,=1+1\n", kind="pupil")
    assert "=1+1" not in str(found.value)


def test_what_was_read_is_gone_after_a_day() -> None:
    head = cast.person("head")
    with school_scope(head.school_id):
        row = stage(head, as_csv(changed_rows()))
        due.run(cast.school(), timezone.now() + timedelta(hours=25))
        row.refresh_from_db()
        assert (row.state, row.snapshot) == ("given-up", None)


def test_what_was_kept_of_a_file_that_could_not_be_read_is_gone_after_a_day() -> None:
    client = cast.sign_in("office")
    client.post(QUILLBROOK, form(as_csv([{"Kid first": "Bronwen", "Family bit": "Vaughan"}]), report=""))
    with school_scope(cast.school().pk):
        failed = Import.objects.get()
        assert failed.how["headers"]
        due.run(cast.school(), timezone.now() + timedelta(hours=23))
        failed.refresh_from_db()
        assert failed.how["headers"]
        due.run(cast.school(), timezone.now() + timedelta(hours=25))
        failed.refresh_from_db()
        assert failed.how == {}
    assert client.get(f"{QUILLBROOK}?again={failed.pk}").status_code == 200
