"""Reports of other systems: who is found, what is taken in, what is refused."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from gatepost.web.consents.actions.files import apply, map_columns, map_words, stage
from gatepost.web.consents.models import Answer, ConsentFile
from gatepost.web.consents.queries.asked import lasts_until
from gatepost.web.consents.queries.files import against, changed, preview
from gatepost.web.consents.report import NotAReport, read_table
from gatepost.web.people.models import SourceId
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from tests.web.cast import person, school, sign_in
from tests.web.consents.families import (
    PHOTO,
    adult,
    consents,
    later,
    page_for,
    pupil,
    reason,
    says,
    tick,
)

pytestmark = pytest.mark.usefixtures("database")

ROOM = "/quillbrook/photo-consents/"


def report(text: str, columns: dict[str, str], types: dict[str, str] | None = None) -> ConsentFile:
    office = person("office")
    file = stage(person=office, table=read_table(text.encode(), "report.csv"))
    map_columns(person=office, file=file, columns=columns)
    words = {"Granted": "yes", "Not Granted": "no"}
    map_words(person=office, file=file, types=types or {}, words=words)
    return ConsentFile.objects.get(pk=file.pk)


def test_a_report_finds_children_by_number_or_by_name_and_birthday_never_by_name_alone() -> None:
    born: dict[str, Any] = {"date_of_birth": today() - timedelta(days=3000)}
    day = born["date_of_birth"].isoformat()
    with consents():
        by_upn = pupil("Robin", upn="H801200001001", **born)
        by_id = pupil("Wren", **born)
        SourceId.objects.create(school=school(), person=by_id, source="arbor", source_id="77")
        by_name = pupil("Siân", **born)
        pupil("Finch", **born)
        pupil("Finch", **born)
        columns = {
            "UPN": "upn",
            "Pupil ID": "source_id",
            "Forename": "forename",
            "Surname": "surname",
            "DOB": "date_of_birth",
            "Website": PHOTO.code,
        }
        file = report(
            "UPN,Pupil ID,Forename,Surname,DOB,Website\n"
            "h801200001001,,,,,Granted\n"
            ",77,,,,Not Granted\n"
            f",,Sian,VANE,{day},Granted\n"
            f",,Finch,Vane,{day},Granted\n"
            ",,Robin,Vane,,Granted\n"
            f"X801200001009,,Siân,Vane,{day},Granted\n"
            ",77,,,,Requested\n"
            ",77,,Crane,,Granted\n",
            columns,
        )
        found = preview(file)
        assert {child: one.yes for (child, _purpose), one in found.answers.items()} == {
            by_upn.pk: True,
            by_id.pk: False,
            by_name.pk: True,
        }
        assert [(one.row, one.why) for one in found.bad] == [
            (5, "several"),
            (6, "name-alone"),
            (7, "nobody"),
            (9, "other-name"),
        ]
        assert found.open_cells == 1
        assert not Answer.objects.exists()
        apply(person=person("office"), file=file, responsible=True)
        assert not ConsentFile.objects.exists()
        with pytest.raises(Fault):
            apply(person=person("office"), file=file, responsible=True)


def test_one_consent_in_a_row_is_read_too_and_what_is_not_mapped_stays_open() -> None:
    with consents():
        child = pupil(upn="H801200001001")
        ada = adult(child, "Ada")
        file = report(
            "UPN,Consent type,Status\nH801200001001,Internet photos,Granted\nH801200001001,Trips,Granted\n",
            {"UPN": "upn", "Consent type": "type", "Status": "answer"},
            {"Internet photos": PHOTO.code},
        )
        assert (preview(file).yes, preview(file).no, preview(file).open_cells) == (1, 0, 1)
        says(child, ada, False)
        assert against(person("office"), preview(file)) == ("Robin Vane",)
        torn = report(
            "UPN,Website\nH801200001001,Granted\nH801200001001,Not Granted\n", {"UPN": "upn", "Website": PHOTO.code}
        )
        assert [one.why for one in preview(torn).bad] == ["told-twice"]
        assert not preview(torn).answers


DATED = {"UPN": "upn", "Website": PHOTO.code, "Date given": "given_on", "Valid until": "ends"}


def dated(*rows: str) -> ConsentFile:
    lines = "\n".join(("UPN,Website,Date given,Valid until", *(f"H801200001001,{row}" for row in rows)))
    return report(f"{lines}\n", DATED)


def test_an_answer_of_a_report_starts_on_its_day_and_ends_on_its_last_but_never_after_the_rules() -> None:
    day = today()
    with consents():
        child = pupil(upn="H801200001001")
        adult(child, "Ada")
        for given, ends, starts, last in (
            ("", "", day, lasts_until(day)),
            (f"{day:%d/%m/%Y}", f"{day + timedelta(days=9):%d %B %Y}", day, day + timedelta(days=9)),
            ("1/13/2020 08:15", "2020-02-01T00:00:00", date(2020, 1, 13), date(2020, 2, 1)),
            ("2019-10-01", "2099-01-01", date(2019, 10, 1), lasts_until(date(2019, 10, 1))),
            ("", "2099-01-01", day, lasts_until(day)),
        ):
            file = dated(f"Granted,{given},{ends}")
            assert preview(file).lapsed == (last < day)
            apply(person=person("office"), file=file, responsible=True)
            held = Answer.objects.latest("pk")
            assert (held.starts, held.ends) == (starts, last)


def test_of_a_report_that_tells_a_history_the_latest_answer_counts() -> None:
    with consents():
        pupil(upn="H801200001001")
        for rows, yes, faults in (
            (("Granted,2025-09-01,", "Not Granted,2026-01-10,"), False, []),
            (("Not Granted,2026-01-10,", "Granted,2025-09-01,"), False, []),
            (("Granted,2025-09-01,", "Not Granted,2025-09-01,"), None, [(3, "told-twice")]),
            (("Granted,2025-09-01,", "Not Granted,2025-09-01,", "Granted,2026-01-10,"), True, []),
            (("Granted,2025-09-01,", "Not Granted,,"), None, [(3, "told-twice")]),
            (("Granted,2099-09-01,",), None, [(2, "later-day")]),
            (("Granted,some day,",), None, [(2, "no-day")]),
            (("Granted,,some day",), None, [(2, "no-day")]),
        ):
            found = preview(dated(*rows))
            assert [one.yes for one in found.answers.values()] == ([] if yes is None else [yes]), rows
            assert [(one.row, one.why) for one in found.bad] == faults, rows


def test_a_report_goes_through_the_pages_as_csv_and_as_excel_and_can_be_put_away() -> None:
    with consents():
        child = pupil(upn="H801200001001")
        adult(child, "Ada")
    office = sign_in("office")
    book, out = Workbook(), io.BytesIO()
    sheet = book.active
    for row in (("UPN", "Website", "Ethnicity"), ("H801200001001", "Granted", "Secret")):
        sheet.append(row)
    book.save(out)
    for name, source in (
        ("r.xlsx", out.getvalue()),
        ("r.csv", b"UPN,Website,Ethnicity\nH801200001001,Granted,Secret\n"),
    ):
        sent = office.post(f"{ROOM}import/", {"file": SimpleUploadedFile(name, source)})
        where = sent.headers["Location"]
        with consents():
            assert "Secret" not in str(ConsentFile.objects.latest("pk").table)
        columns = {"step": "columns", "h0": "upn", "h1": PHOTO.code}
        assert "Choose by which columns" in office.post(where, columns | {"h0": ""}).content.decode()
        assert office.post(where, columns).status_code == 302
        assert office.post(where, {"step": "words", "w0": "yes"}).status_code == 302
        assert "Take it in" in office.get(where).content.decode()
    assert office.post(f"{where}put-away/").status_code == 302
    first = f"{ROOM}import/{int(where.split('/')[-2]) - 1}/"
    assert office.post(first, {"step": "apply", "responsible": "on"}).status_code == 302
    with consents():
        assert not ConsentFile.objects.exists()
        assert reason(child) == "shown"


@pytest.mark.parametrize("source", [b"", b"\x00\x01", b"only one\ncolumn\n", b"a,a\n1,2\n", b"%PDF-1.4", b"{}"])
def test_what_is_no_report_is_refused_with_a_sentence(source: bytes) -> None:
    with consents():
        pass
    answer = sign_in("office").post(f"{ROOM}import/", {"file": SimpleUploadedFile("r.csv", source)})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_signs_that_no_database_keeps_are_left_out() -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (("UPN", "Web_x0000_site"), ("H801200001001", "Gran_x0000_ted")):
        book.active.append(row)
    book.save(out)
    with consents():
        file = stage(person=person("office"), table=read_table(out.getvalue(), "r.xlsx"))
        assert ConsentFile.objects.get(pk=file.pk).table["rows"] == [[2, ["H801200001001", "Gran ted"]]]


def test_a_table_too_long_is_not_read() -> None:
    out = io.StringIO()
    csv.writer(out).writerows([("UPN", "Website"), *(("H801200001001", "Yes"),) * 5001])
    with pytest.raises(NotAReport):
        read_table(out.getvalue().encode(), "r.csv")


def test_a_report_that_nobody_applies_goes_by_itself() -> None:
    with consents():
        report("UPN,Website\nH801200001001,Granted\n", {"UPN": "upn", "Website": PHOTO.code})
        with later(2):
            tick()
            assert not ConsentFile.objects.exists()


def test_columns_about_photos_are_read_and_what_is_not_kept_is_named_on_the_page() -> None:
    headers = (
        "UPN,Website photo,Newsletter photo consent,House,Country dance image,Ethnicity,Medical condition,,Password"
    )
    with consents():
        pass
    office = sign_in("office")
    source = f"{headers}\nH801200001001,Granted,Granted,Red,Granted,Secret,Secret,Lost,Secret\n".encode()
    where = office.post(f"{ROOM}import/", {"file": SimpleUploadedFile("r.csv", source)}).headers["Location"]
    with consents():
        held = ConsentFile.objects.get().table
    assert held["headers"] == ["UPN", "Website photo", "Newsletter photo consent", "House", "Country dance image"]
    assert "Secret" not in str(held)
    named = "not kept: Ethnicity, Medical condition, column 8, Password."
    assert named in office.get(where).content.decode()
    office.post(where, {"step": "columns", "h0": "upn", "h1": PHOTO.code})
    office.post(where, {"step": "words", "w0": "yes"})
    assert named in office.get(where).content.decode()


def test_the_preview_names_whom_a_row_is_about_and_what_changes_for_each_child() -> None:
    born = today() - timedelta(days=3000)
    with consents():
        agreed, new, same = (
            pupil(name, upn=f"H80120000100{place}", date_of_birth=born)
            for place, name in enumerate(("Robin", "Wren", "Finch"))
        )
        says(agreed, adult(agreed, "Ada"), True)
        says(same, adult(same, "Ben"), True)
        file = report(
            "UPN,Forename,Surname,Website\n"
            f"{agreed.upn},Robin,Vane,Not Granted\n{new.upn},Wren,Vane,Granted\n{same.upn},Finch,Vane,Granted\n"
            "X801200001009,Marigold,Nobody,Granted\n",
            {"UPN": "upn", "Forename": "forename", "Surname": "surname", "Website": PHOTO.code},
        )
        found = changed(person("office"), preview(file))
        told = [(one.name, [(each.purpose, each.shown, each.told.yes) for each in one.changes]) for one in found]
        assert told == [("Robin Vane", [(PHOTO, True, False)]), ("Wren Vane", [(PHOTO, False, True)])]
        assert [(one.row, one.who) for one in preview(file).bad] == [(5, "Marigold Nobody")]
    page = sign_in("office").get(f"{ROOM}import/{file.pk}/").content.decode()
    assert "Marigold Nobody" in page
    assert f"{PHOTO.words}: now yes; the file says no" in page
    assert f"{PHOTO.words}: now no (No answer); the file says yes until" in page


def test_of_their_own_child_nobody_reads_in_a_preview_what_somebody_else_answered() -> None:
    with consents():
        child = pupil(upn="H801200001001")
        ada, ben = adult(child, "Ada"), adult(child, "Ben")
        says(child, ben, False)
        page_for("office", child, ada)
        file = report("UPN,Website\nH801200001001,Granted\n", {"UPN": "upn", "Website": PHOTO.code})
        assert against(person("head"), preview(file)) == ("Robin Vane",)
        assert against(person("office"), preview(file)) == ()
        (mine,), (theirs,) = (changed(person(key), preview(file))[0].changes for key in ("office", "head"))
        assert (mine.why, theirs.why) == ("do-not-publish", "refused")
