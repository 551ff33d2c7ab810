"""The form for parents is whole in every language that a school can choose."""

from datetime import date
from itertools import product

import pytest
from django.utils.translation import override

from gatepost.web.consents.languages import ENGLISH, LANGUAGES, form_words
from gatepost.web.consents.purposes import CHANNELS, DEFAULTS, MEDIA, NAMINGS, Purpose

OTHERS = sorted(set(LANGUAGES) - {ENGLISH})
EVERY = [Purpose(*parts) for parts in product(CHANNELS, MEDIA, NAMINGS)]


@pytest.mark.parametrize("code", OTHERS)
def test_every_question_can_be_asked_each_in_words_of_its_own_with_the_english_beneath(code: str) -> None:
    words = form_words(code)
    asked = [words.question(one) for one in EVERY]
    assert len(set(asked)) == len(EVERY)
    assert (set(words.channels), set(words.media), set(words.namings)) == (set(CHANNELS), set(MEDIA), set(NAMINGS))
    assert [words.beneath(one) for one in EVERY] == [one.words for one in EVERY]
    assert not set(asked) & {one.words for one in EVERY}


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_what_stands_around_the_questions_is_there_with_the_child_and_the_day(code: str) -> None:
    words = form_words(code)
    assert "Robin Vane" in words.save_for("Robin Vane")
    assert "2027" in words.lasts_until(date(2027, 8, 31))
    assert "2027" in words.given_back_by(date(2027, 8, 31))
    plain = (words.ask, words.own, words.choose, words.changed, words.thanks, words.name, words.signature)
    assert all(plain)
    assert not any("{" in one for one in plain)
    assert words.yes != words.no


def test_english_is_the_sites_own_and_has_nothing_beneath() -> None:
    with override("en-gb"):
        words = form_words(ENGLISH)
        assert [words.question(one) for one in DEFAULTS] == [one.words for one in DEFAULTS]
        assert {words.beneath(one) for one in DEFAULTS} == {""}
    assert [form_words(code).direction for code in ("ur", "ar", "pl", ENGLISH)] == ["rtl", "rtl", "ltr", "ltr"]
