"""A parent answers for their own children, and learns nothing of anybody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from gatepost.web.consents.actions.answers import answer
from gatepost.web.consents.actions.asked import choose, word
from gatepost.web.consents.actions.rounds import close, start
from gatepost.web.consents.languages import form_words
from gatepost.web.consents.models import Answer, Attention
from gatepost.web.consents.purposes import DEFAULTS, from_code
from gatepost.web.consents.queries.history import mine
from gatepost.web.consents.queries.rounds import choices, progress
from gatepost.web.notices import due as notices
from gatepost.web.notices.models import Notice
from gatepost.web.notices.queries import waiting_for
from gatepost.web.people.models import Contact, OnRoll
from gatepost.web.record.models import Entry
from gatepost.web.schools.access import Refused
from gatepost.web.schools.person import today
from tests.web.cast import person, school, sign_in
from tests.web.consents.families import PHOTO, adult, consents, later, page_for, pupil, reason, says, tick

pytestmark = pytest.mark.usefixtures("database")

TWENTY = timedelta(days=20)
MINE = "/quillbrook/my-photo-consents/"


def family() -> tuple[OnRoll, OnRoll]:
    """A child, and the adult who is the parent of the cast."""
    child = pupil()
    ada = adult(child, "Ada")
    page_for("parent", child, ada)
    return child, ada


def form(child: OnRoll, *words: str) -> dict[str, str]:
    told = zip(DEFAULTS, words, strict=False)
    answers = {f"c{child.pk}-{one.code.replace('/', '-')}": word for one, word in told}
    return {"child": str(child.pk), "wording": "0", **answers}


def kinds(key: str) -> list[str]:
    return [one.kind for one in waiting_for(person(key)) if one.kind.startswith("consents")]


def test_a_parent_says_yes_and_no_on_the_page_and_changes_their_mind() -> None:
    with consents():
        child, _ada = family()
    client = sign_in("parent")
    assert "Robin Vane" in client.get(MINE).content.decode()
    assert client.post(MINE, form(child, "yes", "no")).status_code == 302
    with consents():
        assert (reason(child, DEFAULTS[0]), reason(child, DEFAULTS[1])) == ("shown", "refused")
        assert reason(child, DEFAULTS[2]) == "no-answer"
    assert "Your yes lasts until" in client.get(MINE).content.decode()
    assert client.post(MINE, form(child, "no")).status_code == 302
    with consents():
        assert reason(child, DEFAULTS[0]) == "withdrawn"
        assert [one.method for one in Answer.objects.filter(child=child)] == ["online"] * 3
        assert Entry.objects.filter(action="consent.answered").count() == 2


def test_a_form_without_an_answer_is_shown_again() -> None:
    with consents():
        child, _ada = family()
    assert "Choose yes or no at least once." in sign_in("parent").post(MINE, form(child)).content.decode()


def test_nobody_answers_for_a_child_who_is_not_theirs() -> None:
    with consents():
        family()
        other = pupil("Wren")
        adult(other, "Ben")
        for key in ("parent", "office", "head"):
            with pytest.raises(Refused):
                answer(person=person(key), child=other.pk, told={PHOTO: True})
    assert "Wren" not in sign_in("parent").get(MINE).content.decode()
    assert sign_in("parent").post(MINE, form(other, "yes")).status_code == 200
    with consents():
        assert not Answer.objects.exists()


def test_without_parental_responsibility_there_is_no_form() -> None:
    with consents():
        child, ada = family()
        Contact.objects.filter(child=child, adult=ada).update(parental_responsibility="unknown")
    assert "No child is shown here yet" in sign_in("parent").get(MINE).content.decode()


def test_a_disagreement_reaches_the_headteacher_once_and_goes_when_it_is_over() -> None:
    with consents():
        child, ada = family()
        ben = adult(child, "Ben")
        says(child, ben, False)
        answer(person=person("parent"), child=child.pk, told={PHOTO: True})
        tick()
        tick()
        assert kinds("head") == ["consents-disagree"]
        assert kinds("parent") == kinds("teacher") == []
        says(child, ben, True)
        tick()
        assert not Attention.objects.exists()
        assert "Robin" not in sign_in("head").get("/quillbrook/photo-consents/attend/").content.decode()
        says(child, ada, False)
        tick()
    assert "Robin" in sign_in("head").get("/quillbrook/photo-consents/attend/").content.decode()


def test_a_round_asks_whoever_has_a_page_reminds_the_silent_and_counts_families() -> None:
    with consents():
        child, ada = family()
        sibling = pupil("Wren")
        Contact.objects.create(school_id=child.school_id, child=sibling, adult=ada, parental_responsibility="yes")
        page_for("parent", sibling, ada)
        other = pupil("Finch")
        adult(other, "Cleo")
        made = start(person=person("office"), whom=owls(), closes_on=today() + TWENTY)
        assert kinds("parent") == ["consents-asked"]
        assert (progress(made).families, progress(made).answered, progress(made).with_page) == (2, 0, 1)
        answer(person=person("parent"), child=child.pk, told={PHOTO: True})
        assert kinds("parent") == []
        assert progress(made).answered == 0, "one child of the family is still open"
        tick()
        assert Notice.objects.filter(kind="consents-asked-again").count() == 0
        with later((made.closes_on - today()).days - 3):
            tick()
            tick()
            assert kinds("parent") == ["consents-asked-again"]
            answer(person=person("parent"), child=sibling.pk, told={PHOTO: False})
            assert kinds("parent") == []
            assert progress(made).answered == 1
            close(person=person("office"), round=made)
    page = sign_in("office").get(f"/quillbrook/photo-consents/rounds/{made.pk}/").content.decode()
    assert "1 of 2 families answered" in page
    assert "Robin" not in page
    assert "Cleo" not in page


def owls() -> str:
    """The form's word for the class of these families."""
    return next(word for word, said in choices(person("office")) if said == "Owls")


def test_the_letter_names_no_child_and_no_photo() -> None:
    with consents():
        family()
        start(person=person("office"), whom=owls(), closes_on=today() + TWENTY)
        with override_settings(MAIL_IS_SET_UP=True):
            notices.run(school(), timezone.now())
    letter = next(one for one in mail.outbox if one.to == ["parent@quillbrook.example"])
    assert not re.search("Robin|photo|consent|child", f"{letter.subject} {letter.body}", re.IGNORECASE)


def test_a_page_that_was_open_while_the_school_asked_something_else_says_only_what_it_showed() -> None:
    with consents():
        child, _ada = family()
        choose(person=person("office"), purposes=[from_code("press/photo/full")])
    client = sign_in("parent")
    assert "Choose yes or no at least once." in client.post(MINE, form(child, "yes", "yes")).content.decode()
    with consents():
        assert not Answer.objects.exists()
        choose(person=person("office"), purposes=DEFAULTS)
        word(person=person("office"), texts={"en": "May we show your child to the whole world?"})
    said = client.post(MINE, form(child, "yes")).content.decode()
    assert "The school has changed its words since" in said
    assert "to the whole world?" in said
    assert client.post(MINE, form(child, "yes") | {"wording": "1"}).status_code == 302
    with consents():
        assert [one.wording for one in Answer.objects.all()] == [1]


def test_a_yes_that_counts_no_longer_is_not_chosen_beforehand_and_a_no_is() -> None:
    with consents():
        child, _ada = family()
        answer(person=person("parent"), child=child.pk, told={DEFAULTS[0]: True, DEFAULTS[1]: False})
        assert [said for _purpose, said, _until in mine(person("parent"))[0].answers[:3]] == ["yes", "no", ""]
        with later(800):
            assert [said for _purpose, said, _until in mine(person("parent"))[0].answers[:3]] == ["", "no", ""]
        word(person=person("office"), texts={"en": "May we?"})
        assert [said for _purpose, said, _until in mine(person("parent"))[0].answers[:3]] == ["", "no", ""]


def test_a_parent_answers_the_whole_form_in_a_language_in_which_the_school_has_its_words() -> None:
    with consents():
        child, _ada = family()
        word(person=person("office"), texts={"en": "May we?"})
    client = sign_in("parent")
    assert "?language=" not in client.get(MINE).content.decode()
    assert "Czy" not in client.get(f"{MINE}?language=pl").content.decode()
    with consents():
        word(person=person("office"), texts={"en": "May we?", "pl": "Proszę przeczytać."})
    assert "?language=pl" in client.get(MINE).content.decode()
    page = client.get(f"{MINE}?language=pl").content.decode()
    for told in ("Proszę przeczytać.", form_words("pl").question(DEFAULTS[0]), "Zapisz: Robin Vane"):
        assert f">{told}<" in page, told
    assert DEFAULTS[0].words in unescape(page)
    nothing = client.post(f"{MINE}?language=pl", form(child) | {"wording": "2"}).content.decode()
    assert form_words("pl").choose in unescape(nothing)
    saved = client.post(f"{MINE}?language=pl", form(child, "yes", "no") | {"wording": "2"}, follow=True)
    assert saved.redirect_chain == [(f"{MINE}?language=pl", 302)]
    assert form_words("pl").thanks in unescape(saved.content.decode())
    with consents():
        assert (reason(child, DEFAULTS[0]), reason(child, DEFAULTS[1])) == ("shown", "refused")


def test_whoever_was_just_asked_or_has_answered_on_paper_is_not_reminded() -> None:
    with consents():
        child, ada = family()
        start(person=person("office"), whom=owls(), closes_on=today() + timedelta(days=4))
        tick()
        assert kinds("parent") == ["consents-asked"]
        says(child, ada, True)
        with later(3):
            tick()
            assert kinds("parent") == ["consents-asked"]
