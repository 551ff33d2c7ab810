"""The word lists of the tone as files: what they may hold, and how a fault is told."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.screening.tone.abuse import anchors
from gatepost.screening.tone.benign import benign, read_benign
from gatepost.screening.tone.entries import FOLDER, source
from gatepost.screening.tone.lexicon import lexicon, read_terms, read_tsv
from gatepost.screening.tone.pattern import GAP, accompanied, matches, read_patterns
from gatepost.screening.word_list import ListError

GROUP = """[[group]]
category = "swearing"
label = "offensive"
severity = 2
forms = "none"
inside = false
why = "A word."
terms = ["bother"]
"""
PATTERNS = """[set]
bad = ["rotten", "not nice"]
are = ["is", "are"]
very = ["very", "so very"]
[[pattern]]
match = ["{group} {are} {very}? *{bad}", "i ... *{bad} you|them"]
labels = ["abusive"]
kind = "insult"
sure = "likely"
why = "It is."
"""


def test_every_list_is_said_to_be_ours_or_names_its_licence() -> None:
    for file in FOLDER.iterdir():
        if file.name.endswith((".toml", ".tsv")):
            opening = file.read_text(encoding="utf-8")[:900]
            assert "Written for Gatepost" in opening or "MIT License" in opening or "tools/train_tone.py" in opening


def test_the_american_list_keeps_its_notice() -> None:
    text = source("american_terms.tsv")
    assert "Copyright (c) 2021 Surge AI" in text
    assert "THE SOFTWARE IS PROVIDED" in text


def test_every_context_clears_a_term_that_there_is() -> None:
    known = {*lexicon().single, *(" ".join(t.words) for those in lexicon().phrases.values() for t in those)}
    assert benign().no_disguise <= set(lexicon().near)
    assert [" ".join(term) for term in benign().company if " ".join(term) not in known] == []


def test_every_word_that_leads_to_a_pattern_is_part_of_what_it_leads_to() -> None:
    for word, those in anchors().items():
        assert all(anchor.phrase[anchor.offset] == word for anchor in those)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("severity = 2", "severity = 4"), "list:4: `4` is no severity"),
        (('label = "offensive"', 'label = "ofensive"'), "list:3: `ofensive` is no label .did you mean `offensive`"),
        (('forms = "none"', 'frms = "none"'), "list:5: `frms` is no key of this list .did you mean `forms`"),
        (('["bother"]', '["bother", "bother"]'), "list:8: `bother` stands here twice"),
        (('["bother"]', '["Bother"]'), "list:8: `Bother` is no word in lower case"),
        (('why = "A word."\n', ""), "list: an entry has no `why`"),
        (("[[group]]", "[[group]"), "list: "),
    ],
)
def test_a_fault_in_a_list_is_told_with_its_line(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ListError, match=message):
        list(read_terms(GROUP.replace(*change), "list"))


@pytest.mark.parametrize("line", ["bother", "bother\t4\toffensive\tswearing", "bother\t1\trude\tswearing"])
def test_a_fault_in_a_list_of_lines_is_told_with_its_line(line: str) -> None:
    with pytest.raises(ListError, match="list:2: "):
        list(read_tsv(f"# words\n{line}\n", "list"))


def test_a_context_with_an_unknown_key_is_refused() -> None:
    with pytest.raises(ListError, match="did you mean `near`"):
        read_benign(
            'harmless = []\nno_disguise = []\naiming = []\n[[context]]\nterms = ["tit"]\nnera = ["box"]\n', "list"
        )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("{very}?", "{vary}?"), "`{vary}` is no set of this list .did you mean `very`"),
        (("*{bad}", "{bad}"), "has no `.{set}` to be looked for first"),
        (("*{bad}", "*rotten"), "`.rotten`: one set, and no more"),
        (('sure = "likely"', 'sure = "likly"'), "list:9: `likly` is not how sure .did you mean `likely`"),
        (("i ... ", "i ... a b c d e f g h i j k "), "a row has at most"),
    ],
)
def test_a_fault_in_a_pattern_is_told(change: tuple[str, str], message: str) -> None:
    with pytest.raises(ListError, match=message):
        read_patterns(PATTERNS.replace(*change), "list", ["gnomes", "old gnomes"])


def _slow(words: list[str]) -> set[tuple[int, int]]:
    """Every row written out in full, with every gap, and looked for at every place."""
    groups, are, very, bad = ["gnomes", "old gnomes"], ["is", "are"], ["", "very", "so very"], ["rotten", "not nice"]
    rows = [" ".join(row).split() for row in product(groups, are, very, bad)]
    for worse, gap, whom in product(bad, range(GAP + 1), ["you", "them"]):
        rows.append(["i", *["*"] * gap, *worse.split(), whom])
    found = set()
    for row, at in product(rows, range(len(words))):
        here = words[at : at + len(row)]
        if len(here) == len(row) and all(a == b or (a == "*" and b != "not") for a, b in zip(row, here, strict=True)):
            found.add((at, at + len(row) - 1))
    return found


@given(
    st.lists(
        st.sampled_from(["gnomes", "old", "is", "are", "very", "so", "rotten", "not", "nice", "i", "you"]), max_size=14
    )
)
def test_the_matcher_agrees_with_a_slow_one(words: list[str]) -> None:
    table = read_patterns(PATTERNS, "list", ["gnomes", "old gnomes"])
    found = {
        (first, last)
        for at, word in enumerate(words)
        for anchor in table.get(word, ())
        if accompanied(anchor, at, words)
        for _, first, last in matches(anchor, at, words, 0, len(words), frozenset({"not"}))
    }
    slow = _slow(words)
    assert found <= slow
    assert {last for _, last in found} == {last for _, last in slow}  # of several beginnings one is told
