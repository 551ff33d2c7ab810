"""Children of one name in one class are told apart wherever somebody is chosen or shown by name."""

from datetime import date

import pytest

from gatepost.web.consents.actions.bars import set_bar
from gatepost.web.consents.queries.names import told_apart
from gatepost.web.people.models import OnRoll
from tests.web.cast import person, sign_in
from tests.web.consents.families import adult, consents, pupil, says

pytestmark = pytest.mark.usefixtures("database")

ROOM = "/quillbrook/photo-consents/"


def told(key: str) -> set[str]:
    return set(told_apart(person(key), OnRoll.objects.filter(kind="pupil", class_name="Owls")).values())


def test_only_names_that_are_the_same_carry_a_date_of_birth_and_only_for_readers_of_the_roll() -> None:
    with consents():
        pupil("Emily", date_of_birth=date(2018, 3, 4))
        pupil("Emilia", known_as="Emily", date_of_birth=date(2018, 9, 30))
        pupil("Wren", date_of_birth=date(2018, 1, 1))
        for key in ("office", "head"):
            assert told(key) == {"Emily Vane, born 4 March 2018", "Emily Vane, born 30 September 2018", "Wren Vane"}
        for key in ("teacher", "support"):
            assert told(key) == {"Emily Vane (Emily)", "Emily Vane (Emilia)", "Wren Vane"}


def test_where_nothing_differs_the_name_says_that_there_are_more_of_it() -> None:
    with consents():
        for _each in range(2):
            pupil("Emily", date_of_birth=date(2018, 3, 4))
        for key in ("office", "teacher"):
            (name,) = told(key)
            assert "one of several with this name" in name


def test_every_page_that_names_children_tells_them_apart() -> None:
    with consents():
        first, second = (pupil("Emily", date_of_birth=date(2018, month, 4)) for month in (3, 9))
        set_bar(person=person("dsl"), child=first.pk, reason="A court order.")
        says(second, adult(second, "Ada"), True)
    office = sign_in("office")
    barred, other = "Emily Vane, born 4 March 2018", "Emily Vane, born 4 September 2018"
    bars = office.get(f"{ROOM}bars/").content.decode()
    assert f">{barred}</a>" in bars
    assert f"Owls: {other}</option>" in bars
    for page in ("", "sheet/"):
        shown = office.get(f"{ROOM}{page}").content.decode()
        assert barred in shown
        assert other in shown
    assert f"Answers for {barred}" in office.get(f"{ROOM}key-in/rows/?child={first.pk}").content.decode()
    assert f'<h1 class="govuk-heading-xl">{other}</h1>' in office.get(f"{ROOM}children/{second.pk}/").content.decode()
    assert "born 4 March" not in sign_in("teacher").get(ROOM).content.decode()
