"""What changes in a family's answers or about them, one by one, each with what the school must then do."""

from datetime import timedelta

import pytest

from gatepost.web.consents.actions.answers import Voice, set_aside, withdraw
from gatepost.web.consents.actions.asked import word
from gatepost.web.consents.actions.files import apply, map_columns, map_words, stage
from gatepost.web.consents.models import Answer
from gatepost.web.consents.purposes import EVERYTHING, from_code
from gatepost.web.consents.report import read_table
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.schools.person import today
from tests.web.cast import person
from tests.web.consents.families import (
    PHOTO,
    Stories,
    adult,
    consents,
    later,
    pupil,
    reason,
    says,
    story,
    takes_back,
)

pytestmark = pytest.mark.usefixtures("database")

CHANGES: Stories = {}
LATER = from_code("instagram/photo/none")  # nobody has asked for it or answered it yet


@story(CHANGES, "expired")
def last_years_yes_has_run_out() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    with later(800):
        return reason(child)


@story(CHANGES, "expired")
def of_two_one_has_renewed_and_the_others_yes_has_run_out() -> str:
    child = pupil()
    ada, ben = adult(child, "Ada"), adult(child, "Ben")
    says(child, ada, True)
    says(child, ben, True)
    with later(800):
        says(child, ada, True)
        return reason(child)


@story(CHANGES, "refused")
def a_no_of_years_ago_still_stands() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), False)
    with later(800):
        return reason(child)


@story(CHANGES, "shown")
def the_child_moves_to_another_class() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    child.class_name = "Herons"
    child.save()
    return reason(child)


@story(CHANGES, "not-on-roll")
def the_child_has_left() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    OnRoll.objects.filter(pk=child.pk).delete()
    return reason(child)


@story(CHANGES, "not-on-roll")
def yesterday_was_the_last_day() -> str:
    child = pupil(leaves=today() - timedelta(days=1))
    says(child, adult(child, "Ada"), True)
    return reason(child)


@story(CHANGES, "old-wording")
def the_wording_is_new() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    word(person=person("office"), texts={"en": "May we show your child to the whole world?"})
    return reason(child)


@story(CHANGES, "shown")
def the_wording_is_new_and_the_headteacher_says_that_earlier_answers_count() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    word(person=person("head"), texts={"en": "May we show your child?"}, earlier_count=True)
    return reason(child)


@story(CHANGES, "refused")
def the_wording_is_new_and_the_no_stays() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), False)
    word(person=person("office"), texts={"en": "May we?"})
    return reason(child)


@story(CHANGES, "responsibility-unknown")
def responsibility_became_known_only_after_the_yes() -> str:
    child = pupil()
    ada = adult(child, "Ada", "unknown")
    says(child, ada, True)
    Contact.objects.filter(child=child, adult=ada).update(parental_responsibility="yes")
    return reason(child)


@story(CHANGES, "responsibility-unknown")
def responsibility_ended_after_the_yes() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    Contact.objects.filter(child=child, adult=ada).update(parental_responsibility="no")
    return reason(child)


@story(CHANGES, "withdrawn")
def withdrawn() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    takes_back(child, ada)
    return reason(child)


@story(CHANGES, "shown")
def withdrawn_then_given_again() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    takes_back(child, ada)
    says(child, ada, True)
    return reason(child)


@story(CHANGES, "shown")
def keyed_twice() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    says(child, ada, True)
    assert Answer.objects.filter(child=child).count() == 2
    return reason(child)


@story(CHANGES, "withdrawn")
def keyed_twice_the_second_time_as_no() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    says(child, ada, False)
    return reason(child)


def imported(child: OnRoll, word: str, responsible: bool = True) -> None:
    office = person("office")
    child.upn = "H801200001001"
    child.save()
    file = stage(person=office, table=read_table(f"UPN,Website\n{child.upn},{word}\n".encode(), "report.csv"))
    map_columns(person=office, file=file, columns={"UPN": "upn", "Website": PHOTO.code})
    map_words(person=office, file=file, types={}, words={"Granted": "yes", "Refused": "no"})
    apply(person=office, file=file, responsible=responsible)


@story(CHANGES, "disagreement")
def the_other_system_says_no_and_the_paper_yes() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    imported(child, "Refused")
    return reason(child)


@story(CHANGES, "refused")
def the_other_system_says_yes_and_the_paper_no_and_the_yes_was_set_aside() -> str:
    child = pupil()
    imported(child, "Granted")
    says(child, adult(child, "Ada"), False)
    set_aside(person=person("head"), answer=Answer.objects.get(child=child, by="record"), why="It was hers.")
    return reason(child)


@story(CHANGES, "shown")
def the_other_system_says_yes() -> str:
    child = pupil()
    adult(child, "Ada")
    imported(child, "Granted")
    return reason(child)


@story(CHANGES, "responsibility-unknown")
def the_other_system_says_yes_and_nobody_knows_of_whom() -> str:
    child = pupil()
    adult(child, "Ada")
    imported(child, "Granted", responsible=False)
    return reason(child)


@story(CHANGES, "responsibility-unknown")
def the_parent_who_said_yes_is_taken_off_the_roll() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, True)
    ada.delete()
    return reason(child)


@story(CHANGES, "disagreement")
def the_parent_who_said_no_is_taken_off_the_roll() -> str:
    child = pupil()
    ben = adult(child, "Ben")
    says(child, adult(child, "Ada"), True)
    says(child, ben, False)
    ben.delete()
    return reason(child)


@story(CHANGES, "shown")
def the_parent_who_said_no_has_died_and_the_headteacher_sets_it_aside() -> str:
    child = pupil()
    ben = adult(child, "Ben")
    says(child, adult(child, "Ada"), True)
    says(child, ben, False)
    set_aside(person=person("head"), answer=Answer.objects.get(child=child, adult=ben), why="He has died.")
    return reason(child)


@story(CHANGES, "refused")
def a_paper_of_last_week_is_keyed_after_todays_no() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    says(child, ada, False)
    says(child, ada, True, given_on=today() - timedelta(days=7))
    return reason(child)


@story(CHANGES, "disagreement")
def the_other_system_says_no_and_nobody_knows_of_whom() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    imported(child, "Refused", responsible=False)
    return reason(child)


@story(CHANGES, "disagreement")
def the_other_system_says_no_and_later_yes_of_nobody_known() -> str:
    child = pupil()
    says(child, adult(child, "Ada"), True)
    imported(child, "Refused")
    imported(child, "Granted", responsible=False)
    return reason(child)


@story(CHANGES, "shown")
def the_other_systems_yes_has_run_out_and_a_parent_agrees_here() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    imported(child, "Granted")
    with later(800):
        assert reason(child) == "expired"
        says(child, ada, True)
        return reason(child)


@story(CHANGES, "shown")
def a_foster_carer_who_said_no_is_taken_off_the_roll() -> str:
    child = pupil()
    carer = adult(child, "Carer", "no")
    says(child, carer, False)
    says(child, adult(child, "Ada"), True)
    carer.delete()
    return reason(child)


@story(CHANGES, "disagreement")
def everything_is_taken_back_also_what_is_asked_no_longer() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    once = from_code("prospectus/voice/none")
    says(child, ada, True)
    says(child, adult(child, "Ben"), True, once)
    withdraw(person=person("office"), child=child.pk, voice=Voice(ada.pk))
    return reason(child, once)


@story(CHANGES, "disagreement")
def everything_is_taken_back_and_the_other_agrees_to_what_is_asked_only_later() -> str:
    child = pupil()
    ada, ben = adult(child, "Ada"), adult(child, "Ben")
    withdraw(person=person("office"), child=child.pk, voice=Voice(ada.pk))
    says(child, ben, True, LATER)
    return reason(child, LATER)


@story(CHANGES, "shown")
def who_took_back_everything_agrees_to_one_thing_again() -> str:
    child = pupil()
    ada = adult(child, "Ada")
    withdraw(person=person("office"), child=child.pk, voice=Voice(ada.pk))
    says(child, ada, True, LATER)
    return reason(child, LATER)


@story(CHANGES, "shown")
def everything_was_taken_back_for_the_wrong_child_and_is_set_aside() -> str:
    child = pupil()
    ada, ben = adult(child, "Ada"), adult(child, "Ben")
    withdraw(person=person("office"), child=child.pk, voice=Voice(ada.pk))
    says(child, ben, True, LATER)
    set_aside(person=person("head"), answer=Answer.objects.get(purpose=EVERYTHING.code), why="Another Robin.")
    return reason(child, LATER)


def test_the_table_is_as_long_as_it_has_to_be() -> None:
    assert len(CHANGES) >= 20


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_has_its_answer(name: str) -> None:
    wanted, told = CHANGES[name]
    with consents():
        assert told() == wanted
