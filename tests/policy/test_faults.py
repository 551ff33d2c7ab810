"""Every fault of a policy file is told, all at once, and a hostile file is bounded."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gatepost.policy import blocks, example, faults, parse
from gatepost.policy.condition import DEEPEST, MOST_ALTERNATIVES, Flag, parse_condition
from gatepost.policy.faults import PolicyFaults
from gatepost.policy.parse import read_policy
from gatepost.vocabulary.words import vocabulary
from tests.policy.files import FRONT, PLAIN, RULE, condition_of, file_of, read, the_rule, told

WORDS = vocabulary()


def broken() -> tuple[str, list[tuple[int, str | None, str]]]:
    """broken.md without what stands after each ` » `, and that: its faults as (line, clause, message)."""
    lines: list[str] = []
    expected: list[tuple[int, str | None, str]] = []
    source = Path(__file__).with_name("broken.md").read_text(encoding="utf-8")
    for number, line in enumerate(source.splitlines(), start=1):
        text, *notes = line.split(" » ")
        lines.append(text)
        for note in notes:
            clause, _, message = note.partition("|")
            expected.append((number, clause or None, message))
    return "\n".join(lines) + "\n", expected


def test_every_fault_of_a_file_is_told_in_one_run_with_its_line_clause_and_suggestion() -> None:
    text, expected = broken()
    with pytest.raises(PolicyFaults) as raised:
        read_policy(text.encode(), "broken.md")
    found = [(fault.line, fault.clause, fault.message) for fault in raised.value.faults]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert len(found) > 60


def test_faults_come_in_the_order_of_the_file_and_read_as_file_line_clause_message() -> None:
    text, _ = broken()
    with pytest.raises(PolicyFaults) as raised:
        read_policy(text.encode(), "broken.md")
    lines = [fault.line for fault in raised.value.faults]
    assert lines == sorted(lines)
    expected = "broken.md:23: clause X-2: `gros_misconduct` is not a topic (did you mean `gross_misconduct`?)"
    assert expected in str(raised.value).splitlines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "",
            ["1: the file must start with a line `---` and the lines `policy:`, `title:`, ...", "1: the policy has no"],
        ),
        ("---\npolicy: p\n", ["1: the opening `---` has no closing `---`", "2: the policy has no clause"]),
        ("---\n---\n**1** (A) T.\n", [f"1: `{key}:` is missing" for key in ("policy", "title", "version", "binds")]),
        (FRONT + "Only prose.\n", ["7: the policy has no clause; one starts **WHERE** (ID) and its text"]),
    ],
    ids=["empty", "no end of front matter", "nothing in front matter", "no clause"],
)
def test_a_file_without_its_frame_is_told_what_is_missing(text: str, expected: Sequence[str]) -> None:
    found = told(text)
    assert len(found) == len(expected)
    for line, start in zip(found, expected, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(
    ("condition", "column_word", "message"),
    [
        ("", None, "13: clause A: `when:` says nothing"),
        ("necessary and", None, "the condition ends too early; a test is missing"),
        ("necessary or in-doubt and continues", "and", "`and` and `or` stand side by side; put brackets round one"),
        ("(necessary or in-doubt and continues)", "and", "`and` and `or` stand side by side; put brackets round one"),
        ("necessary in-doubt", "in-doubt", "did not expect `in-doubt` here; tests are joined by `and` or `or`"),
        ("necessary )", ")", "did not expect `)` here"),
        ("target is", None, "expected a word after `is`"),
        ("target is pupil,", None, "expected a word after `,`"),
        ("target is pupil, and necessary", "and", "expected a word after `,`"),
        ("content has no", None, "expected a word after `no`"),
        ("target-age at 18", "18", "expected `at least` and a number"),
        ("target-age under eighteen", "eighteen", "expected a whole number, found `eighteen`"),
        ("target-age under -1", "-1", "expected a whole number, found `-1`"),
        ("target-age over", None, "expected a whole number, found the end"),
        ("target-age over ١٨", "١٨", "expected a whole number, found `١٨`"),
        ("own-age under 2", "2", "`own-age` runs from 3 to 120, so 2 is out of range"),
        ("necessary is yes", "yes", "`necessary` cannot be tested with `is`; use the fact alone, or `not` before it"),
        ("eval(necessary)", "eval", "`eval` is not a fact"),
    ],
)
def test_a_condition_that_cannot_be_read_says_what_was_expected_and_where(
    condition: str, column_word: str | None, message: str
) -> None:
    found = told(file_of("verdict: may", f"when: {condition}"))
    assert any(message in line for line in found), found
    if condition and column_word:
        complaints: list[int] = []
        assert parse_condition(condition, WORDS, lambda offset, _: complaints.append(offset)) is None
        assert condition.index(column_word) in complaints


@pytest.mark.parametrize(
    ("duty", "message"),
    [
        ("head", "a duty needs a verb, such as `report` or `inform`"),
        ("inform", None),
        ("notify head", "`notify` is not a verb of duties"),
        ("informm head", "`informm` is not a verb of duties (did you mean `inform`?)"),
        ("report the matter to", "`to` needs somebody after it"),
        ("report to dsl then", "`then` needs somebody after it"),
        ("report to dsl and head", "expected `then` or a comma, found `and`"),
        ("report to dls", "`dls` is nobody a duty can go to (did you mean `dsl`?)"),
        ("report dsl, in writting", "`in writting` is neither a manner nor a deadline (did you mean `in writing`?)"),
        ("report dsl, immediately, in writing", "`in writing` is a second manner or deadline"),
        (
            "report dsl, within N hours",
            "`within N hours` is neither a manner nor a deadline (did you mean `within 24 hou",
        ),
        ("report dsl, within 0 hours", "`within 0 hours` is neither a manner nor a deadline"),
        ("record " + "very " * 13 + "much", "say what is to be done in at most 12 words"),
    ],
)
def test_a_duty_that_cannot_be_read_says_why(duty: str, message: str | None) -> None:
    if message is None:
        assert the_rule(file_of(f"duty: {duty}")).duties[0].verb == duty
    else:
        (fault,) = told(file_of(f"duty: {duty}"))
        assert fault.startswith(f"12: clause A: {message}")


# limits ---------------------------------------------------------------------------------------------------------------


def test_brackets_nest_as_deep_as_the_limit_and_no_deeper() -> None:
    deepest = "(" * DEEPEST + "necessary" + ")" * DEEPEST
    assert condition_of(deepest) == Flag("necessary")
    assert told(file_of("verdict: may", f"when: ({deepest})")) == [
        f"13: clause A: brackets are nested more than {DEEPEST} deep"
    ]
    assert any("nested" in line for line in told(file_of("verdict: may", "when: " + "not " * 17 + "necessary")))
    assert any("nested" in line for line in told(file_of("verdict: may", "when: " + "(" * 300_000)))


def either(count: int) -> str:
    """A condition of `count` alternatives, in which every fact is named once or more."""
    return "(" + " or ".join(["necessary"] * count) + ")"


def test_a_condition_unfolds_to_as_many_alternatives_as_the_limit_and_no_more() -> None:
    assert condition_of(f"{either(64)} and {either(8)}") is not None
    (fault,) = told(file_of("verdict: may", f"when: {either(27)} and {either(19)}"))  # 513
    assert fault.startswith(f"13: clause A: this condition unfolds to more than {MOST_ALTERNATIVES} alternatives")
    nested = " and ".join(
        f"(necessary or {fact})" for fact in ["in-doubt", "continues"] * 8
    )  # 65,536 in 400 characters
    assert "unfolds to more than" in told(file_of("verdict: may", f"when: {nested}"))[0]
    assert "unfolds to more than" in told(file_of("verdict: may", f"when: not (not {either(600)})"))[0]
    assert condition_of(f"not {either(600)}") is not None  # one alternative: none of them


def test_the_conditions_of_a_whole_file_are_bounded_too() -> None:
    lines = "".join(
        f"```rule A/{letter}\nwho: teacher\ndoes: post\nverdict: may\nwhen: {either(512)}\n```\n"
        for letter in "abcdefghi"
    )
    assert told(f"{FRONT}**1** (A) Text.\n{lines}") == [
        "60: clause A: the conditions together unfold to more than 4096 alternatives"
    ]


def test_a_file_is_read_up_to_its_largest_size_and_no_further() -> None:
    filler = "a" * (parse.LARGEST - len(PLAIN.encode()) - 1)
    assert read(PLAIN + filler + "\n").clauses["A"].prose.endswith("aaa")
    assert told(PLAIN + filler + "a\n") == ["1: the file is larger than 1 MB; a policy is text of a few pages"]


def test_a_file_with_too_many_faults_is_given_up_and_says_so() -> None:
    found = told(file_of(*["nonsense"] * (faults.MOST_FAULTS + 100)))
    assert len(found) == faults.MOST_FAULTS + 1
    assert found[-1].endswith(f"more than {faults.MOST_FAULTS} faults; the rest of the file was not read")


def test_a_file_with_too_many_clauses_blocks_or_examples_says_so() -> None:
    clauses = "".join(f"**1** (A{number}) Text.\n" for number in range(parse.MOST_CLAUSES + 2))
    assert told(FRONT + clauses) == [f"{7 + parse.MOST_CLAUSES}: the file has more than {parse.MOST_CLAUSES} clauses"]
    block = "**1** (A{0}) Text.\n" + RULE.replace("rule A", "rule A{0}")
    (fault,) = told(FRONT + "".join(block.format(number) for number in range(blocks.MOST_BLOCKS + 2)))
    assert fault.endswith(f"clause A{blocks.MOST_BLOCKS}: the file has more than {blocks.MOST_BLOCKS} blocks")
    rows = "| A | role: teacher | silent |\n" * (example.MOST_EXAMPLES + 1)
    (fault,) = told(f"{PLAIN}## Examples\n\n| Clause | Activity | Expected |\n{rows}")
    assert fault.endswith(f"there are more than {example.MOST_EXAMPLES} examples")
