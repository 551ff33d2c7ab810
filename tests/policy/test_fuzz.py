"""Whatever the bytes, a file is a policy or a list of faults with places inside the file: never anything else."""

from collections.abc import Sequence
from importlib.resources import files
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from gatepost.policy.decide import decide
from gatepost.policy.document import Policy
from gatepost.policy.faults import MOST_FAULTS, Fault, PolicyFaults
from gatepost.policy.library import packs
from gatepost.policy.parse import read_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.vocabulary.activity import Activity
from tests.policy.files import FRONT
from tests.policy.strategies import conditions, policies, written


def assert_read_or_refused(source: bytes) -> Policy | None:
    """The policy, which a rulebook must be able to hold, or None after a look at every fault."""
    try:
        policy = read_policy(source, "fuzz.md")
    except PolicyFaults as refused:
        assert_sound(refused.faults, source)
        return None
    decide(Rulebook([policy]), Activity({"role": "teacher", "action": "post"}))
    return policy


def assert_sound(faults: Sequence[Fault], source: bytes) -> None:
    lines = source.count(b"\n") + source.count(b"\r") + 1
    assert 1 <= len(faults) <= MOST_FAULTS + 1
    for fault in faults:
        assert 1 <= fault.line <= lines, fault
        assert fault.message.isprintable(), fault
        assert len(fault.message) < 500, fault


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
    *("says: x", "overrides: A", "overrides: A/a, B", "reading: x", "duty: inform head", "option: ,", "duty: to to"),
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


@pytest.mark.parametrize(
    ("line", "limit"),
    [
        ("when: " + "(" * 100_000, "brackets are nested more than 16 deep"),
        ("when: " + "not " * 100_000 + "necessary", "brackets are nested more than 16 deep"),
        ("when: " + " or ".join(["necessary"] * 50_000), "unfolds to more than 512 alternatives"),
        ("when: " + " and ".join(["(necessary or in-doubt)"] * 10_000), "unfolds to more than 512 alternatives"),
        ("when: content has " + "abusive, " * 100_000 + "sexual", "unfolds to more than 512 alternatives"),
        ("when: " + " or ".join(["necesary"] * 50_000), f"more than {MOST_FAULTS} faults"),
        ("when: " + "x" * 500_000, f"`{'x' * 60}...` is not a fact"),
        ("```\n```rule A/b\nwho: " + "techer, " * 100_000 + "head", f"more than {MOST_FAULTS} faults"),
        ("overrides: " + "B, " * 200_000 + "B", f"more than {MOST_FAULTS} faults"),
        ("duty: record " + "x " * 200_000, "in at most 12 words"),
        ("duty: report to " + "dsl then " * 100_000 + "nobody", "`nobody` is nobody a duty can go to"),
        ("nonsense\n" * 100_000, f"more than {MOST_FAULTS} faults"),
        ("```\n" + "**1** (A) T.\n" * 70_000, f"more than {MOST_FAULTS} faults"),
        ("```\n**2** (B) {scope} " + "{scope} " * 100_000, f"more than {MOST_FAULTS} faults"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else None,
)
def test_a_line_that_would_be_dear_to_read_meets_a_limit(line: str, limit: str) -> None:
    source = f"{FRONT}**1** (A) T.\n```rule A\nwho: teacher\ndoes: post\nverdict: may\n{line}\n```\n".encode()
    with pytest.raises(PolicyFaults) as refused:
        read_policy(source)
    assert any(limit in fault.message for fault in refused.value.faults)
    assert_read_or_refused(source)
