"""The reading of a text: folded to plain letters, in words, with the way back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.reading import LONGEST, TooLong, read, unleet

HOSTILE = [
    "",
    "\0",
    "\ud800 lone \udfff",
    "e" + "\u0301" * 10_000,
    "\u202e" * 5_000 + "ayerf",
    "\u202eayerf\u202c " * 2_000,
    "a" * 1_000_000,
    "é" * 1_000_000,
    "'" * 100_000,
    "' \"a" * 50_000,
    "#a@b" * 50_000,
    "a " * 200_000,
    "\ufdfa" * 10_000,
    "x" + "." * 100_000 + ")" * 100_000,
]
DISGUISED = {
    "full width": "Ｆｒｅｙａ",
    "mathematical": "𝓕𝓻𝓮𝔂𝓪",
    "circled": "Ⓕⓡⓔⓨⓐ",
    "squared": "🅵🆁🅴🆈🅰",
    "flags": "🇫🇷🇪🇾🇦",
    "small capitals": "ꜰʀᴇʏᴀ",
    "Cyrillic": "Frеуа",
    "Greek": "Freyα",
    "zero width": "F\u200br\u200de\u2060y\ufeffa",
    "soft hyphens": "Fre\u00adya",
    "tower of marks": "F\u0336r\u0301\u0302\u0303e\u0336y\u0489a\u0336",
    "zero character": "Fre\0ya",
    "Hangul filler": "Fre\u3164ya",
}
anything = st.text(alphabet=st.characters(), max_size=60) | st.text(
    alphabet="ab'\" .-_#@!\n\u0301\u200bé’æßＡ𝓐ǆﬁ½", max_size=40
)


def test_plain_text_is_kept_as_it_is_but_for_its_capitals() -> None:
    text = "Well done, O'Brien! \"It's\" 9.30 #Year6"
    reading = read(text)
    assert reading.cased == text
    assert reading.plain == text.lower()
    assert reading.words == ["well", "done", "o'brien", "it's", "9", "30", "year6"]


@pytest.mark.parametrize("written", DISGUISED.values(), ids=DISGUISED)
def test_a_disguised_word_is_read_plainly_and_found_again_in_the_original(written: str) -> None:
    text = f"so proud of {written} today"
    reading = read(text)
    assert reading.words == ["so", "proud", "of", "freya", "today"]
    start, end = reading.span(3, 3)
    assert text[start:end] == written


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Siân", "sian"), ("ŵyn", "wyn"), ("Łukasz", "lukasz"), ("Nguyễn", "nguyen"), ("Þór", "thor"), ("Æsop", "aesop")],
)
def test_accents_and_odd_letters_become_plain_letters(written: str, plain: str) -> None:
    assert read(written).words == [plain]


def test_a_name_in_another_alphabet_reads_the_same_in_capitals() -> None:
    assert read("Оксана Шевченко").words == read("ОКСАНА ШЕВЧЕНКО").words


def test_an_apostrophe_counts_only_inside_a_word() -> None:
    assert read("'tis the Joneses' ''own'' don’t").words == ["tis", "the", "joneses", "own", "don't"]


def test_what_is_shown_from_right_to_left_is_read_as_shown() -> None:
    text = "see \u202eyeltraH ayerF\u202c now"
    reading = read(text)
    assert reading.words == ["see", "freya", "hartley", "now"]
    start, end = reading.span(1, 2)
    assert text[start:end] == "yeltraH ayerF"


def test_sentences_end_at_full_stops_and_lines_but_not_at_titles() -> None:
    reading = read("Mrs. Patel left at 9.30 today. Well done!\nBye")
    assert [reading.words[first:end] for first, end in reading.sentences] == [
        ["mrs", "patel", "left", "at", "9", "30", "today"],
        ["well", "done"],
        ["bye"],
    ]


@pytest.mark.parametrize("text", ['she said "go home" twice', "she said ‘go home’ twice", "she said 'go home' twice"])
def test_words_between_quotation_marks_are_told(text: str) -> None:
    reading = read(text)
    assert [reading.words[first:end] for first, end in reading.quoted] == [["go", "home"]]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert read("don't say it's the boys' turn").quoted == []


def test_hashtags_and_handles_are_told_without_their_signs() -> None:
    reading = read("#FreyaHartley thanks @freya_h, mail a@b")
    assert [reading.plain[start:end] for start, end in reading.hashtags] == ["freyahartley"]
    assert [reading.plain[start:end] for start, end in reading.tags] == ["freyahartley", "freya_h"]


def test_a_joined_word_parts_at_capitals_and_digits() -> None:
    reading = read("#FreyaHartley2015 #BBCNews")
    parts = [[reading.plain[a:b] for a, b in reading.camel(start, end)] for start, end in reading.hashtags]
    assert parts == [["freya", "hartley", "2015"], ["bbc", "news"]]


def test_words_spelt_out_letter_by_letter_are_put_together() -> None:
    reading = read("a f r e y a, h-a-r-t. b\nc d e")
    assert reading.spelt_out() == [("afreyahartb", 0, 10), ("cde", 11, 13)]


def test_two_single_letters_are_not_a_word_spelt_out() -> None:
    assert read("plan a b or nothing").spelt_out() == []


def test_digits_and_signs_turn_into_the_letters_they_stand_for() -> None:
    assert unleet("h4r7l3y") == "hartley"
    assert unleet("$m!th") == "smith"


def test_a_text_that_is_too_long_is_refused_with_a_sentence() -> None:
    with pytest.raises(TooLong, match="1,048,577 characters"):
        read("a" * (LONGEST + 1))


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_are_read_to_the_end(text: str) -> None:
    reading = read(text)
    assert len(reading.words) == len(reading.starts) == len(reading.ends)
    for ranges in (reading.sentences, reading.quoted):
        assert all(0 <= first < end <= len(reading.words) for first, end in ranges)
    reading.spelt_out()
    if reading.words:
        start, end = reading.span(0, len(reading.words) - 1)
        assert 0 <= start < end <= len(text)


@given(anything)
def test_words_lie_where_their_places_say(text: str) -> None:
    reading = read(text)
    places = zip(reading.starts, reading.ends, strict=True)
    assert [reading.plain[start:end] for start, end in places] == reading.words


@given(anything)
def test_words_are_those_of_a_plain_pattern(text: str) -> None:
    reading = read(text)
    assert reading.words == re.findall(r"[^\W_]+(?:'[^\W_]+)*", reading.plain)


@given(anything.filter(lambda text: "\u202e" not in text))
def test_the_place_of_a_word_in_the_original_reads_as_that_word(text: str) -> None:
    reading = read(text)
    for number, word in enumerate(reading.words):
        start, end = reading.span(number, number)
        assert 0 <= start < end <= len(text)
        assert word in read(text[start:end]).plain


@given(anything)
def test_reading_what_was_read_changes_nothing_more(text: str) -> None:
    once = read(text)
    assert read(once.plain).words == once.words
