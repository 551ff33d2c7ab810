"""What the school asks, on which papers, and how these are keyed in."""

from datetime import timedelta
from hashlib import sha256
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gatepost.web.consents.actions.asked import choose, word
from gatepost.web.consents.actions.rounds import start
from gatepost.web.consents.languages import form_words
from gatepost.web.consents.models import Answer
from gatepost.web.consents.purposes import DEFAULTS, from_code
from gatepost.web.consents.queries.asked import asked
from gatepost.web.consents.queries.rounds import child_of, code_of
from gatepost.web.people.models import OnRoll
from gatepost.web.people.queries.roll import rooms
from gatepost.web.schools.access import Refused
from gatepost.web.schools.faults import Fault
from gatepost.web.schools.person import today
from tests.web.cast import person, sign_in
from tests.web.consents.families import (
    PHOTO,
    adult,
    consents,
    pupil,
    reason,
    says,
)

pytestmark = pytest.mark.usefixtures("database")

VIDEO = from_code("website/video/none")
ROOM = "/quillbrook/photo-consents/"


def test_papers_of_a_class_are_keyed_one_letter_for_each_question() -> None:
    with consents():
        child, other, third = pupil("Robin"), pupil("Wren"), pupil("Finch")
        ada, ben = adult(child, "Ada"), adult(other, "Ben")
        choose(person=person("office"), purposes=[PHOTO, VIDEO])
    office = sign_in("office")
    page = office.get(f"{ROOM}key-in/").content.decode()
    address = next(line for line in page.split('"') if "?room=" in line and ">Owls<" in page.split(line)[1][:20])
    rows = {
        f"c{child.pk}-by": ada.pk,
        f"c{child.pk}-said": "y n",
        f"c{other.pk}-by": ben.pk,
        f"c{other.pk}-said": "nq",
        f"c{third.pk}-by": "child",
        f"c{third.pk}-said": "",
        "method": "paper",
        "asked": f"{PHOTO.code} website/video/none",
    }
    wrong = office.post(address, rows).content.decode()
    assert "Type 2 letters for Wren Vane" in wrong
    assert 'value="y n"' in wrong
    with consents():
        assert not Answer.objects.exists()
    assert office.post(address, rows | {f"c{other.pk}-said": "-y"}).status_code == 302
    with consents():
        assert (reason(child), reason(other), reason(third)) == ("shown", "no-answer", "no-answer")
        assert reason(other, VIDEO) == "shown"
        assert set(Answer.objects.values_list("method", flat=True)) == {"paper"}


def test_a_form_on_paper_says_until_when_it_is_wanted_back() -> None:
    with consents():
        pupil()
        made = start(person=person("office"), whom="all", closes_on=today() + timedelta(days=9))
        word(person=person("office"), texts={"en": "May we?", "pl": "Czy możemy?"})
    last = made.closes_on
    office = sign_in("office")
    page = office.get(f"{ROOM}rounds/{made.pk}/paper/").content.decode()
    assert f"Please give this form back to the school by {last.day} {last:%B %Y}." in page
    page = office.get(f"{ROOM}rounds/{made.pk}/paper/?language=pl").content.decode()
    assert f"do {last:%d/%m/%Y}." in page


def test_a_no_on_paper_after_a_yes_of_the_same_person_is_a_withdrawal_and_another_no_is_none() -> None:
    with consents():
        child = pupil()
        ada, ben = adult(child, "Ada"), adult(child, "Ben")
        says(child, ada, True)
        says(child, ben, False)
        says(child, ada, False, given_on=today() - timedelta(days=30))
        says(child, None, True)
        says(child, ada, True)
        says(child, ada, False)
        says(child, None, False)
        kept = list(Answer.objects.order_by("pk").values_list("says", flat=True))
        assert kept == ["yes", "no", "no", "yes", "yes", "withdrawn", "withdrawn"]


def test_the_code_of_a_form_finds_its_child_and_a_wrong_digit_nobody() -> None:
    with consents():
        child = pupil()
    code = code_of(child.pk)
    assert child_of(code) == child.pk
    assert [child_of(word) for word in ("", "x", f"{child.pk + 1}-{code[-1]}", f"{child.pk}", "9" * 30)] == [None] * 5
    office = sign_in("office")
    assert office.post(f"{ROOM}key-in/", {"code": code}).headers["Location"].endswith(f"?child={child.pk}")
    assert "No form has this code" in office.post(f"{ROOM}key-in/", {"code": "1-1"}).content.decode()


def test_the_school_chooses_what_it_asks_and_in_which_words() -> None:
    with consents():
        assert asked() == DEFAULTS
        for key in ("teacher", "dsl", "parent"):
            with pytest.raises(Refused):
                choose(person=person(key), purposes=[PHOTO])
        with pytest.raises(Refused):
            word(person=person("office"), texts={"en": "May we?"}, earlier_count=True)
        with pytest.raises(Fault):
            word(person=person("office"), texts={"pl": "Czy możemy?"})
    office = sign_in("office")
    assert office.post(f"{ROOM}asked/", {"purposes": [PHOTO.code]}).status_code == 302
    assert office.post(f"{ROOM}wording/", {"en": "May we?", "pl": "Czy możemy?"}).status_code == 302
    with consents():
        assert asked() == (PHOTO,)
        made = start_for_everybody()
    paper = office.get(f"{ROOM}rounds/{made}/paper/?language=pl").content.decode()
    assert "Czy możemy?" in paper
    assert 'lang="pl"' in paper
    for told in (form_words("pl").question(PHOTO), PHOTO.words, form_words("pl").signature):
        assert told in unescape(paper)


def start_for_everybody() -> int:
    return start(person=person("office"), whom="all", closes_on=today() + timedelta(days=20)).pk


def rows(class_name: str, number: int) -> list[OnRoll]:
    return [pupil(f"Child{place}", class_name=class_name) for place in range(number)]


def test_every_child_of_a_long_class_has_a_row() -> None:
    with consents():
        children = rows("Herons", 130)
        place = next(one.place for one in rooms(person("office")) if one.name == "Herons")
    office = sign_in("office")
    found = []
    for part in ("0", "1", "2"):
        page = office.get(f"{ROOM}key-in/rows/?room={place}&part={part}").content.decode()
        assert "Children 121 to 130" in page
        found += [one.pk for one in children if f'name="c{one.pk}-said"' in page]
    assert sorted(found) == sorted(one.pk for one in children)
    for odd in ("3", "-1", "x", "9" * 40):
        assert office.get(f"{ROOM}key-in/rows/?room={place}&part={odd}").status_code == 302


def test_where_it_is_not_plain_whose_form_it_is_somebody_has_to_be_chosen() -> None:
    with consents():
        child, alone = pupil("Robin"), pupil("Wren")
        adult(child, "Ada")
        adult(child, "Ben")
        choose(person=person("office"), purposes=[PHOTO])
    office = sign_in("office")
    for one in (child, alone):
        page = f"{ROOM}key-in/rows/?child={one.pk}"
        assert '<option value="" selected>' in office.get(page).content.decode()
        sent = {f"c{one.pk}-by": "", f"c{one.pk}-said": "y", "method": "paper", "asked": PHOTO.code}
        assert f"Choose who answered for {one}" in office.post(page, sent).content.decode()
    with consents():
        assert not Answer.objects.exists()


def test_of_a_scan_only_the_fingerprint_is_kept_and_one_too_large_is_not_passed_over() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
        choose(person=person("office"), purposes=[PHOTO])
    office, page = sign_in("office"), f"{ROOM}key-in/rows/?child={child.pk}"
    sent = {f"c{child.pk}-by": ada.pk, f"c{child.pk}-said": "y", "method": "paper", "asked": PHOTO.code}
    assert "There is a problem" not in office.get(page).content.decode()
    for size in (2_200_000, 3_000_000):  # the second does not even arrive
        large = sent | {"scan": SimpleUploadedFile("scan.pdf", b"%" * size)}
        assert "Choose a scan of at most 2 MB" in office.post(page, large).content.decode()
    with consents():
        assert not Answer.objects.exists()
    scan = b"%PDF-1.7 Ada Vane says yes"
    assert office.post(page, sent | {"scan": SimpleUploadedFile("ada.pdf", scan)}).status_code == 302
    with consents():
        assert Answer.objects.get().evidence_hash == sha256(scan).hexdigest()
    assert sha256(scan).hexdigest() in office.get(f"{ROOM}children/{child.pk}/").content.decode()


def test_letters_typed_beside_other_questions_are_not_taken() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
        choose(person=person("office"), purposes=[VIDEO])
    sent = {f"c{child.pk}-by": ada.pk, f"c{child.pk}-said": "y", "method": "paper", "asked": PHOTO.code}
    answer = sign_in("office").post(f"{ROOM}key-in/rows/?child={child.pk}", sent)
    assert "What is asked has changed since" in answer.content.decode()
    with consents():
        assert not Answer.objects.exists()


def test_a_paper_with_older_words_is_keyed_as_one() -> None:
    with consents():
        child = pupil()
        ada = adult(child, "Ada")
        choose(person=person("office"), purposes=[PHOTO])
        for words in ("May we?", "May we show your child to the whole world?"):
            word(person=person("office"), texts={"en": words})
    sent = {f"c{child.pk}-by": ada.pk, f"c{child.pk}-said": "y", "method": "paper", "asked": PHOTO.code}
    page, office = f"{ROOM}key-in/rows/?child={child.pk}", sign_in("office")
    for wording, answer in (("1", "old-wording"), ("2", "shown")):
        assert office.post(page, sent | {"wording": wording}).status_code == 302
        with consents():
            assert reason(child) == answer
    assert office.post(page, sent | {"wording": "3"}).status_code == 200


def test_words_that_are_in_use_are_not_saved_as_new_ones_and_nobody_is_asked_twice_at_once() -> None:
    with consents():
        child = pupil()
        word(person=person("office"), texts={"en": "May we?"})
        says(child, adult(child, "Ada"), True)
        with pytest.raises(Fault):
            word(person=person("office"), texts={"en": " May we? "})
        assert reason(child) == "shown"
        start_for_everybody()
        with pytest.raises(Fault):
            start_for_everybody()
