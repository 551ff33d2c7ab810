"""What an import would change: everybody stands in one place of the preview, and nobody is merged on a name alone."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from gatepost.rosters.differences import Differences, KnownContact, differences
from gatepost.rosters.matching import Known
from gatepost.rosters.snapshot import TOLD, Contact, Gone, Kind, Mode, Person, Place, Snapshot

ON = date(2026, 11, 20)
BORN = date(2016, 3, 4)


def pupil(forename: str, surname: str, row: int = 2, **more: object) -> Person:
    return Person(Place("roll.csv", row), "pupil", forename, surname, **more)  # type: ignore[arg-type]


def known(key: str, forename: str, surname: str, **more: object) -> Known:
    return Known(key, "pupil", forename, surname, **more)  # type: ignore[arg-type]


def snapshot(*people: Person, mode: Mode = "full", **more: object) -> Snapshot:
    kinds = tuple(dict.fromkeys(person.kind for person in people))
    return Snapshot("mis", mode, kinds, TOLD, people, **more)  # type: ignore[arg-type]


@st.composite
def schools(draw: DrawFn) -> tuple[list[Known], Snapshot]:
    """A few people with few names, birthdays and ids, so that they are much alike, and a file of such people."""
    births = st.sampled_from([None, BORN, date(2016, 4, 3), date(2017, 3, 4)])
    ids = st.sampled_from(["", "1", "2", "3", "4", "5"])
    upns = st.sampled_from(["", "H801200001001", "A999200120016"])
    some: list[Kind] = ["pupil", "former-pupil", "staff", "parent"]
    kinds = st.sampled_from(some)
    forenames, surnames = st.sampled_from(["Emily", "Emilie", "Noah"]), st.sampled_from(["Jones", "Jonés", "Grey"])
    leaves = st.sampled_from([None, date(2026, 7, 22), date(2027, 7, 22)])

    def person(row: int) -> Person:
        kind = draw(kinds)
        return Person(
            place=Place("roll.csv", row),
            kind=kind,
            forename=draw(forenames),
            surname=draw(surnames),
            source_id=draw(ids),
            date_of_birth=draw(births),
            upn=draw(upns),
            leaves=draw(leaves),
        )

    file = [person(row) for row in range(2, 2 + draw(st.integers(0, 6)))]
    ours = [
        Known(
            key=f"k{at}",
            kind=one.kind,
            forename=one.forename,
            surname=one.surname,
            source_ids=(("mis", one.source_id),) if one.source_id else (),
            date_of_birth=one.date_of_birth,
            upn=one.upn,
            left=draw(st.booleans()),
        )
        for at, one in enumerate(person(row) for row in range(draw(st.integers(0, 6))))
    ]
    return ours, snapshot(*file, mode=draw(st.sampled_from(["full", "delta"])))


def whereabouts(found: Differences) -> tuple[Counter[str], Counter[str]]:
    """How often each row and each known person stands in the preview, as somebody to whom something happens."""
    rows = Counter(person.place.row for person in found.new)
    keys: Counter[str] = Counter()
    for change in (*found.changed, *found.returners):
        rows[change.person.place.row] += 1
        keys[change.known.key] += 1
    keys.update(leaver.known.key for leaver in found.leavers)
    return Counter({str(row): count for row, count in rows.items()}), keys


@given(schools())
def test_nobody_stands_in_two_places_and_who_awaits_a_decision_stands_nowhere_else(
    school: tuple[list[Known], Snapshot],
) -> None:
    ours, file = school
    found = differences(ours, file, ON)
    rows, keys = whereabouts(found)
    assert max([*rows.values(), *keys.values()], default=1) == 1
    waiting = [*((one.person,) for one in found.possible_duplicates), *(one.people for one in found.conflicts)]
    assert not {str(person.place.row) for group in waiting for person in group} & set(rows)
    held = {one.key for item in found.possible_duplicates for one in item.known}
    held |= {one.key for conflict in found.conflicts for one in conflict.known}
    assert not held & {leaver.known.key for leaver in found.leavers if leaver.why == "absent"}


@given(schools())
def test_the_same_question_gets_the_same_answer_in_any_order_of_those_we_know(
    school: tuple[list[Known], Snapshot],
) -> None:
    ours, file = school
    found = differences(ours, file, ON)
    assert found == differences(ours, file, ON)
    if len({id_ for one in ours for id_ in one.source_ids}) == sum(len(one.source_ids) for one in ours):
        other = differences(ours[::-1], file, ON)
        assert (found.new, found.leavers, found.guards) == (other.new, other.leavers, other.guards)


@given(schools())
def test_a_delta_makes_nobody_leave_by_absence(school: tuple[list[Known], Snapshot]) -> None:
    ours, file = school
    assert not [
        leaver for leaver in differences(ours, replace(file, mode="delta"), ON).leavers if leaver.why == "absent"
    ]


@given(schools())
def test_nobody_is_changed_on_a_name_alone(school: tuple[list[Known], Snapshot]) -> None:
    ours, file = school
    found = differences(ours, file, ON)
    for change in (*found.changed, *found.returners):
        person, one = change.person, change.known
        by_id = (file.source, person.source_id) in one.source_ids
        by_upn = person.upn != "" and person.upn == one.upn
        assert by_id or by_upn or (person.date_of_birth is not None and person.date_of_birth == one.date_of_birth)


def test_an_id_comes_before_a_upn_and_a_upn_before_name_and_date_of_birth() -> None:
    ours = [known("id", "A", "Abel", source_ids=(("mis", "1"),)), known("upn", "B", "Bell", upn="H801200001001")]
    ours += [known("name", "Siân", "O’Cain", date_of_birth=BORN)]
    file = snapshot(
        pupil("Aa", "Abel", 2, source_id="1"),
        pupil("Bb", "Bell", 3, upn="H801200001001", source_id="2"),
        pupil("SIAN", "O'Cain", 4, date_of_birth=BORN, source_id="3"),
    )
    found = differences(ours, file, ON)
    assert [change.known.key for change in found.changed] == ["id", "upn", "name"]
    assert [(link.known.key, link.source_id) for link in found.links] == [("upn", "2"), ("name", "3")]
    assert not found.leavers


def test_an_id_and_a_upn_of_two_people_are_a_conflict() -> None:
    ours = [known("a", "A", "Abel", source_ids=(("mis", "1"),)), known("b", "A", "Abel", upn="H801200001001")]
    found = differences(ours, snapshot(pupil("A", "Abel", source_id="1", upn="H801200001001")), ON)
    assert [{one.key for one in conflict.known} for conflict in found.conflicts] == [{"a", "b"}]
    assert not found.leavers


def test_an_id_that_now_names_somebody_else_is_a_conflict() -> None:
    ours = [known("a", "Anna", "Abel", source_ids=(("mis", "1"),), date_of_birth=BORN)]
    found = differences(ours, snapshot(pupil("Zoë", "Grey", source_id="1", date_of_birth=date(2015, 1, 1))), ON)
    assert len(found.conflicts) == 1


def test_two_emily_joneses_with_one_date_of_birth_wait_until_somebody_says_who_is_who() -> None:
    twins = [pupil("Emily", "Jones", row, date_of_birth=BORN, source_id=str(row)) for row in (2, 3)]
    file = snapshot(*twins)
    found = differences([], file, ON)
    assert [conflict.people for conflict in found.conflicts] == [tuple(twins)]
    assert not found.new
    said = differences([], file, ON, decided={one.ref: "" for one in twins})
    assert said.new == tuple(twins)
    ours = [known("a", "Emily", "Jones", date_of_birth=BORN)]
    said = differences(ours, file, ON, decided={twins[0].ref: "a", twins[1].ref: ""})
    assert [link.known.key for link in said.links] == ["a"]
    assert said.new == (twins[1],)


@pytest.mark.parametrize(
    ("one", "person"),
    [
        (known("a", "Emily", "Jones"), pupil("Emily", "Jones", date_of_birth=BORN)),
        (known("a", "Emily", "Jones", date_of_birth=date(2016, 4, 3)), pupil("Emily", "Jones", date_of_birth=BORN)),
        (known("a", "Emily", "Jones", date_of_birth=BORN), pupil("Emilly", "Jones", date_of_birth=BORN)),
        (known("a", "Jones", "Emily", date_of_birth=BORN), pupil("Emily", "Jones", date_of_birth=BORN)),
        (known("a", "Emily", "Jones", date_of_birth=BORN), pupil("Emily", "Jones-Grey", date_of_birth=BORN)),
    ],
)
def test_who_may_be_known_is_asked_about_and_is_no_leaver(one: Known, person: Person) -> None:
    found = differences([one], snapshot(person), ON)
    assert [(item.person, item.known) for item in found.possible_duplicates] == [(person, (one,))]
    assert not found.new
    assert not found.leavers


def test_two_children_of_one_name_and_other_birthdays_are_two_children() -> None:
    ours = [known("a", "Emily", "Jones", date_of_birth=BORN)]
    found = differences(ours, snapshot(pupil("Emily", "Jones", date_of_birth=date(2019, 12, 25)), mode="delta"), ON)
    assert len(found.new) == 1


def test_an_empty_cell_of_a_full_file_clears_a_used_name_but_never_a_date_of_birth_or_upn() -> None:
    ours = [
        known(
            *("a", "Zoë", "Grey"),
            source_ids=(("mis", "1"),),
            date_of_birth=BORN,
            upn="H801200001001",
            class_name="Fir",
            known_as="Zo",
        )
    ]
    file = snapshot(pupil("Zoë", "Grey", source_id="1"))
    [change] = differences(ours, file, ON).changed
    assert [field.name for field in change.fields] == ["known_as"]
    assert not differences(ours, replace(file, told=("forename", "surname")), ON).changed
    assert not differences(ours, replace(file, mode="delta"), ON).changed


def test_a_last_day_that_is_past_makes_a_leaver_and_one_to_come_does_not() -> None:
    ours = [known(key, key, "Grey", source_ids=(("mis", key),)) for key in ("a", "b")]
    days = {"a": date(2026, 11, 19), "b": ON}
    file = snapshot(*(pupil(key, "Grey", source_id=key, leaves=day) for key, day in days.items()), mode="delta")
    found = differences(ours, file, ON)
    assert [(leaver.known.key, leaver.why, leaver.on) for leaver in found.leavers] == [("a", "left", days["a"])]
    assert [change.known.key for change in found.changed] == ["b"]


def test_who_left_and_is_in_the_file_returns() -> None:
    ours = [known("a", "Zoë", "Grey", source_ids=(("mis", "1"),), left=True)]
    found = differences(ours, snapshot(pupil("Zoë", "Grey", source_id="1")), ON)
    assert [change.known.key for change in found.returners] == ["a"]
    assert not found.new


def test_a_deleted_id_makes_a_leaver_in_a_delta_too() -> None:
    ours = [known(key, key, "Grey", source_ids=(("mis", key),)) for key in ("a", "b")]
    file = Snapshot("mis", "delta", (), TOLD, (), gone=(Gone(Place("users.csv", 2), "a"),))
    assert [(leaver.known.key, leaver.why) for leaver in differences(ours, file, ON).leavers] == [("a", "deleted")]
    assert differences(ours, replace(file, source="another"), ON).leavers == ()


def test_absence_makes_no_leaver_of_another_kind_nor_of_somebody_typed_in_by_hand() -> None:
    ours = [Known("s", "staff", "Grace", "Adeyemi"), known("h", "Ada", "Hand", by_hand=True), known("p", "Al", "Gone")]
    found = differences(ours, snapshot(pupil("Zoë", "Grey")), ON)
    assert [leaver.known.key for leaver in found.leavers] == ["p"]


def roll(years: int, each: int) -> list[Known]:
    return [
        known(f"{year}-{at}", f"P{year}x{at}", "Grey", source_ids=(("mis", f"{year}-{at}"),), year_group=year)
        for year in range(years)
        for at in range(each)
    ]


def without(ours: list[Known], *gone: str) -> Snapshot:
    return snapshot(
        *(
            pupil(one.forename, one.surname, row, source_id=one.key, year_group=one.year_group)
            for row, one in enumerate(ours, start=2)
            if one.key not in gone
        )
    )


@pytest.mark.parametrize(("leaving", "asked"), [(3, False), (4, True)])
def test_more_than_fifteen_in_a_hundred_leavers_must_be_confirmed(leaving: int, asked: bool) -> None:
    ours = roll(2, 10)
    found = differences(ours, without(ours, *(f"1-{at}" for at in range(leaving))), ON)
    assert [(guard.year_group, guard.leaving, guard.of) for guard in found.guards] == ([(None, 4, 20)] if asked else [])


@pytest.mark.parametrize(
    ("year", "month", "asked"), [(6, 7, False), (6, 9, False), (6, 11, True), (6, 5, True), (3, 7, True)]
)
def test_a_whole_year_group_must_be_confirmed_unless_it_is_the_top_one_in_summer(
    year: int, month: int, asked: bool
) -> None:
    ours = roll(7, 10)
    found = differences(ours, without(ours, *(f"{year}-{at}" for at in range(10))), date(2026, month, 20))
    assert [guard.year_group for guard in found.guards] == ([year] if asked else [])


def test_contacts_are_new_changed_and_lost_and_unknown_never_overwrites() -> None:
    ours = [known("c", "Zoë", "Grey", source_ids=(("mis", "1"),))]
    ours += [
        Known(key, "parent", forename, "Grey", source_ids=(("mis", id_),))
        for key, forename, id_ in [("m", "Sarah", "9"), ("f", "Tom", "8"), ("g", "Ann", "7")]
    ]
    adults = [("Sarah", "9"), ("Tom", "8"), ("Ann", "7"), ("New", "6")]
    people = [
        Person(Place("u.csv", row), "parent", forename, "Grey", source_id=id_)
        for row, (forename, id_) in enumerate(adults, start=3)
    ]
    told = (
        Contact(Place("u.csv", 3), "1", "9", parental_responsibility="no"),
        Contact(Place("u.csv", 4), "1", "8"),
        Contact(Place("u.csv", 6), "1", "6"),
    )
    file = snapshot(pupil("Zoë", "Grey", source_id="1"), *people, contacts=told)
    before = [KnownContact("c", key, "parent", "yes") for key in ("m", "f", "g")]
    found = differences(ours, file, ON, known_contacts=before)
    assert [change.adult for change in found.new_contacts] == [people[3]]
    [changed] = found.changed_contacts
    assert [(field.name, field.old, field.new) for field in changed.fields] == [
        ("parental_responsibility", "yes", "no")
    ]
    assert found.lost_contacts == (before[2],)
    assert differences(ours, replace(file, mode="delta"), ON, known_contacts=before).lost_contacts == ()


def test_one_row_that_may_be_either_of_two_is_left_to_a_person() -> None:
    ours = [known(key, "Emily", "Jones", date_of_birth=BORN) for key in ("a", "b")]
    [asked] = differences(ours, snapshot(pupil("Emily", "Jones", date_of_birth=BORN)), ON).possible_duplicates
    assert {one.key for one in asked.known} == {"a", "b"}


def test_another_id_of_the_same_system_is_never_joined_by_name_and_date_of_birth() -> None:
    ours = [known("a", "Emily", "Jones", date_of_birth=BORN, source_ids=(("mis", "1"),))]
    found = differences(ours, snapshot(pupil("Emily", "Jones", date_of_birth=BORN, source_id="2")), ON)
    assert len(found.possible_duplicates) == 1
    assert not found.links
