"""What was found in a draft and its photos, as facts of an activity."""

from hypothesis import given
from hypothesis import strategies as st

from gatepost.checking.found import NO_PICTURE, as_facts, labels, of_pictures
from gatepost.screening.facts import FACTS
from gatepost.screening.finding import Finding
from gatepost.screening.screen import Screened
from gatepost.vocabulary.activity import Activity, Partial
from gatepost.vocabulary.words import vocabulary

WORDS = {fact: vocabulary().facts[fact].values for fact in FACTS}
PAIRS = [(fact, word) for fact in FACTS for word in WORDS[fact]]
some = st.sets(st.sampled_from(PAIRS))


def screened(has: set[tuple[str, str]], lacks: set[tuple[str, str]]) -> Screened:
    return Screened(
        (),
        {
            fact: {"has": [one for at, one in has if at == fact], "not": [one for at, one in lacks if at == fact]}
            for fact in FACTS
        },
    )


def found(label: str) -> Finding:
    return Finding(label, "kind", 0, 1, "possible", "Why.", "Advice.")


@given(some, some, st.lists(some, max_size=3), some)
def test_nothing_is_both_there_and_not_there_and_what_is_in_doubt_is_neither(
    has: set[tuple[str, str]],
    lacks: set[tuple[str, str]],
    photos: list[set[tuple[str, str]]],
    doubted: set[tuple[str, str]],
) -> None:
    seen = [{fact: [word for at, word in one if at == fact] for fact in FACTS} for one in photos]
    there, gone = labels(screened(has, lacks), seen, [found(word) for _fact, word in doubted])
    for fact in FACTS:
        assert not there[fact] & gone[fact]
        assert there[fact] == {word for at, word in has.union(*photos) if at == fact}
        assert not gone[fact] & {word for _fact, word in doubted}
        assert gone[fact] <= {word for at, word in lacks if at == fact}
    facts = as_facts(there, gone)
    assert Activity.from_json(Activity(facts).to_json()).facts == facts


def test_with_a_photo_nothing_that_may_stand_in_it_is_ruled_out() -> None:
    lacks = set(PAIRS)
    without, with_one = labels(screened(set(), lacks), [], []), labels(screened(set(), lacks), [{}], [])
    assert without[1]["uses"] == set(WORDS["uses"])
    assert with_one[1]["uses"] == set()
    assert with_one[1]["content"] == set(WORDS["content"])


def test_a_photo_was_taken_somewhere_and_what_it_shows_nobody_says() -> None:
    setting = of_pictures(False)["image-setting"]
    assert isinstance(setting, Partial)
    assert setting.possible == set(vocabulary().facts["image-setting"].values) - {"no-image"}
    assert set(of_pictures(False)) == {"image-setting"}
    assert of_pictures(True)["name-beside-photo"] is True
    assert "image-shows" not in of_pictures(True)
    assert NO_PICTURE["image-shows"] == frozenset()
