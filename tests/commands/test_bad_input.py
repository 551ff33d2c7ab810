"""Whatever a command is given: a clear error with its place, the promised exit code, bounded memory, no traceback.

Every command here runs as a process of its own that may use 200 MB (see running.py).
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from gatepost.policy.faults import MOST_FAULTS
from gatepost.policy.library import pack
from gatepost.vocabulary.words import Fact, vocabulary
from tests.commands.running import MEMORY, bounded, child, command, environment, gatepost
from tests.policy.files import FRONT, file_of
from tests.policy.small import policy_of

GOOD = b'{"role": "teacher", "action": "post"}\n'


def reading(path: Path | str) -> Iterator[list[str]]:
    """Every command that reads a policy file."""
    name = str(path)
    yield from (["policy", verb, name] for verb in ("show", "check", "coverage", "test"))
    yield from (["policy", "export", name, "--to", "odrl"], ["policy", "diff", "safe-use", name])
    yield from (["decide", "--policy", name], ["ask", "--policy", name])


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which commands run, so that messages hold short names."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_bound_on_memory_of_these_tests_is_a_bound() -> None:
    program = [*command()[:1], "-c", f"bytearray({MEMORY})"]
    assert b"MemoryError" in subprocess.run(program, preexec_fn=bounded, capture_output=True, check=False).stderr


# policy files ---------------------------------------------------------------------------------------------------------


def test_every_command_tells_the_faults_of_its_policy_with_their_places(place: Path) -> None:
    (place / "bad.md").write_text(file_of("verdict: mya", "when: in-dout"), encoding="utf-8")
    told = [
        "bad.md:12: clause A: `mya` is not a verdict (did you mean `may`?)",
        "bad.md:13: clause A: `in-dout` is not a fact (did you mean `in-doubt`?)",
    ]
    for arguments in reading("bad.md"):
        ran = gatepost(*arguments)
        assert (ran.code, ran.err.splitlines()) == (1, told), arguments


CHAIN = policy_of(
    [
        ("who: teacher", "does: post", "verdict: must not"),
        ("who: teacher", "does: post", "verdict: caution", "overrides: R1"),
        ("who: teacher", "does: post", "verdict: may", "overrides: R2"),
    ]
)
BAD_TEXTS = {
    "unknown fact": (file_of("verdict: may", "when: in-dout"), 13, "`in-dout` is not a fact (did you mean"),
    "unknown value": (file_of("verdict: may", "when: device is mine"), 13, "`mine` is not a device"),
    "wrong type": (file_of("verdict: may", "when: device under 3"), 13, "`device` is not a number"),
    "duplicate key": (file_of("verdict: may", "verdict: caution"), 13, "`verdict:` is there twice"),
    "duplicate clause": (
        file_of("verdict: may") + "**2** (A) Text.\n",
        14,
        "clause `A` is there twice; it stands first",
    ),
    "override chain": (CHAIN, 21, "overrides `R2`, which itself overrides; such a chain has no clear meaning"),
    "overrides nothing": (file_of("verdict: may", "overrides: B"), 9, "overrides `B`, which has no rule"),
    "NUL byte": (file_of("verdict: may").replace("Text.", "Te\0xt."), 7, "the file holds a NUL byte"),
    "deep brackets": (file_of("verdict: may", f"when: {'(' * 50_000}"), 13, "brackets are nested more than 16 deep"),
    "many alternatives": (
        file_of("verdict: may", "when: " + " and ".join(["(necessary or continues)"] * 1000)),
        13,
        "this condition unfolds to more than 512 alternatives",
    ),
    "huge number": (file_of("verdict: may", f"when: target-age under {'9' * 5000}"), 13, "expected a whole number"),
    "huge hold": (file_of(f"verdict: hold {'9' * 5000} hours"), 12, f"`hold {'9' * 55}...` is not a verdict"),
    "10 MB": ("x" * 10_000_000, 1, "the file is larger than 1 MB"),
    "long line": (FRONT + "x" * 900_000 + "\n", 7, "the policy has no clause"),
    "thousands of faults": (file_of(*["nonsense"] * 5000), 511, f"more than {MOST_FAULTS} faults"),
    "empty": ("", 1, "the file must start with a line `---`"),
}


@pytest.mark.parametrize(("text", "line", "message"), BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_bad_policy_file_is_told_with_its_place(place: Path, text: str, line: int, message: str) -> None:
    (place / "bad.md").write_text(text, encoding="utf-8")
    ran = child("policy", "check", "bad.md")
    assert (ran.code, ran.out) == (1, "")
    told = ran.err.splitlines()
    assert any(one.startswith(f"bad.md:{line}: ") and message in one for one in told), told[:5]
    assert len(told) <= MOST_FAULTS + 1
    assert max(len(one) for one in told) < 300


def test_a_policy_file_that_is_no_text_is_told_with_its_line(place: Path) -> None:
    (place / "bad.md").write_bytes(file_of("verdict: may").encode() + b"caf\xe9\n")
    ran = child("policy", "show", "bad.md")
    assert (ran.code, ran.err) == (1, "bad.md:14: this is not UTF-8 text; save the file as UTF-8 and try again\n")


@pytest.mark.parametrize(
    "stored",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: text.removesuffix(b"\n"),
        lambda text: text + b"\n\n",
    ],
    ids=["byte order mark", "CRLF", "CR", "no final newline", "many final newlines"],
)
def test_a_policy_is_the_same_however_it_is_stored(place: Path, stored: object) -> None:
    assert callable(stored)
    text = file_of("verdict: may").encode()
    (place / "a.md").write_bytes(text)
    (place / "b.md").write_bytes(stored(text))
    assert gatepost("policy", "show", "a.md", "--json").out == gatepost("policy", "show", "b.md", "--json").out


# hostile policies -----------------------------------------------------------------------------------------------------


def entangled(size: int, seed: int = 0) -> str:
    """A policy of `size` bytes or so whose hundreds of rules speak of everything at once and override one another."""
    random, facts = Random(seed), [fact for fact in vocabulary().facts.values() if fact.name not in ("role", "action")]
    verdicts = ("may", "caution", "should not", "hold 24 hours", "needs written permission from head", "must not")
    rules: list[list[str]] = []
    while sum(len(line) + 1 for rule in rules for line in rule) < size * 3 // 4:
        number = len(rules) + 1
        tests = [f"({_test(random, facts)} or {_test(random, facts)})" for _ in range(3)]
        rule = ["who: everyone", "does: network", f"when: {' and '.join(tests)}", f"verdict: {random.choice(verdicts)}"]
        if number % 3 == 0:  # only the other two thirds are overridden, so that there are no chains
            targets = {random.randrange(number) // 3 * 3 + 1 for _ in range(3)}
            rule.append(f"overrides: {', '.join(f'R{target}' for target in sorted(targets))}")
        rules.append(rule)
    return policy_of(rules, "hostile")


def _test(random: Random, facts: list[Fact]) -> str:
    fact = random.choice(facts)
    negated = random.choice(("", "not ", "no "))
    match fact.kind:
        case "one-of":
            return f"{fact.name} is {negated.replace('no ', 'not ')}{', '.join(random.sample(fact.values, 2))}"
        case "any-of":
            return f"{fact.name} has {negated.replace('not ', 'no ')}{', '.join(random.sample(fact.values, 2))}"
        case "whole-number":
            return f"{fact.name} under {random.randint(fact.low + 1, fact.high)}"
        case _:
            return negated.replace("no ", "not ") + fact.name


def widest() -> str:
    """As many alternatives as a file may hold, each condition with as many as a condition may hold."""
    facts = [fact for fact in vocabulary().facts.values() if fact.kind == "any-of"]
    pairs = [f"(content has {word} or uses has school-name)" for word in facts[1].values[:9]]
    assert 2 ** len(pairs) == 512
    outcomes = ("may", "must not") * 4
    return policy_of(
        [("who: everyone", "does: network", f"verdict: {said}", f"when: {' and '.join(pairs)}") for said in outcomes],
        "hostile",
    )


HOSTILE = {"hundreds of entangled rules": entangled(100_000), "512 alternatives in every condition": widest()}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_policy_is_read_and_answers_within_its_bounds(place: Path, text: str) -> None:
    (place / "hostile.md").write_text(text, encoding="utf-8")
    for arguments in reading("hostile.md"):
        if arguments[1] in ("check", "diff"):
            continue
        ran = child(*arguments, given=GOOD if arguments[0] == "decide" else b"2\n1\n")
        assert ran.code == (1 if arguments[0] == "ask" or arguments[1] == "test" else 0), (arguments, ran.err)


def test_an_analysis_of_entangled_rules_gives_up_and_says_so(place: Path) -> None:
    text = HOSTILE["hundreds of entangled rules"]
    assert 75_000 < len(text) < 150_000
    (place / "hostile.md").write_text(text, encoding="utf-8")
    ran = child("policy", "check", "hostile.md")
    assert ran.code == 1
    assert ran.lines[0].startswith("hostile.md:1: not-checked: the rules are too entangled to analyse to the end")


def test_an_analysis_of_the_widest_conditions_ends(place: Path) -> None:
    (place / "hostile.md").write_text(HOSTILE["512 alternatives in every condition"], encoding="utf-8")
    ran = child("policy", "check", "hostile.md")
    assert ran.code == 1
    assert ran.lines[-1].startswith("hostile.md: 8 clauses, 8 rules; ")


@pytest.mark.slow
def test_a_difference_of_entangled_rules_gives_up_and_says_so(place: Path) -> None:
    for seed in (0, 1):
        (place / f"{seed}.md").write_text(entangled(100_000, seed), encoding="utf-8")
    ran = child("policy", "diff", "0.md", "1.md")
    assert ran.code == 1
    assert ran.lines[-1] == "The comparison was too long to finish; there may be other kinds of change."
    assert "No activity gets another answer." not in ran.out


# lines without end ----------------------------------------------------------------------------------------------------


def test_a_line_longer_than_all_memory_is_read_past_and_the_next_is_answered(place: Path) -> None:
    with (place / "long.jsonl").open("wb") as file:
        file.truncate(2 * MEMORY)  # NUL bytes that take no room on the disk
        file.seek(0, os.SEEK_END)
        file.write(b"\n" + GOOD)
    ran = child("decide", "--policy", "safe-use", "long.jsonl")
    assert ran.code == 1
    first, second = ran.lines
    assert first == '{"id": null, "error": "the line is longer than 1 MB"}'
    assert '"policy": "safe-use"' in second
    assert ran.err == "long.jsonl:1: the line is longer than 1 MB\n"
    (place / "long.jsonl").rename("long.md")
    ran = child("policy", "check", "long.md")
    assert ran.code == 1
    assert ran.err == "long.md:1: the file is larger than 1 MB; a policy is text of a few pages\n"


def test_hundreds_of_good_and_bad_lines_are_each_answered() -> None:
    many = 500
    deep = b'{"role": ' + b"[" * 900 + b"]" * 900 + b"}\n"
    ran = child("decide", "--policy", "safe-use", given=(GOOD + deep) * many)
    assert ran.code == 1
    assert len(ran.lines) == ran.err.count("\n") + many == 2 * many


# files that are none --------------------------------------------------------------------------------------------------


def test_a_folder_or_a_file_that_is_missing_is_told_by_its_name(place: Path) -> None:
    (place / "folder.md").mkdir()
    (place / "loop.md").symlink_to("loop.md")
    for name, why in {
        "folder.md": "is a directory",
        "missing.md": "no such file or directory",
        "loop.md": "too many levels of symbolic links",
        "a" * 300 + ".md": "file name too long",
    }.items():
        for arguments in (*reading(name), ["decide", "--policy", "safe-use", name]):
            ran = gatepost(*arguments)
            assert (ran.code, ran.out) == (2, ""), arguments
            assert ran.err == f"gatepost: {name}: {why}\n", arguments


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is unreadable to root")
def test_a_file_that_may_not_be_read_is_told_by_its_name(place: Path) -> None:
    (place / "closed.md").write_text(file_of("verdict: may"), encoding="utf-8")
    (place / "closed.md").chmod(0)
    for arguments in (*reading("closed.md"), ["decide", "--policy", "safe-use", "closed.md"]):
        ran = gatepost(*arguments)
        assert (ran.code, ran.err) == (2, "gatepost: closed.md: permission denied\n"), arguments


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
def test_names_and_words_in_any_letters_are_written_whatever_the_terminal(place: Path, encoding: str) -> None:
    env = {"PYTHONIOENCODING": f"{encoding}:strict"}
    text = file_of("verdict: may").replace("title: P", "title: Café Ŵy ’")
    (place / "ŵy.md").write_text(text, encoding="utf-8")
    assert "Café Ŵy ’" in child("policy", "show", "ŵy.md", env=env).out
    assert "ŵy.md: 1 clauses" in child("policy", "check", "ŵy.md", env=env).out
    assert '"id": "ŵ"' in child("decide", "--policy", "ŵy.md", given='{"id": "ŵ"}'.encode(), env=env).out


def test_a_file_name_that_is_no_text_is_still_read_and_told(place: Path) -> None:
    name = b"\xff.md"
    try:
        Path(os.fsdecode(name)).write_text(file_of("verdict: may"), encoding="utf-8")
    except OSError:
        pytest.skip("file names are text here")
    strict = {"PYTHONIOENCODING": "utf-8:strict"}
    assert child("policy", "check", name, env=strict).out.startswith("?.md: 1 clauses")
    assert child("policy", "check", name, "--json", env=strict).code == 0
    assert child("policy", "show", b"\xfe.md", env=strict).err == "gatepost: ?.md: no such file or directory\n"


# standard input and output that are gone ------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["decide", "--policy", "safe-use"], ["ask", "--policy", "safe-use"]])
def test_a_standard_input_that_is_closed_is_told(arguments: list[str]) -> None:
    def closed() -> None:
        bounded()
        os.close(0)

    ran = child(*arguments, given=None, preexec_fn=closed)
    assert ran.code in (1, 2)
    assert ran.err in ("gatepost: <stdin>: standard input is closed\n", "\nStopped before there was an answer.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["policy", "list"],
        ["policy", "show", "caldecote"],
        ["policy", "export", "caldecote", "--to", "odrl"],
        ["decide", "--policy", "safe-use"],
        ["completion", "bash"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_a_reader_that_has_had_enough_is_no_error(arguments: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)  # before the first word is written, as head closes it after its last
    try:
        ran = child(*arguments, given=GOOD * 500, stdout=write)
    finally:
        os.close(write)
    assert (ran.code, ran.err) == (0, "")


def test_a_pipe_into_head_gives_the_first_line_and_no_error() -> None:
    writer = subprocess.Popen(
        command("policy", "show", "caldecote"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment({})
    )
    reader = subprocess.run(["head", "-1"], stdin=writer.stdout, capture_output=True, check=True)
    assert writer.stdout is not None
    writer.stdout.close()
    _, err = writer.communicate(timeout=60)
    assert reader.stdout.decode() == pack("caldecote").title + "\n"
    assert (writer.returncode, err) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", [["policy", "list"], ["policy", "show", "caldecote"], ["screen"]], ids=" ".join)
def test_a_disk_that_is_full_is_told(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ran = child(*arguments, stdout=full, given=b'{"text": "Hello"}\n')
    assert ran.code == 2
    assert ran.err.endswith("output: no space left on device: make room\n")
