"""The whole screening: what each role is told, what two findings make, and that anything at all is answered."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.screening import wording
from gatepost.screening.facts import ENTITLED
from gatepost.screening.faults import FileFaults
from gatepost.screening.finding import SURENESS
from gatepost.screening.order import MOST_FINDINGS
from gatepost.screening.reading import LONGEST, TooLong
from gatepost.screening.roll import Person
from gatepost.screening.school import School
from gatepost.screening.screen import Screened, Screener, _memory, _wordings
from gatepost.screening.tone import second_look
from gatepost.vocabulary.words import vocabulary

ROLL = (
    Person("pupil", "Amelia", "Whitaker", "Millie", "3H"),
    Person("pupil", "Tomos", "Prydderch", class_name="3H"),
    Person("staff", "Huw", "Bevan"),
    Person("parent", "Zofia", "Wisniewska"),
)
SCHOOL = School(name="Ossamere Primary School", contacts=("01632 960123",))
ROLES = vocabulary().facts["role"].values
OTHERS = tuple(role for role in ROLES if role not in ENTITLED)


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(ROLL, SCHOOL)


@pytest.fixture(scope="module")
def without_roll() -> Screener:
    return Screener((), SCHOOL)


def kinds(screened: Screened) -> set[tuple[str, str]]:
    return {(one.label, one.kind) for one in screened.findings}


def sound(text: str, screened: Screened) -> None:
    """What holds of every answer."""
    assert len(screened.findings) <= MOST_FINDINGS
    assert list(screened.findings) == sorted(
        screened.findings, key=lambda one: (one.start, one.end, one.label, one.kind)
    )
    labels = {word for name in ("content", "mentions", "uses") for word in vocabulary().facts[name].values}
    for one in screened.findings:
        assert 0 <= one.start < one.end <= len(text)
        assert one.label in labels
        assert one.kind
        assert one.sure in SURENESS
        assert one.why.endswith((".", "?"))
        assert one.advice.endswith((".", "?"))
    for name, told in screened.facts.items():
        assert set(told) == {"has", "not"}
        assert not set(told["has"]) & set(told["not"])
        assert set(told["has"]) | set(told["not"]) <= set(vocabulary().facts[name].values)
    assert set(screened.facts) == {"content", "mentions", "uses"}


# Who is told of the roll


@pytest.mark.parametrize("role", [*sorted(ENTITLED), None])
def test_those_who_hold_the_roll_are_told_of_a_name_on_it(screener: Screener, role: str | None) -> None:
    screened = screener.screen("Well done Amelia Whitaker!", role=role)
    assert ("pupil", "roll-name") in kinds(screened)
    assert "pupil" in screened.facts["mentions"]["has"]


@pytest.mark.parametrize("role", sorted(ENTITLED))
def test_to_them_a_name_off_the_roll_is_nothing(screener: Screener, role: str) -> None:
    assert not {label for label, _ in kinds(screener.screen("Saw Barnaby Thistlewood today.", role=role))} & {"pupil"}


@pytest.mark.parametrize("role", OTHERS)
def test_to_all_others_a_name_on_the_roll_is_like_any_name(screener: Screener, role: str) -> None:
    on, off = (
        screener.screen(f"Saw {name} today.", role=role).findings for name in ("Amelia Whitaker", "Beatie Longacre")
    )
    assert [asdict(one) for one in on] == [asdict(one) for one in off]
    assert {(one.label, one.kind, one.sure) for one in on} == {("pupil", "personal-name", "possible")}


def probes() -> list[str]:
    """10,000 questions about people, half of them of the roll, in every disguise that needs no letter changed."""
    ways = (
        "{0} {1}",
        "{1}, {0}",
        "#{0}{1}",
        "{0} {1}'s mum",
        "{0}.{1}",
        "{0} in Year 3",
        "F. {1}",
        "Mr {1}",
        "{0}",
        "{1}",
    )
    others = [("Barnaby", "Thistlewood"), ("Anwen", "Maelgwyn"), ("Jakub", "Zajac"), ("Kofi", "Boateng")]
    told = []
    for number in range(1_250):
        people = ROLL if number % 2 else [Person("pupil", *name) for name in others]
        way = ways[number % len(ways)]
        for person in (*people, *people):
            told.append(f"{number}: have you seen {way.format(person.forename, person.surname)} today?")
    return told


def test_ten_thousand_probes_get_the_same_answers_with_and_without_the_roll(
    screener: Screener, without_roll: Screener
) -> None:
    asked = probes()
    assert len(asked) == 10_000
    for at, text in enumerate(asked):
        role = OTHERS[at % len(OTHERS)]
        assert screener.screen(text, role=role) == without_roll.screen(text, role=role)


def test_the_roll_is_not_even_touched_for_those_others() -> None:
    class Untouchable:
        def __getattribute__(self, name: str) -> object:
            raise AssertionError(f"the roll was asked for {name}")

    locked = Screener(ROLL, SCHOOL)
    locked._names = Untouchable()  # type: ignore[assignment]
    for role in OTHERS:
        locked.screen("Well done Amelia Whitaker!", role=role)
    with pytest.raises(AssertionError, match="the roll was asked"):
        locked.screen("Well done Amelia Whitaker!", role="teacher")


def test_what_a_holder_of_the_roll_wrote_is_not_remembered_for_those_others(screener: Screener) -> None:
    word = "quillobrax"
    screener.screen(f"Have you seen {word} in the hall today?", role="teacher")
    assert word in _memory(True).quiet
    assert word in _wordings(True).words
    assert word not in _memory(False).quiet
    assert word not in _wordings(False).words


# One answer from many findings


def test_the_schools_own_contacts_are_nobodys(screener: Screener) -> None:
    assert not {kind for _, kind in kinds(screener.screen("Ring the office on 01632 960123."))} & {"phone"}
    assert "phone" in {kind for _, kind in kinds(screener.screen("Ring her on 01632 960124."))}


def test_without_a_model_no_finding_is_the_models(screener: Screener) -> None:
    asked = (
        "Shut up you stupid hoe, nobody likes you",
        "Go away you ugly fat loser, nobody wants you here",
        "What a stupid ugly pig he is",
        "Raffle tickets two pounds each, message me to buy and support our stall",
    )
    plain = Screener(ROLL, SCHOOL, model=False)
    models = {second_look.KIND, wording.KIND}
    assert models <= {kind for text in asked for _, kind in kinds(screener.screen(text))}
    assert models.isdisjoint({kind for text in asked for _, kind in kinds(plain.screen(text))})


def test_the_same_text_gets_the_same_answer_again(screener: Screener) -> None:
    for text in ("Amelia Whitaker is a useless idiot, ring 07700 900123", "", "Dw i'n hoffi coffi"):
        assert screener.screen(text) == screener.screen(text) == Screener(ROLL, SCHOOL).screen(text)


def test_what_was_not_looked_for_is_not_denied() -> None:
    knowing = Screener(ROLL, School(name="Ossamere Primary School", address=("Mere Road",)))
    told = knowing.screen("Good morning.", role="teacher").facts
    assert {"pupil", "staff", "parent", "school"} <= set(told["mentions"]["not"])
    assert "governor" not in told["mentions"]["not"]
    assert {"school-name", "school-location"} <= set(told["uses"]["not"])
    assert "school-logo" not in told["uses"]["not"]
    told = knowing.screen("Good morning.", role="parent").facts
    assert not {"pupil", "staff", "parent", "governor"} & set(told["mentions"]["not"])
    assert not {"school-name", "school-location"} & set(Screener().screen("Good morning.").facts["uses"]["not"])


def test_a_whistle_blown_is_protected(screener: Screener) -> None:
    screened = screener.screen(
        "I reported the blocked fire exits to the council and was told to keep quiet. It is a risk to children."
    )
    assert screened.protections
    assert not {"defamatory", "disreputable", "complaint"} & {one.label for one in screened.findings}


def test_a_word_list_of_the_school_with_a_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[[cue\n", encoding="utf-8")
    with pytest.raises(FileFaults, match=r"ours\.toml:1"):
        Screener(words=[path])
    with pytest.raises(FileFaults, match=r"ours\.toml:1"):
        Screener(school=School(words=(str(path),)))


# Anything at all

HOSTILE = {
    "empty": "",
    "white space": " \n\t" * 1_000,
    "NUL": "\0" * 1_000 + "Amelia\0 Whitaker",
    "lone surrogates": "\ud83d Amelia Whitaker \udc00" * 50,
    "one long word": "a" * 1_000_000,
    "one long number": "0" * 1_000_000,
    "capitals": "A" * 200_000,
    "combining towers": ("A" + "\u0301" * 500) * 400,
    "overrides": "\u202eekatihW ailemA\u202c " * 2_000,
    "unclosed overrides": "\u202e" * 50_000 + "Amelia",
    "ten thousand names": "Amelia Whitaker, " * 10_000,
    "initials": "A. " * 50_000,
    "spaced letters": "A m e l i a W h i t a k e r " * 3_000,
    "hashtags": "#AmeliaWhitaker" * 10_000,
    "at signs": "@" * 100_000,
    "exclamation marks": "!" * 200_000,
    "quotation marks": "\"'" * 50_000,
    "invisible": "\u200b\u2060\ufeff" * 30_000,
    "emoji": "👩‍👩‍👧‍👦" * 10_000,
    "wide": "Ａｍｅｌｉａ　Ｗｈｉｔａｋｅｒ " * 3_000,
    "negations": "not never no n't " * 20_000,
    "threats": "i'll kill you " * 10_000,
    "prices": "£5 " * 50_000,
    "prices each": "£5 a head " * 10_000,
    "codes": "AB12 CDE " * 15_000,
    "cars": "reg 123 abc " * 10_000,
    "digits": "7 " * 60_000,
    "ligatures": "ﷺ" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("role", ["teacher", "parent"])
def test_hostile_text_is_answered(screener: Screener, text: str, role: str) -> None:
    sound(text, screener.screen(text, role=role))


def test_too_long_a_text_is_refused_with_a_sentence(screener: Screener) -> None:
    with pytest.raises(TooLong, match=r"1,048,577 characters; at most 1,048,576"):
        screener.screen("a" * (LONGEST + 1))


def test_ten_thousand_names_give_as_many_findings_as_can_be_read_and_say_so(screener: Screener) -> None:
    screened = screener.screen("Amelia Whitaker, " * 10_000, role="teacher")
    assert len(screened.findings) == MOST_FINDINGS
    assert len(screened.notices) == 1
    assert "500 surest" in screened.notices[0]


@pytest.mark.parametrize(
    ("many", "one", "fact", "label"),
    [
        ("damn " * 600, "kys", "content", "abusive"),
        ("Amelia Whitaker. " * 1_100, "Huw Bevan", "mentions", "staff"),
    ],
)
def test_many_findings_of_a_kind_do_not_make_another_denied(
    screener: Screener, many: str, one: str, fact: str, label: str
) -> None:
    assert label in screener.screen(one, role="teacher").facts[fact]["has"]
    assert label in screener.screen(many + one, role="teacher").facts[fact]["has"]


def calls(screener: Screener, text: str, role: str) -> int:
    """How many functions a screening calls, ours and the interpreter's."""
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    screener.screen(text, role=role)  # what is worked out once is worked out
    sys.setprofile(count)
    try:
        screener.screen(text, role=role)
    finally:
        sys.setprofile(None)
    return made


POSTS = {
    "a plain post": "What a lovely morning we had in the forest area. Bring a towel and a drink on Monday.\n",
    "names": "Well done Amelia Whitaker and Tomos Prydderch, thanks to Mr Bevan. #AmeliaWhitaker @tomos.prydderch ",
    "personal data": "Ring 07700 900123 or write to jo@mail.example: 12 Mill Lane, TN1 1QX. Born on 3/3/2016. ",
    "tone and cues": "I think the head is a useless idiot, I'll kill you. Tell nobody: the gate code is 4512! ",
    "one sentence": "and then you are not a fool and I hate the school ",
    "marks and letters": "A m e l i a !?) '\" # @ ",
    "mild words": "damn crap ",
    "the school and a name": "Ossamere Primary School met Freya. ",
}


@pytest.mark.parametrize("role", ["teacher", "parent"])
@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_a_text_ten_times_as_long_takes_at_most_little_more_than_ten_times_the_calls(
    screener: Screener, post: str, role: str
) -> None:
    few, many = post * 40, post * 400
    assert calls(screener, many, role) <= 11 * calls(screener, few, role)


WORDS: Sequence[str] = (
    "Amelia", "Whitaker", "amelia", "WHITAKER", "Millie", "#", "@", ".", "\n", "'s", "07700 900123", "TN1 1QX", "born",
    "12 Mill Lane", "kill", "you", "idiot", "I think", "the head", "not", '"', "“", "”", "£5", "school", "Year 3", "is",
    "\u202e", "\u0301", "\0", "\ud800", "vote", "03/03/16", "a", "never", "secret", "safeguarding", "union", "f u c k",
    "\u200d", "é",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.text(max_size=80) | st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join), st.sampled_from((*ROLES, None))
)
def test_whatever_the_text_the_answer_is_sound(screener: Screener, text: str, role: str | None) -> None:
    screened = screener.screen(text, role=role)
    sound(text, screened)
    json.dumps([asdict(one) for one in screened.findings])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_no_reason_tells_a_name_of_the_roll_that_is_not_in_the_text(screener: Screener, text: str) -> None:
    folded = text.lower()
    for one in screener.screen(text, role="teacher").findings:
        for name in ("Prydderch", "Wisniewska", "Bevan"):
            assert name.lower() in folded or name not in one.why + one.advice
