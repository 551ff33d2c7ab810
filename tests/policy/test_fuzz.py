"""Whatever the bytes, a file is a policy or a list of faults with places inside the file: never anything else."""

from importlib.resources import files
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from gatepost.policy.decide import decide
from gatepost.policy.document import Policy
from gatepost.policy.faults import MOST_FAULTS, PolicyFaults
from gatepost.policy.library import packs
from gatepost.policy.parse import read_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity
from gatepost.vocabulary.words import vocabulary
from tests.policy.strategies import conditions, policies, written

WORDS = vocabulary()


def assert_read_or_refused(source: bytes) -> Policy | None:
    """The policy, which a rulebook must be able to hold, or None after a look at every fault."""
    try:
        policy = read_policy(source, "fuzz.md")
    except PolicyFaults as refused:
        lines = source.count(b"\n") + source.count(b"\r") + 1
        assert 1 <= len(refused.faults) <= MOST_FAULTS + 1
        for fault in refused.faults:
            assert 1 <= fault.line <= lines, fault
            assert fault.message.isprintable(), fault
            assert len(fault.message) < 500, fault
        return None
    decide(Rulebook([policy]), Activity({"role": "teacher", "action": "post"}))
    return policy


@given(st.binary(max_size=400))
@example(b"")
@example(b"\xef\xbb\xbf")
@example(b"---\n---\n")
@example(b"---\r---\r**1** (A)\r```rule A")
@example(b"**1** (A) Text.\n```rule A/a\n  \n```\n```breach A/a\n")
def test_any_bytes(source: bytes) -> None:
    assert_read_or_refused(source)


@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    assert_read_or_refused(text.encode("utf-8", "surrogatepass"))


PIECES = [
    *("---", "policy: p", "title: T", "version: 1", "binds: everyone", "effective: 2026-13-01", "reads-with: ;;"),
    *("# Heading", "## Examples", "**1** (A) Text.", "**1** (A) {scope} {topic: x} Text.", "**2** (B)", "**", "****"),
    *("```", "```rule A", "```rule A/a", "```breach A", "```rule", "```python", "`````"),
    *("who: teacher", "who:", "who: ,,", "does: post", "verdict: may", "verdict: hold 9999 hours", "of: all", "of: C,"),
    *("says: x", "overrides: A", "overrides: A/a, B", "reading: x", "duty: inform head", "option: ,", "duty: to to to"),
    *("when: necessary", "when: (((", "when: ,", "unless: not not not not", "when: target-age over 99999"),
    *(
        "  continued",
        "   ",
        "| Clause | Activity | Expected |",
        "| A | role: teacher | may |",
        "|||||",
        "|",
        "| A | ; | ; |",
    ),
]


@st.composite
def garbage(draw: DrawFn) -> bytes:
    """Lines that each could stand in a policy, in any order, with now and then a line end of another kind."""
    lines = draw(st.lists(st.sampled_from(PIECES) | conditions().map(lambda one: f"when: {written(one)}"), max_size=40))
    return "".join(line + draw(st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", " \n"])) for line in lines).encode()


@given(garbage())
def test_lines_of_a_policy_in_any_order(source: bytes) -> None:
    assert_read_or_refused(source)


def pack_bytes(name: str) -> bytes:
    return files("gatepost.policy").joinpath("packs", f"{name}.md").read_bytes()


def mutated(source: bytes, random: Random) -> bytes:
    """The file after up to five slips of the kinds that people and machines make."""
    for _ in range(random.randint(1, 5)):
        lines = source.split(b"\n")
        at, other = random.randrange(len(lines)), random.randrange(len(lines))
        match random.randrange(7):
            case 0:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                words = lines[at].split(b" ")
                random.shuffle(words)
                lines[at] = b" ".join(words)
            case 4:
                place = random.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + random.randbytes(random.randint(1, 3)) + lines[at][place:]
            case 5:
                place = random.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + random.choice(b"(),:;*`|{}/#\0\r").to_bytes() + lines[at][place + 1 :]
            case _:
                del lines[at:]
        source = b"\n".join(lines) or b"\n"
    return source


@pytest.mark.parametrize("size", [150, pytest.param(2000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", packs())
def test_packs_with_slips_in_them(name: str, size: int) -> None:
    source, refused = pack_bytes(name), 0
    for seed in range(size):
        changed = mutated(source, Random(seed))
        try:
            refused += assert_read_or_refused(changed) is None
        except Exception as error:
            error.add_note(f"pack {name}, seed {seed}")
            raise
    assert size / 4 < refused < size  # some slips are faults, and some only change the prose


@given(text=policies(), seed=st.integers(0, 2**32))
def test_invented_policies_with_slips_in_them(text: str, seed: int) -> None:
    assert_read_or_refused(mutated(text.encode(), Random(seed)))


def hostile() -> SearchStrategy[str]:
    """Lines that would be dear to read if nothing bounded them."""
    return st.sampled_from(
        [
            "when: " + "(" * 100_000,
            "when: " + "not " * 100_000 + "necessary",
            "when: " + " or ".join(["necessary"] * 50_000),
            "when: " + " and ".join(["(necessary or in-doubt)"] * 10_000),
            "when: content has " + ", ".join(WORDS.facts["content"].values * 5_000),
            "when: " + "x" * 500_000,
            "who: " + "teacher, " * 100_000 + "head",
            "overrides: " + "A, " * 200_000 + "A",
            "duty: record " + "x " * 200_000,
            "duty: report to " + "dsl then " * 100_000 + "head",
            "\n".join(["reading: x", *["  more"] * 60_000]),
            "\n".join(["duty: inform head"] * 30_000),
        ]
    )


@given(line=hostile())
def test_a_hostile_line_is_read_or_refused_within_the_limits(line: str) -> None:
    source = f"---\npolicy: p\ntitle: P\nversion: 1\nbinds: everyone\n---\n**1** (A) T.\n```rule A\nwho: teacher\n{line}\n```\n"
    assert_read_or_refused(source.encode())
