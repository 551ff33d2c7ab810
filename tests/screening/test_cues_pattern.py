"""The pattern language of the cue lists: what a line matches, and what is refused, with its place."""

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.cues import find, read_book
from gatepost.screening.cues.book import CueBook, school_book
from gatepost.screening.cues.match import Hit, Words, candidates, hits, index
from gatepost.screening.cues.pattern import Hung, PatternError, endings, read_pattern
from gatepost.screening.faults import FileFaults
from gatepost.screening.reading import read

_HEAD = '[sets]\npet = "cat | guinea pig"\n[label.complaint]\nyields = true\nwhy = "W."\nadvice = "A."\n'


def _list(*patterns: str, more: str = "") -> str:
    lines = "\n".join(patterns)
    return f'{_HEAD}[[cue]]\nlabel = "complaint"\nkind = "k"\nsure = "likely"\npatterns = """\n{lines}\n"""\n{more}'


def _book(*patterns: str) -> CueBook:
    return read_book([("own.toml", _list(*patterns))])


def _matched(pattern: str, text: str) -> list[str]:
    return [text[f.start : f.end] for f in find(read(text), book=_book(pattern)).findings]


@pytest.mark.parametrize(
    ("pattern", "text", "matched"),
    [
        ("lost my {pet}", "they lost my guinea pig", ["lost my guinea pig"]),
        ("(lost|left) ~2 coat", "left her old coat", ["left her old coat"]),
        ("(lost|left) ~2 coat", "left her very old coat", []),
        ("lost [my] coat", "lost coat, lost my coat", ["lost coat", "lost my coat"]),
        ("late ~3 bus", "The bus. Late again. The bus left.", []),
        ("moan+ again", "moaning again", ["moaning again"]),
        ("don't care", "they dont care", ["dont care"]),
        ("^ why oh", "why oh why. But why oh", ["why oh"]),
        ("every time $", "late every time. Every time I ask", ["every time"]),
        ("costs <price>", "it costs £5, costs five", ["costs £5"]),
        ("<price> off", "now £5 off", ["5 off"]),
        ("year <number> coat", "a year 6 coat, a year end coat", ["year 6 coat"]),
        ("told <name> off", "I told Kyle off, I told him off", ["told Kyle off"]),
        ("told (him|<name>) off", "I told Kyle off. I told him off", ["told Kyle off", "told him off"]),
        ("told <any> off", "told her off", ["told her off"]),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, text: str, matched: list[str]) -> None:
    assert _matched(pattern, text) == matched


def test_endings_are_those_a_person_would_write() -> None:
    assert {"steal", "steals", "stealing"} <= set(endings("steal"))
    assert {"bully", "bullies", "bullied", "bullying"} <= set(endings("bully"))
    assert {"slap", "slaps", "slapped", "slapping"} <= set(endings("slap"))
    assert {"forge", "forges", "forged", "forging"} <= set(endings("forge"))


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("lost {pets}", "own.toml:13: `{pets}` is not a set (did you mean `pet`?)"),
        ("(lost|left", "own.toml:13: `(` is not closed by `)`"),
        ("lost ~99 coat", "own.toml:13: a gap is `~1` to `~12`, not `~99`"),
        ("~2 coat", "own.toml:13: a gap stands between two words, not at an end"),
        ("[coat]", "own.toml:13: a pattern needs at least one word that must be there"),
        ("(lost||left)", "own.toml:13: there is nothing between two bars or brackets"),
        ("lost | coat", "own.toml:13: there is nothing between two bars or brackets"),
        ("& coat", "own.toml:13: `&` cannot stand here"),
        ("{pet", "own.toml:13: `{` cannot stand here"),
        (f"({'{pet} ' * 40})", "own.toml:13: too many endings in one phrase"),
    ],
)
def test_a_fault_tells_its_file_and_line(pattern: str, fault: str) -> None:
    with pytest.raises(FileFaults) as raised:
        _book("lost coat", pattern)
    assert str(raised.value) == fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[sets", "not TOML"),
        ("a = " + "[" * 5_000, "nested too deep"),
        ("a = " + "1" * 5_000, "a number that is far too long"),
        ("sets = 3", "`sets` is a table: write it as [sets]"),
        ("label = 3", "`label` is a table: write it as [label]"),
        ("[label]\ncomplaint = 3", "a label has exactly advice, why, yields"),
        (_list("cat", more='ignores = ["teaching"]'), "`ignores` is missing or is not a text"),
        ("[sett]\n", "`sett` is no table of a cue list (did you mean `sets`?)"),
        (_list("coat", "coat"), "own.toml:13: the pattern `coat` stands already at own.toml:12"),
        (_list("coat").replace("complaint", "complant"), "`complant` is no label (did you mean `complaint`?)"),
        (_list("coat").replace('sure = "likely"', 'sure = "likley"'), "`likley` is not a `sure`"),
        (_list("coat").replace("kind =", "kynd ="), "own.toml:7: `kynd` is no key of a cue (did you mean `kind`?)"),
    ],
)
def test_a_list_that_is_not_in_order_is_refused(text: str, fault: str) -> None:
    with pytest.raises(FileFaults) as raised:
        read_book([("own.toml", text)])
    assert fault in str(raised.value)


def test_a_school_adds_its_own_file(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text('[[cue]]\nlabel = "complaint"\nkind = "ours"\nsure = "likely"\npatterns = "the blue gate"\n')
    labels = {finding.label for finding in find(read("Look at the blue gate"), book=school_book(own)).findings}
    assert "complaint" in labels


_ITEM = st.one_of(
    st.tuples(st.just("words"), st.lists(st.sampled_from("abcd"), min_size=1, max_size=3, unique=True)),
    st.tuples(st.just("perhaps"), st.lists(st.sampled_from("abcd"), min_size=1, max_size=2, unique=True)),
    st.tuples(st.just("gap"), st.integers(1, 3)),
)


def _line(items: list[tuple[str, object]]) -> str:
    marks = {"words": "({})", "perhaps": "[{}]", "gap": "~{}"}
    return " ".join(marks[kind].format("|".join(value) if isinstance(value, list) else value) for kind, value in items)


def _ends(items: list[tuple[str, object]], words: list[str], at: int) -> set[int]:
    """Everything a pattern could match from a word on, tried in every way."""
    if not items:
        return {at}
    (kind, value), rest = items[0], items[1:]
    if kind == "gap":
        assert isinstance(value, int)
        return {end for skip in range(min(value, len(words) - at) + 1) for end in _ends(rest, words, at + skip)}
    ends = _ends(rest, words, at) if kind == "perhaps" else set()
    assert isinstance(value, list)
    if at < len(words) and words[at] in value:
        ends |= _ends(rest, words, at + 1)
    return ends


@given(st.lists(_ITEM, min_size=1, max_size=6), st.lists(st.sampled_from("abcde"), max_size=12))
def test_the_matcher_finds_what_trying_everything_finds(items: list[tuple[str, object]], words: list[str]) -> None:
    if items[0][0] == "gap" or items[-1][0] == "gap" or all(kind != "words" for kind, _ in items):
        return
    expected = any(_ends(items, words, at) for at in range(len(words)))
    assert bool(_matched(_line(items), " ".join(words))) == expected


_MANY = {"many": tuple((word,) for word in ("a", "b", *(f"other{number}" for number in range(150))))}
_PART = st.sampled_from(["a", "b", "(a|b c)", "(c|d)", "[d]", "[a b]", "~2", "{many}", "<any>", "(d|<number>)"])


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "^"]), st.lists(_PART, min_size=1, max_size=5), st.sampled_from(["", "$"]))
    ),
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "7", "other9"]), max_size=14),
    st.sets(st.integers(0, 13)),
)
def test_no_pattern_is_left_untried_that_would_match(
    lines: list[tuple[str, list[str], str]], words: list[str], opening: set[int]
) -> None:
    hanging: dict[str, list[tuple[Hung, str, int]]] = {}
    for number, (start, parts, end) in enumerate(lines):
        with suppress(PatternError):
            for word, hung in read_pattern(" ".join([start, *parts, end]), _MANY, lambda text: (text,)):
                hanging.setdefault(word, []).append((hung, "rule", number))
    text = Words(words, sorted({0, *(at for at in opening if at < len(words))}), frozenset(), lambda word: False)
    everything = [(at, one) for at, word in enumerate(words) for one in hanging.get(word, ())]
    found: list[Hit[str]] = hits(text, candidates(words, frozenset(), index(hanging)))
    assert set(found) == set(hits(text, [(at, (replace(one[0], fixed=False), *one[1:])) for at, one in everything]))


def test_a_match_far_into_a_long_text_is_found() -> None:
    for before in (140, 149, 150, 151, 299, 5_000):
        assert _matched("lost ~12 coat", "x " * before + "lost " + "y " * 12 + "coat") != []
