"""What the word lists of the tone find, and what they leave alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening import tone
from gatepost.screening.finding import Finding
from gatepost.screening.reading import read

WORDS = (
    "you",
    "are",
    "not",
    "an",
    "idiot",
    "fuck",
    "muslims",
    "hate",
    "i",
    '"',
    "'",
    "f",
    "u",
    "c",
    "k",
    "f***",
    ".",
    "\n",
)
LABELS = {"offensive", "derogatory", "abusive", "discriminatory", "sexual", "threatening"}


def found(text: str) -> list[Finding]:
    return tone.find(read(text))


def surest(text: str) -> str:
    """certain, likely or possible, whichever is the strongest; empty where nothing is found."""
    sure = {finding.sure for finding in found(text)}
    return next((one for one in ("certain", "likely", "possible") if one in sure), "")


@pytest.mark.parametrize(
    ("text", "label", "sure", "shown"),
    [
        ("what the fuck is this", "offensive", "certain", "fuck"),
        ("a load of shite", "offensive", "likely", "shite"),
        ("oh crap", "offensive", "possible", "crap"),
        ("he called in the pikeys", "discriminatory", "certain", "pikeys"),
        ("send nudes", "sexual", "certain", "send nudes"),
        ("just kill yourself", "abusive", "certain", "kill yourself"),
        ("what a scumbag", "abusive", "likely", "scumbag"),
        ("cer i grafu wir", "offensive", "likely", "cer i grafu"),
    ],
)
def test_a_listed_word_has_its_label_its_place_and_is_as_sure_as_it_is_severe(
    text: str, label: str, sure: str, shown: str
) -> None:
    assert (label, sure, shown) in [(f.label, f.sure, text[f.start : f.end]) for f in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "sh1t",
        "$hit",
        "f*ck this",
        "f*** this",
        "f u c k",
        "F.U.C.K",
        "f-u-c-k",
        "fuuuuuck",
        "fcuking hell",
        "#whatthefuck",
        "ｆｕｃｋ",
        "fu\u200bck",
        "ѕhіt",
        "f@ggot",
        "fagg0t",
        "wh0re",
        "motherfuker",
        "b*llocks",
        "tw@t",
    ],
)
def test_a_disguised_word_is_found(text: str) -> None:
    assert surest(text)


@pytest.mark.parametrize(
    "text",
    [
        "Great tits on the nest box camera!",
        "Dick Whittington opens on Friday",
        "Miss Cox and Mr Dick ran the stall",
        "Scunthorpe and Penistone, Essex and Sussex",
        "the class sniggered at Uranus",
        "Bloody Mary burned them, says our Tudor topic",
        "Faggots and peas for lunch in Merthyr",
        "We walked Offa's Dyke",
        "Pussy willow and catkins",
        "The Maine coon cat came to pet day",
        "A chink of light",
        "Plymouth Hoe with a spade and a hoe",
        "Willy Wonka and the golden ticket",
        "fire retardant curtains",
        "the bitch had seven puppies at the kennels",
        "push the code with git to GitHub",
        "£8.45 for 2, 3 or 4 tickets!!! book@hall.example or call 0161 4960000",
        "I'm such an idiot, I forgot the cakes",
        "our team killed it, smashed it and beat them",
        "I do hate Mondays",
        "cock-a-doodle-doo said the hen",
        "jam tarts",
    ],
)
def test_a_rude_word_in_harmless_company_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "I am a Muslim",
        "I am gay and proud",
        "Eid Mubarak to our Muslim families",
        "We celebrate our gay parents",
        "Black History Month starts today",
        "Trans children are welcome here",
        "We love our Polish families",
        "My two mums are lesbians",
        "Disabled people deserve respect",
        "Women are brilliant scientists",
        "Jews, Christians and Muslims lived side by side",
        "The immigrants were welcomed by the village",
        "Being a woman in science is brilliant",
        "Girls should never be ashamed of their bodies",
        "The girls must go home at three",
        "Fewer women study physics, let's change that",
        "Stop the refugees drowning",
        "Don't let girls think maths is hard",
        "Muslims don't work on Eid",
        "Refugees die at sea every year",
        "Black people were enslaved and beaten",
        "Jewish people were murdered by the Nazis",
        "Autistic people are not broken",
        "Our fat black cat has had kittens",
        "No black person is inferior",
        "I don't hate Muslims",
        "Muslims are not terrorists",
        "Nobody should say that women are stupid",
        '"All Muslims are vermin" is something racists say',
    ],
)
def test_who_people_are_is_never_a_finding_nor_is_speaking_up_for_them(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("you are an idiot", "abusive"),
        ("you're so pathetic", "abusive"),
        ("she is a useless fat cow", "derogatory"),
        ("teachers at this school are scum", "derogatory"),
        ("Mr Hale is a complete moron", "derogatory"),
        ("our useless headteacher", "derogatory"),
        ("the governors are a joke", "derogatory"),
        ("I hate Muslims", "discriminatory"),
        ("I can't stand immigrants", "discriminatory"),
        ("gay people are disgusting", "discriminatory"),
        ("immigrants are vermin", "discriminatory"),
        ("all trans people should be locked up", "discriminatory"),
        ("women belong in the kitchen", "discriminatory"),
        ("go back to where you came from", "discriminatory"),
        ("we should get rid of all the refugees", "discriminatory"),
        ("I hope they all die", "abusive"),
        ("you dirty gypsy", "discriminatory"),
        ("cau dy geg", "abusive"),
    ],
)
def test_abuse_without_a_rude_word_is_found(text: str, label: str) -> None:
    assert label in {finding.label for finding in found(text)}


@pytest.mark.parametrize(
    "text",
    [
        "We do not say 'retard' in this class",
        'the word "paki" is a slur',
        "he called me a faggot and nobody helped",
        "an assembly about why whore is a hurtful word",
    ],
)
def test_a_slur_that_is_spoken_of_stays_possible_and_says_why(text: str) -> None:
    (finding,) = found(text)
    assert finding.sure == "possible"
    assert "spoken" in finding.why or "quotation" in finding.why


def test_a_mild_word_in_quotation_marks_is_left_alone() -> None:
    assert found('the "crap" pile') == []
    assert surest("the crap pile") == "possible"


def test_a_negating_word_clears_abuse_only_where_it_stands_before_it() -> None:
    assert found("they are not vermin") == []
    assert surest("no, muslims are vermin and not welcome")


def test_one_term_is_told_once() -> None:
    assert len(found("what a son of a bitch")) == 1


def test_every_finding_has_a_label_of_the_tone_a_reason_and_advice() -> None:
    for finding in found("you fat cow, fuck off. I hate women. the head is useless. send nudes"):
        assert finding.label in LABELS
        assert finding.why.endswith(".")
        assert finding.advice.endswith(".")


def test_places_count_code_points_of_the_text_as_written() -> None:
    text = "🎉🎉 ｆｕｃｋ"
    (finding,) = found(text)
    assert text[finding.start : finding.end] == "ｆｕｃｋ"


@given(st.text(max_size=300))
def test_any_text_has_an_answer_inside_it(text: str) -> None:
    for finding in tone.find(read(text), tone.standard_model()):
        assert 0 <= finding.start <= finding.end <= len(text)


@given(st.lists(st.sampled_from(WORDS)))
def test_what_was_read_before_changes_no_answer(words: list[str]) -> None:
    text = " ".join(words)
    memory = tone.Memory()
    first = tone.find(read(text), tone.standard_model(), memory)
    assert tone.find(read(text), tone.standard_model(), memory) == first
    assert tone.find(read(text), tone.standard_model(), tone.Memory()) == first


HOSTILE = {
    "empty": "",
    "NUL": "\0",
    "surrogate": "\ud800 you idiot",
    "override": "\u202eyou are scum",
    "tower": "e" + "\u0301" * 1_000,
    "word": "a" * 1_000_000,
    "stars": "f*" * 500_000,
    "letters": "f " * 300_000,
    "start": "you are so very " * 60_000,
    "quotes": '"' * 300_000,
    "anchors": "hate " * 200_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_has_an_answer(text: str) -> None:
    assert len(tone.find(read(text), tone.standard_model())) <= 500


def test_the_findings_of_a_text_are_bounded() -> None:
    assert len(found("fuck " * 5_000)) == 500
