"""The docs say what is so: every word is named, every example runs as printed, every link leads somewhere."""

import io
import json
import re
import shlex
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from gatepost.cli import main, parser
from gatepost.policy.analyse import check
from gatepost.policy.blocks import _BREACH_KEYS, _RULE_KEYS
from gatepost.policy.document import MARKS
from gatepost.policy.library import packs
from gatepost.policy.parse import _FRONT, parse_policy
from gatepost.policy.rulebook import Rulebook
from gatepost.policy.scenario import _KEYS, examples, run_scenarios
from gatepost.vocabulary.wording import wording
from gatepost.vocabulary.words import Fact, vocabulary
from gatepost.web.config import KEYS
from tests.pages import (
    ARCHITECTURE,
    COMMANDS,
    LANGUAGE,
    PAGES,
    ROOT,
    anchors,
    example,
    fences,
    links,
    named,
    row,
    rows,
    section,
    text,
)

WORDS = vocabulary()


# The policy language


def test_the_example_of_the_policy_language_is_a_sound_policy() -> None:
    policy = parse_policy(example(), "the example in docs/policy-language.md")
    assert not check(policy)
    outcomes = list(run_scenarios(examples(policy), Rulebook([policy])))
    assert len(outcomes) >= 10
    assert {outcome.scenario.id: outcome.misses for outcome in outcomes if outcome.misses} == {}


def test_the_example_shows_every_kind_of_thing_a_policy_can_hold() -> None:
    policy = parse_policy(example())
    rules = list(policy.rules())
    assert any(rule.overrides and not rule.verdict and not rule.duties for rule in rules)
    assert all(
        any(getattr(rule, part) for rule in rules) for part in ("when", "unless", "duties", "options", "reading")
    )
    assert list(policy.breaches())
    assert any(clause.mark for clause in policy.clauses.values())


@pytest.mark.parametrize("fact", WORDS.facts.values(), ids=lambda fact: fact.name)
def test_the_table_of_facts_says_of_each_what_the_vocabulary_says(fact: Fact) -> None:
    _, values, look, change, says = row(LANGUAGE, f"`{fact.name}`", width=5)
    match fact.kind:
        case "whole-number":
            assert values == f"{fact.low} to {fact.high}"
        case "yes-no":
            assert values == "yes, no"
        case _:
            assert tuple(named(values)) == fact.values
            assert values.startswith("any of ") == (fact.kind == "any-of")
    assert (look, change) == (fact.look, fact.change)
    assert says


def test_the_table_of_facts_holds_no_fact_that_is_none() -> None:
    told = {named(cells[0])[0] for cells in rows(LANGUAGE) if len(cells) == 5 and named(cells[0])}
    assert told == set(WORDS.facts)


def test_every_group_is_there_with_its_members() -> None:
    told = {
        (named(cells[0])[0], named(cells[1])[0]): tuple(named(cells[2]))
        for cells in rows(LANGUAGE)
        if len(cells) == 3 and cells[0] in ("`role`", "`action`")
    }
    assert told == {
        (fact.name, group): members for fact in WORDS.facts.values() for group, members in fact.groups.items()
    }


def test_every_pair_that_cannot_be_true_together_is_there() -> None:
    told = {
        frozenset((named(cells[0])[0], named(cells[1])[0]))
        for cells in rows(LANGUAGE)
        if len(cells) == 2 and named(cells[0]) and named(cells[1]) and named(cells[0])[0] in WORDS.facts
    }
    pairs = {
        frozenset([*(name for name, _ in never.holds), *(name for name, *_ in never.ages)]) for never in WORDS.never
    }
    assert len(pairs) == len(WORDS.never)
    assert pairs <= told


def test_the_outcomes_stand_in_their_order_with_their_names_on_screens() -> None:
    told = [(named(cells[0])[0], cells[2]) for cells in rows(LANGUAGE) if cells[0][1:-1] in WORDS.outcomes]
    assert told == [(outcome, wording().outcomes[outcome].name) for outcome in WORDS.outcomes]


def test_every_written_verdict_reads() -> None:
    front = "---\npolicy: p\ntitle: P\nversion: 1\nbinds: everyone\n---\n"
    rule = f"{front}**1** (A) Text.\n```rule A\nwho: head\ndoes: post\n"
    for outcome in WORDS.outcomes[1:]:
        for written in named(row(LANGUAGE, f"`{outcome}`")[1]):
            (read,) = parse_policy(f"{rule}verdict: {written.replace('N', '24')}\n```\n").rules()
            assert read.verdict is not None
            assert read.verdict.outcome == outcome


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("verb", WORDS.verbs),
        ("P, the recipient", WORDS.recipients),
        ("manner", WORDS.manners),
        ("deadline", WORDS.deadlines),
    ],
)
def test_every_word_of_duties_is_there(part: str, words: tuple[str, ...]) -> None:
    assert tuple(named(row(LANGUAGE, part)[1])) == words


@pytest.mark.parametrize(
    ("heading", "keys"),
    [
        ("Front matter", _FRONT),
        ("Clauses", tuple(f"{{{mark}}}" for mark in MARKS)),
        ("Rule blocks", _RULE_KEYS),
        ("Breach blocks", _BREACH_KEYS),
        ("Scenario files", _KEYS),
        (
            "What the analysis finds",
            ("no-rule", "dead", "always-set-aside", "shadowed", "contradiction", "not-checked"),
        ),
    ],
)
def test_every_key_has_its_row(heading: str, keys: tuple[str, ...]) -> None:
    lines = [line for line in section(LANGUAGE, heading).splitlines() if line.startswith("| `")]
    assert {name for line in lines for name in named(line.split("|")[1])} == set(keys)


def test_the_kinds_of_finding_are_those_that_the_analysis_tells_of() -> None:
    told = {
        named(line)[0] for line in section(LANGUAGE, "What the analysis finds").splitlines() if line.startswith("| `")
    }
    source = text("src/gatepost/policy/analyse.py")
    assert told == set(re.findall(r'(?:Finding\(|_about\(rule, )"([a-z-]+)"', source)) | set(
        re.findall(r'Finding\(\n\s+"([a-z-]+)"', source)
    )


@pytest.mark.parametrize(
    ("what", "module", "name"),
    [
        ("a policy file", "parse", "LARGEST"),
        ("clauses", "parse", "MOST_CLAUSES"),
        ("rule and breach blocks", "blocks", "MOST_BLOCKS"),
        ("rows of examples", "example", "MOST_EXAMPLES"),
        ("faults told in one run", "faults", "MOST_FAULTS"),
        ("brackets and `not` in one another", "condition", "DEEPEST"),
        ("alternatives that a condition unfolds to", "condition", "MOST_ALTERNATIVES"),
        ("alternatives of all conditions of a file", "blocks", "MOST_ALTERNATIVES_OF_A_FILE"),
        ("work of `policy check`", "analyse", "WORK"),
        ("work of `policy diff`", "difference", "WORK"),
    ],
)
def test_every_limit_is_told_as_it_is(what: str, module: str, name: str) -> None:
    (limit,) = re.findall(rf"^{name} = ([\d_]+)", text(f"src/gatepost/policy/{module}.py"), re.MULTILINE)
    assert re.search(rf"\b{int(limit):,}\b", row(LANGUAGE, what)[1])


def test_every_key_of_a_decision_is_there() -> None:
    activity = '{"role": "teacher", "action": "accept-connection", "target": "pupil"}'
    decided = json.loads(run(["decide", "--policy", "caldecote"], activity, [])[0])
    told = {
        name
        for line in section(LANGUAGE, "A decision").splitlines()
        for name in named(line.split("|")[1] if "|" in line else "")
    }
    assert told == set(decided)


# The command line


@dataclass
class Typed:
    """One command of a console block, with what it prints."""

    command: str
    answers: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)


def typed(block: str) -> list[Typed]:
    found: list[Typed] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Typed(line.removeprefix("$ ")))
        else:
            if line.startswith("> "):
                found[-1].answers.append(line.removeprefix("> "))
            found[-1].output.append(line)
    return found


def arguments(command: str) -> tuple[list[str], str]:
    """What `gatepost` is given, and what comes down the pipe."""
    piped, _, last = command.rpartition(" | ")
    words = shlex.split(last)
    assert words[0] == "gatepost", command
    echoed = shlex.split(piped)
    assert not echoed or (echoed[0] == "echo" and len(echoed) == 2), command
    return words[1:], "".join(f"{word}\n" for word in echoed[1:])


def run(given: list[str], piped: str, answers: list[str]) -> tuple[str, int]:
    """All that a command prints, to either stream, and its exit code."""
    printed = io.StringIO()
    left = iter(answers)

    def answer(prompt: str) -> str:
        told = next(left)
        print(f"{prompt}{told}")
        return told

    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed), redirect_stderr(printed):
        patch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(piped.encode()), encoding="utf-8"))
        patch.setattr("builtins.input", answer)
        code = main(given)
    return printed.getvalue(), code


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the page on the command line speaks of."""
    (tmp_path / "ossamere.md").write_text(example(), encoding="utf-8")
    later = example().replace("target-age under 18", "target-age under 16")
    assert later != example()
    (tmp_path / "ossamere-2027.md").write_text(later, encoding="utf-8")
    for fence in fences(COMMANDS):
        if fence.file:
            (tmp_path / fence.file).write_text(fence.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def pattern(printed: list[str]) -> str:
    """A line that is `…` alone stands for any lines, `…` in a line for any text."""
    lines = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in printed]
    return "".join(lines)


CONSOLE = [fence.text for fence in fences(COMMANDS) if fence.language == "console"]


@pytest.mark.parametrize("block", CONSOLE, ids=lambda block: block.splitlines()[0])
def test_every_command_prints_what_the_page_shows(desk: Path, block: str) -> None:
    code = 0
    for one in typed(block):
        if one.command == "echo $?":
            assert one.output == [str(code)]
            continue
        given, piped = arguments(one.command)
        printed, code = run(given, piped, one.answers)
        assert re.fullmatch(pattern(one.output), printed), f"$ {one.command}\n{printed}"


def subcommands(made: Any) -> Mapping[str, Any]:
    """The commands right under a parser."""
    found: dict[str, Any] = {}
    for action in made._actions:
        if isinstance(action.choices, dict):
            found.update(action.choices)
    return found


def all_commands() -> Iterator[tuple[str, Any]]:
    for name, made in subcommands(parser()).items():
        verbs = subcommands(made)
        yield from ((f"{name} {verb}", verb_made) for verb, verb_made in verbs.items())
        if not verbs:
            yield name, made


@pytest.mark.parametrize(("name", "made"), list(all_commands()))
def test_every_command_has_its_part_and_its_options_are_named(name: str, made: Any) -> None:
    assert f"\n## {name}\n" in text(COMMANDS)
    assert f"`gatepost {name}`" in row(COMMANDS, f"[`gatepost {name}`](#{name.replace(' ', '-')})")[0]
    for action in made._actions:
        for option in action.option_strings:
            assert option in {"-h"} or option in text(COMMANDS), option


def lines_with_commands() -> Iterator[str]:
    for page in PAGES:
        for line in text(page).splitlines():
            if match := re.match(r"(?:\$ | {4})(?:[^`|]*\| )?(gatepost [^|>]*[^|> ])", line):
                yield match[1]


@pytest.mark.parametrize("line", sorted(set(lines_with_commands())))
def test_every_command_that_a_page_shows_is_one(line: str) -> None:
    parser().parse_args(shlex.split(line)[1:])


def test_every_pack_is_named() -> None:
    assert all(f"`{name}`" in text(page) for name in packs() for page in (COMMANDS, "CHANGELOG.md"))


# The architecture


def test_every_module_of_the_library_and_every_app_stands_in_the_architecture() -> None:
    source = ROOT / "src/gatepost"
    packages = (
        "policy",
        "vocabulary",
        "law",
        "ledger",
        "terms",
        "rosters",
        "sealing",
        "screening",
        "checking",
        "commands",
    )
    modules = [path.stem for package in packages for path in (source / package).glob("*.py")]
    apps = [path.parent.name for path in (source / "web").glob("*/__init__.py")]
    told = set(named(text(ARCHITECTURE)))
    assert {
        name for name in (*modules, *apps) if name != "__init__" and name not in told and f"{name}.py" not in told
    } == set()


def test_the_table_of_the_policy_modules_is_in_the_order_of_their_imports() -> None:
    listed = section(ARCHITECTURE, "From a policy's text to its answers").splitlines()
    order = [named(line)[0] for line in listed if line.startswith("| `")]
    assert set(order) == {path.stem for path in (ROOT / "src/gatepost/policy").glob("*.py")} - {"__init__"}
    for at, module in enumerate(order):
        source = text(f"src/gatepost/policy/{module}.py")
        assert set(re.findall(r"^from gatepost\.policy\.(\w+) import", source, re.MULTILINE)) <= set(order[:at]), module


def test_every_import_contract_stands_in_the_architecture() -> None:
    contracts = re.findall(r'^name = "(.+)"$', text("pyproject.toml").split("[tool.importlinter]")[1], re.MULTILINE)
    assert contracts
    assert [name for name in contracts if name not in text(ARCHITECTURE)] == []


def test_every_file_and_folder_that_the_architecture_names_is_there() -> None:
    paths = {name for name in named(text(ARCHITECTURE)) if re.fullmatch(r"(src|tests|bench|docs|tools)/[\w./-]*", name)}
    assert len(paths) > 10
    assert {path for path in paths if not (ROOT / path).exists()} == set()


# Links


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    lost = []
    for link in links(page):
        path, _, anchor = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        known = not anchor or (target.exists() and anchor in anchors(str(target.resolve().relative_to(ROOT))))
        if not target.exists() or not known:
            lost.append(link)
    assert lost == []


def test_readme_leads_to_every_page() -> None:
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")}
    assert pages - set(links("README.md")) == set()


def test_decisions_are_numbered_in_a_row_and_say_context_decision_and_consequences() -> None:
    pages = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(path.name[:4]) for path in pages] == list(range(1, len(pages) + 1))
    for path in pages:
        assert re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]


# The settings


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    rows = [line for line in text("docs/settings.md").splitlines() if line.startswith("| `")]
    assert [named(row)[0] for row in rows] == list(KEYS)
