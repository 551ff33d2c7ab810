"""A policy file becomes a Policy that says what was written, however the file was saved."""

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import assume, given

from gatepost.policy.condition import (
    MOST_ALTERNATIVES,
    All,
    AnyOf,
    Condition,
    Flag,
    Has,
    Is,
    Not,
    Number,
    alternatives,
    parse_condition,
)
from gatepost.policy.document import Breach, Duty, Verdict
from gatepost.policy.parse import read_policy
from gatepost.vocabulary.words import vocabulary
from tests.policy.files import FRONT, PLAIN, condition_of, file_of, read, the_rule, told
from tests.policy.strategies import conditions, policies, written

WORDS = vocabulary()
EITHER = AnyOf((Flag("necessary"), Flag("in-doubt")))


# what was written is what is read -------------------------------------------------------------------------------------


@given(conditions())
def test_a_condition_reads_back_as_the_tree_that_was_written(condition: Condition) -> None:
    assume(alternatives(condition, WORDS) <= MOST_ALTERNATIVES)
    complaints: list[str] = []
    read_back = parse_condition(written(condition), WORDS, lambda _, message: complaints.append(message))
    if not any("nested" in complaint for complaint in complaints):
        assert read_back == condition, complaints


@given(policies())
def test_an_invented_policy_reads_without_a_fault_and_keeps_every_block(text: str) -> None:
    policy = read(text)
    assert [f"```rule {rule.name}" for rule in policy.rules()] == [
        line for line in text.splitlines() if line.startswith("```rule")
    ]
    assert sum(len(rule.duties) + len(rule.options) for rule in policy.rules()) == sum(
        line.startswith(("duty:", "option:")) for line in text.splitlines()
    )


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("necessary", Flag("necessary")),
        ("not necessary", Not(Flag("necessary"))),
        ("target is pupil, staff", Is("target", ("pupil", "staff"))),
        ("target is not pupil ,staff", Is("target", ("pupil", "staff"), negated=True)),
        ("role is workforce", Is("role", ("workforce",))),
        ("content has no abusive, sexual", Has("content", ("abusive", "sexual"), negated=True)),
        ("target-age at least 18", Number("target-age", "at least", 18)),
        (
            "necessary and (in-doubt or continues)",
            All((Flag("necessary"), AnyOf((Flag("in-doubt"), Flag("continues"))))),
        ),
        ("not (necessary and in-doubt)", Not(All((Flag("necessary"), Flag("in-doubt"))))),
        ("((necessary))", Flag("necessary")),
        ("not not necessary", Not(Not(Flag("necessary")))),
    ],
)
def test_conditions_are_read_as_the_grammar_says(text: str, tree: Condition) -> None:
    assert condition_of(text) == tree


def test_a_continued_line_reads_as_one_and_a_fault_in_it_is_told_on_its_own_line() -> None:
    on_three = file_of("verdict: may", "when: target is pupil", "  and necessary", "  and (in-doubt", "  or continues)")
    assert the_rule(on_three) == the_rule(
        file_of("verdict: may", "when: target is pupil and necessary and (in-doubt or continues)")
    )
    assert told(on_three.replace("in-doubt", "indoubt")) == [
        "15: clause A: `indoubt` is not a fact (did you mean `in-doubt`?)"
    ]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("may", Verdict("may")),
        ("caution", Verdict("caution")),
        ("should not", Verdict("should-not")),
        ("hold 1 hour", Verdict("hold", hours=1)),
        ("hold 48 hours", Verdict("hold", hours=48)),
        ("needs permission from head", Verdict("needs-permission", level="spoken")),
        ("needs written permission from head", Verdict("needs-permission", level="written")),
        ("must  not", Verdict("must-not")),
    ],
)
def test_every_verdict_reads(text: str, verdict: Verdict) -> None:
    assert the_rule(file_of(f"verdict: {text}")).verdict == verdict


@pytest.mark.parametrize(
    ("text", "duty"),
    [
        ("inform head", Duty(None, "inform", None, "head", (), None, None)),
        ("head record", Duty("head", "record", None, None, (), None, None)),
        ("staff report the concern to dsl", Duty("staff", "report", "the concern", "dsl", (), None, None)),
        (
            "report to dsl then deputy-dsl then head, in writing, within 24 hours",
            Duty(None, "report", None, "dsl", ("deputy-dsl", "head"), "in writing", "within 24 hours"),
        ),
        (
            "dsl refer the matter to lado, same school day",
            Duty("dsl", "refer", "the matter", "lado", (), None, "same school day"),
        ),
    ],
)
def test_every_part_of_a_duty_is_read(text: str, duty: Duty) -> None:
    assert the_rule(file_of(f"duty: {text}")).duties == (duty,)
    assert the_rule(file_of(f"option: {text}")).options == (duty,)


def test_a_whole_file_is_read_into_its_parts() -> None:
    policy = read(
        "---\npolicy: small\ntitle: A small policy\nsource: A school, 2026\nversion: 2\neffective: 2026-09-01\n"
        "review-due: rolling\nbinds: staff, governor\nbased-on: other@abc\nreads-with: Complaints; Discipline\n---\n"
        "# First\n\nAn introduction.\n\n**1.1** (A-1) {topic: gross_misconduct} {guidance} Some\nprose.\n\nMore.\n"
        "**1.2** (A-2) Text.\n\n"
        "```rule A-2\nwho: staff, staff\ndoes: publish\nverdict: may\nreading: So read.\n```\nAfter the block.\n\n"
        "```breach A-2/b\nwho: employee\nof: all\nsays: a word\n```\n"
        "```breach A-2/c\nwho: employee\nof: A-1, A-2\nsays: more\n```\n"
        "## Examples\n\n| Clause | Activity | Expected |\n|---|:--|---|\n"
        "| A-2 | role: head, governor; content: nothing; mentions: pupil, staff; in-doubt: no; own-age: 40;"
        " permissions: A-2 written | at least may; settled; cites A-1, A-2; not cites A-2; no duties inform head |\n"
    )
    assert (policy.name, policy.version, policy.effective, policy.review_due) == ("small", "2", "2026-09-01", "rolling")
    assert (policy.binds, policy.reads_with) == (("staff", "governor"), ("Complaints", "Discipline"))
    first = policy.sections[0]
    assert (first.heading, first.introduction) == ("First", "An introduction.")
    one, two = policy.clauses.values()
    assert (one.where, one.topic, one.mark, one.line) == ("1.1", "gross_misconduct", "guidance", 16)
    assert one.prose == "Some\nprose.\n\nMore."
    assert two.prose == "Text.\n\nAfter the block."
    assert two.rules[0].who == ("staff",)
    assert two.rules[0].reading == "So read."
    assert two.breaches[0] == Breach("A-2", "b", two.breaches[0].line, ("employee",), (), "a word")
    assert two.breaches[1].of == ("A-1", "A-2")
    (row,) = policy.examples
    assert row.activity == {
        "role": ["head", "governor"],
        "content": [],
        "mentions": ["pupil", "staff"],
        "in-doubt": False,
        "own-age": 40,
        "permissions": {"A-2": "written"},
    }
    assert row.expect == {
        "at_least": "may",
        "settled": True,
        "cites": ["A-1", "A-2"],
        "not_cites": ["A-2"],
        "not_duties": ["inform head"],
    }


def test_a_clause_starts_only_where_a_line_does() -> None:
    policy = read(f"{FRONT}**1** (A) Text, then\n **2** (B) in the middle and **3** (C) too.\n")
    assert list(policy.clauses) == ["A"]
    assert policy.clauses["A"].prose == "Text, then\n **2** (B) in the middle and **3** (C) too."


# overrides ------------------------------------------------------------------------------------------------------------


def rules_file(*overrides: tuple[str, str]) -> str:
    """Blocks of clause A, each with what it overrides."""
    blocks = [
        f"```rule {name}\nwho: teacher\ndoes: post\nverdict: may\n" + (f"overrides: {over}\n" if over else "") + "```\n"
        for name, over in overrides
    ]
    return f"{FRONT}**1** (A) Text.\n" + "".join(blocks[:-1]) + "**2** (B) Text.\n" + blocks[-1]


def test_a_bare_id_overrides_every_block_of_a_clause_and_a_whole_name_one() -> None:
    assert [rule.overrides for rule in read(rules_file(("A/a", ""), ("A/b", ""), ("B", "A"))).rules()] == [
        (),
        (),
        ("A",),
    ]
    assert next(reversed(list(read(rules_file(("A/a", ""), ("A/b", ""), ("B", "A/b"))).rules()))).overrides == ("A/b",)


@pytest.mark.parametrize(
    "blocks",
    [
        (("A/a", ""), ("A/b", "A/a"), ("B", "A/b")),
        (("A/a", ""), ("A/b", "A/a"), ("B", "A")),
        (("A/a", "B"), ("A/b", ""), ("B", "A/a")),
        (("A/a", ""), ("A/b", ""), ("B", "B")),
    ],
    ids=["by name", "by a bare id", "in a ring", "itself"],
)
def test_a_rule_that_overrides_cannot_be_overridden(blocks: Sequence[tuple[str, str]]) -> None:
    assert any(
        "which itself overrides; such a chain has no clear meaning" in line for line in told(rules_file(*blocks))
    )


# bytes, marks of the text, digests ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        unicodedata.normalize("NFD", PLAIN).encode(),
        PLAIN.rstrip("\n").encode(),
        (PLAIN + "\n\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "CR", "NFD", "no final newline", "three final newlines"],
)
def test_the_same_text_saved_otherwise_is_the_same_policy_with_the_same_digests(source: bytes) -> None:
    assert source != PLAIN.encode()
    again, plain = read_policy(source), read(PLAIN)
    assert again == plain
    assert again.clauses["A"].digest == plain.clauses["A"].digest


def test_another_text_has_another_digest() -> None:
    changed = read(PLAIN.replace("prose", "prose,"))
    assert changed.digest != read(PLAIN).digest
    assert changed.clauses["A"].digest != read(PLAIN).clauses["A"].digest
    assert read(PLAIN.replace("title: P", "title: Q")).clauses["A"].digest == read(PLAIN).clauses["A"].digest


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    source = PLAIN.encode().replace("é".encode(), b"\xe9")
    assert told(source) == ["7: this is not UTF-8 text; save the file as UTF-8 and try again"]


@pytest.mark.parametrize("stray", ["\x1b", "\x07", "\x9b", "\u202e", "\u2067"])
def test_a_character_that_acts_without_being_seen_is_told_with_its_line(stray: str) -> None:
    (fault,) = told(PLAIN.replace("prose", f"pr{stray}ose"))
    assert fault.startswith(f"7: the line holds U+{ord(stray):04X}, a character that is not seen")


@pytest.mark.parametrize(
    "line",
    [
        "**1.2 (A-2)** Staff never post.",
        "1.2 (A-2) Staff never post.",
        "__1.2__ (A-2) Staff never post.",
        "- **1.2** (A-2) Staff never post.",
        "  **1.2** (A-2) Staff never post.",
        "**1.2**(A-2) Staff never post.",
        "**1.2** [A-2] Staff never post.",
    ],
)
def test_a_line_meant_as_a_clause_does_not_vanish_into_the_one_above(line: str) -> None:
    (fault,) = told(PLAIN.replace("prose", f"prose\n{line}"))
    assert fault.startswith("8: the line looks like a clause but is not read as one")


def test_nothing_hides_in_a_comment_that_readers_do_not_see() -> None:
    (fault,) = told(PLAIN.replace("prose", "prose\n<!-- hidden -->"))
    assert fault.startswith("8: the line opens an HTML comment")


def test_a_nul_is_told_with_its_line() -> None:
    assert told(PLAIN.replace("prose", "pr\0ose")) == ["7: the file holds a NUL byte, which no text has"]
