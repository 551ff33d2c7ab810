"""Columns are found by their headers, and those that must not be read are dropped by theirs."""

from datetime import date

import pytest

from gatepost.rosters.faults import FaultList, RosterFaults
from gatepost.rosters.mapping import PRESETS, SYNONYMS, is_forbidden, propose
from gatepost.rosters.read import read_roster
from gatepost.rosters.reading import Options, Reading
from gatepost.rosters.snapshot import LONGEST_ID, to_json
from gatepost.rosters.template import COLUMNS, template

ON = date(2026, 11, 20)

FORBIDDEN = [
    *("Password", "Initial password", "Ethnicity", "Ethnic Origin", "SEN Status", "SEN", "EHCP", "FSM", "FSM Eligible"),
    *("Free School Meals", "Pupil Premium Indicator", "Medical Conditions", "Allergies", "Dietary needs", "NHS Number"),
    *("Religion", "Nationality", "Country of Birth", "First Language", "EAL", "Looked After", "In Care", "Adopted"),
    *("Home Address", "Postcode", "Address Line 1", "Telephone", "Mobile", "Sex", "Gender", "pronouns", "Photo"),
    *("Attendance %", "Behaviour Points", "NI Number", "americanIndianOrAlaskaNative", "countryOfBirthCode"),
    *("Service Child", "Child Protection Plan", "Social Worker", "Court Order", "Disability", "Care Authority"),
]


def read(text: str, **more: object) -> Reading:
    return read_roster(text.encode(), "roll.csv", Options(**{"on": ON, **more}))  # type: ignore[arg-type]


@pytest.mark.parametrize("header", FORBIDDEN)
def test_a_column_that_must_not_be_read_is_named_and_nothing_of_it_is_kept(header: str) -> None:
    found = read(f"Forename,Surname,UPN,{header}\nZoë,Grey,,xyzzy-secret\n")
    assert found.dropped == (header,)
    assert "xyzzy" not in repr(found) + to_json(found.snapshot)


@pytest.mark.parametrize("header", FORBIDDEN)
def test_nobody_can_choose_a_column_that_must_not_be_read(header: str) -> None:
    with pytest.raises(RosterFaults) as refused:
        read(f"Forename,Surname,UPN,{header}\nZoë,Grey,,xyzzy-secret\n", columns={header: "class_name"})
    assert "must not be read" in refused.value.faults[0].message
    assert "xyzzy" not in repr(refused.value.faults)


def test_no_header_that_is_known_is_forbidden() -> None:
    assert [header for headers in SYNONYMS.values() for header in headers if is_forbidden(header)] == []


def test_no_header_stands_for_two_fields() -> None:
    headers = [header for headers in SYNONYMS.values() for header in headers]
    assert len(set(headers)) == len(headers)


def test_every_preset_maps_to_fields_that_there_are() -> None:
    assert {field for preset in PRESETS.values() for field in preset.columns.values()} <= set(SYNONYMS)


def test_what_a_person_chose_wins_over_what_the_header_says() -> None:
    found = read("Forename,Surname,Class,Team\nZoë,Grey,Hazel,Red\n", columns={"Team": "class_name", "Class": ""})
    assert [person.class_name for person in found.snapshot.people] == ["Red"]
    assert "Class" in found.ignored


def test_a_legal_name_comes_before_a_plain_one_wherever_it_stands() -> None:
    found = read("Forename,Legal Forename,Surname,UPN\nZo,Zoë,Grey,\n")
    assert found.snapshot.people[0].forename == "Zoë"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (["Forename", "Surname", "forename "], "more than once"),
        (["Forename", "UPN"], "no column for the surname"),
        (["DOB", "Date of Birth", "Forename", "Surname"], "one and the same"),
        ([f"Column {number}" for number in range(501)], "501 columns"),
    ],
)
def test_doubled_and_missing_columns_are_faults(headers: list[str], said: str) -> None:
    faults = FaultList()
    propose(headers, faults, "roll.csv")
    assert any(said in fault.message for fault in faults.listed())


def test_dates_that_can_be_read_both_ways_are_refused_until_somebody_says() -> None:
    text = "Forename,Surname,DOB,Year\nZoë,Grey,04/02/2016,5\n"
    with pytest.raises(RosterFaults, match="1 fault"):
        read(text)
    assert read(text, order="dmy").snapshot.people[0].date_of_birth == date(2016, 2, 4)
    assert read(text, order="mdy").snapshot.people[0].date_of_birth == date(2016, 4, 2)
    assert read(text, preset="sims").snapshot.people[0].date_of_birth == date(2016, 2, 4)
    told = text.replace("DOB", "DOB (dd/mm/yyyy)")
    assert read(told).snapshot.people[0].date_of_birth == date(2016, 2, 4)


def test_the_list_that_an_office_fills_in_needs_no_mapping() -> None:
    rows = ["pupil,Zoë,Grey,,Hazel,2016-02-04", "former-pupil,Idris,Llŷr,Idi,,2014-05-06", "staff,Grace,Adeyemi,,,"]
    found = read(template() + "\r\n".join([*rows, "governor,Anthony,Quill,,,", "parent,Sarah,Grey,,,"]))
    assert [person.kind for person in found.snapshot.people] == ["pupil", "former-pupil", "staff", "governor", "parent"]
    assert set(found.columns) == set(COLUMNS)
    assert found.ignored == found.dropped == ()


def test_of_adults_no_date_of_birth_and_of_pupils_no_email_is_kept() -> None:
    head = "kind,forename,surname,date_of_birth,email\n"
    found = read(head + "staff,Grace,Adeyemi,1980-01-02,g@s.example\npupil,Zoë,Grey,2016-02-04,z@s.example\n")
    staff, pupil = found.snapshot.people
    assert (staff.date_of_birth, staff.email) == (None, "g@s.example")
    assert (pupil.date_of_birth, pupil.email) == (date(2016, 2, 4), "")


def test_a_parent_of_two_children_is_one_person_by_email_and_never_by_name_alone() -> None:
    head = "kind,forename,surname,email,child,relationship,parental responsibility\n"
    rows = ["parent,Sarah,Grey,s@p.example,A1,mother,yes", "parent,Sarah,Grey,s@p.example,A2,mother,"]
    rows += ["parent,Leon,Vance,,A1,,no", "parent,Leon,Vance,,A2,,no"]
    snapshot = read(head + "\n".join(rows)).snapshot
    assert [person.forename for person in snapshot.people] == ["Sarah", "Leon", "Leon"]
    assert [contact.parental_responsibility for contact in snapshot.contacts] == ["yes", "unknown", "no", "no"]


def test_the_id_made_for_a_parent_without_one_fits_its_column_and_stays_the_same() -> None:
    head = "kind,forename,surname,email,child,parental responsibility\n"
    long = f"parent,{'Anne ' * 19},{'Grey ' * 19},{'a' * 60}@{'b.' * 90}example,A1,yes\n"
    first, again = (read(head + long).snapshot.people[0].source_id for _ in range(2))
    assert first == again
    assert 0 < len(first) <= LONGEST_ID
    assert first != read(head + long.replace("Anne", "Ruth")).snapshot.people[0].source_id
