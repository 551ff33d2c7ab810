"""Every command says what it should, to people and to programs, and ends with the exit code that is promised."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gatepost import __version__
from gatepost.policy.library import pack, packs, policy_named
from tests.commands.running import Ran, child, gatepost
from tests.policy.small import policy_of

TEACHER = "who: teacher", "does: post"
CLEAN = policy_of([(*TEACHER, "verdict: must not", "when: in-doubt"), ("who: pupil", "does: post", "verdict: may")])


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.md"
    path.write_text(CLEAN, encoding="utf-8")
    return path


def made(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def parsed(ran: Ran) -> Any:
    return json.loads(ran.out)


# policy list, show, coverage ------------------------------------------------------------------------------------------


def test_list_has_a_line_for_every_pack() -> None:
    ran = gatepost("policy", "list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.lines] == list(packs())
    rules = sum(1 for _ in pack("caldecote").rules())
    assert f"{len(pack('caldecote').clauses)} clauses, {rules} rules" in ran.out


def test_list_for_programs_says_which_text_each_pack_is() -> None:
    listed = parsed(gatepost("policy", "list", "--json"))
    assert [entry["policy"] for entry in listed] == list(packs())
    assert [entry["digest"] for entry in listed] == [pack(name).digest for name in packs()]


@pytest.mark.parametrize("name", packs())
def test_show_has_every_clause_with_its_words_and_what_its_rules_say(name: str) -> None:
    ran = gatepost("policy", "show", name)
    assert (ran.code, ran.err) == (0, "")
    flat = " ".join(ran.out.split())
    for clause in pack(name).clauses.values():
        assert f"{clause.where} ({clause.id})" in ran.out
        assert " ".join(clause.prose.split()) in flat
    assert f"digest {pack(name).digest}" in ran.out
    assert ran.out.count("    > ") >= sum(1 for _ in pack(name).rules())


def test_show_for_programs_has_every_clause_and_rule_once() -> None:
    shown = parsed(gatepost("policy", "show", "caldecote", "--json"))
    policy = pack("caldecote")
    assert [clause["id"] for clause in shown["text"]] == list(policy.clauses)
    assert [rule["block"] for clause in shown["text"] for rule in clause["rules"]] == [r.name for r in policy.rules()]
    assert all(rule["says"].endswith(".") for clause in shown["text"] for rule in clause["rules"])


def test_show_speaks_the_words_of_office_of_the_country() -> None:
    england, wales = (
        gatepost("policy", "show", "safe-use", "--jurisdiction", country).out for country in ("england", "wales")
    )
    assert england != wales


def test_coverage_counts_every_clause_and_names_the_topics_left_out(clean: Path) -> None:
    ran = gatepost("policy", "coverage", "caldecote")
    assert (ran.code, ran.err) == (0, "")
    assert f"{len(pack('caldecote').clauses)} clauses: " in ran.out
    assert "Topics left out (" in ran.out
    covered = parsed(gatepost("policy", "coverage", "caldecote", "--json"))
    assert [entry["id"] for entry in covered["clauses"]] == list(pack("caldecote").clauses)
    treated = {entry["topic"] for entry in covered["clauses"]}
    assert not treated & {entry["topic"] for entry in covered["topics_left_out"]}
    assert gatepost("policy", "coverage", clean).code == 0


def test_coverage_of_a_policy_with_a_clause_that_says_nothing_is_found_wrong(tmp_path: Path) -> None:
    path = made(tmp_path / "p.md", CLEAN + "**3** (Z) Unspoken.\n")
    ran = gatepost("policy", "coverage", path)
    assert ran.code == 1
    assert "Z        NOTHING" in ran.out
    assert gatepost("policy", "coverage", path, "--json").code == 1


# policy check, diff ---------------------------------------------------------------------------------------------------


def test_check_finds_nothing_wrong_with_a_clean_file_or_the_packs(clean: Path) -> None:
    ran = gatepost("policy", "check", clean, *packs())
    assert (ran.code, ran.err) == (0, "")
    assert f"{clean}: 2 clauses, 2 rules; 0 findings, nothing unexplained" in ran.lines
    assert ran.out.count("nothing unexplained") == 1 + len(packs())


def test_check_tells_the_faults_of_one_file_and_the_findings_of_another(tmp_path: Path, clean: Path) -> None:
    bad = made(tmp_path / "bad.md", CLEAN.replace("who: teacher", "who: techer").replace("may", "mya"))
    dull = made(tmp_path / "dull.md", CLEAN.replace("when: in-doubt", "when: in-doubt and not in-doubt"))
    ran = gatepost("policy", "check", bad, clean, dull)
    assert ran.code == 1
    assert ran.err.splitlines() == [
        f"{bad}:9: clause R1: `techer` is not a role (did you mean `teacher`?)",
        f"{bad}:18: clause R2: `mya` is not a verdict (did you mean `may`?)",
    ]
    assert ran.lines == [
        f"{clean}: 2 clauses, 2 rules; 0 findings, nothing unexplained",
        f"{dull}:8: clause R1: dead: the rule can never apply: its conditions contradict one another",
        f"{dull}: 2 clauses, 2 rules; 1 finding, 1 unexplained",
    ]


def test_check_for_programs_holds_faults_and_findings_file_by_file(tmp_path: Path, clean: Path) -> None:
    bad = made(tmp_path / "bad.md", CLEAN.replace("who: teacher", "who: techer"))
    may = made(tmp_path / "may.md", policy_of([(*TEACHER, "verdict: may"), (*TEACHER, "verdict: must not")]))
    ran = gatepost("policy", "check", bad, clean, may, "--json")
    assert (ran.code, ran.err) == (1, "")
    first, second, third = parsed(ran)
    assert first == {
        "file": str(bad),
        "faults": [{"line": 9, "clause": "R1", "says": "`techer` is not a role (did you mean `teacher`?)"}],
        "findings": [],
    }
    assert second == {"file": str(clean), "faults": [], "findings": []}
    assert [finding["kind"] for finding in third["findings"]] == ["shadowed", "contradiction"]
    assert third["findings"][1]["example"] == {"role": "teacher", "action": "post"}


def test_check_is_fine_where_every_finding_is_explained(tmp_path: Path) -> None:
    text = policy_of([(*TEACHER, "verdict: caution", "reading: kept for its reason"), (*TEACHER, "verdict: must not")])
    ran = gatepost("policy", "check", made(tmp_path / "p.md", text))
    assert ran.code == 0
    assert "    explained: kept for its reason" in ran.lines


def test_diff_tells_the_gravest_change_first_and_to_differ_is_no_fault(clean: Path) -> None:
    same = gatepost("policy", "diff", clean, clean)
    assert (same.code, same.out) == (0, "No activity gets another answer.\n")
    ran = gatepost("policy", "diff", clean, "safe-use")
    assert ran.code == 0
    assert ran.lines[0] == "Policy says nothing -> Not allowed"
    assert ran.lines[1].startswith("  after: SU-")
    assert ran.lines[2].startswith("  for example: ")


def test_diff_for_programs_holds_changes_with_examples(tmp_path: Path, clean: Path) -> None:
    newer = made(tmp_path / "newer.md", CLEAN.replace("must not", "caution"))
    ran = gatepost("policy", "diff", clean, newer, "--json")
    assert ran.code == 0
    assert parsed(ran) == {
        "old": {"policy": "small", "version": "1", "digest": policy_named(str(clean)).digest},
        "new": {"policy": "small", "version": "1", "digest": policy_named(str(newer)).digest},
        "changes": [
            {
                "old_outcome": "must-not",
                "new_outcome": "caution",
                "old_clauses": ["R1"],
                "new_clauses": ["R1"],
                "example": {"role": "teacher", "action": "post", "in-doubt": True},
                "says": parsed(ran)["changes"][0]["says"],
            }
        ],
        "more": 0,
        "complete": True,
    }


# policy test ----------------------------------------------------------------------------------------------------------

SCENARIO = {
    "id": "s1",
    "policy": "small",
    "activity": {"role": "pupil", "action": "post"},
    "expect": {"outcome": "may"},
}


def scenario_file(path: Path, *scenarios: Any) -> Path:
    return made(path, "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in scenarios))


def test_test_runs_scenarios_against_the_policies_named_beside_them(tmp_path: Path, clean: Path) -> None:
    given = scenario_file(tmp_path / "s.jsonl", SCENARIO)
    for order in ((given, clean), (clean, given)):
        ran = gatepost("policy", "test", *order)
        assert (ran.code, ran.out, ran.err) == (0, "1 scenarios, 1 as expected, 0 not, 0 unreadable\n", "")


def test_test_tells_each_miss_and_ends_with_1(tmp_path: Path, clean: Path) -> None:
    wrong = SCENARIO | {"id": "s2", "expect": {"outcome": "must-not", "cites": ["R1"]}}
    given = scenario_file(tmp_path / "s.jsonl", SCENARIO, wrong)
    ran = gatepost("policy", "test", clean, given)
    assert ran.code == 1
    assert ran.lines == [
        "s.jsonl: s2 (small): the outcome is may, not must-not",
        "s.jsonl: s2 (small): R1 is missing from cites (there: R2)",
        "2 scenarios, 1 as expected, 1 not, 0 unreadable",
    ]
    told = parsed(gatepost("policy", "test", clean, given, "--json"))
    assert [(one["id"], one["as_expected"], len(one["misses"])) for one in told] == [("s1", True, 0), ("s2", False, 2)]


def test_test_tells_each_line_it_cannot_read_and_goes_on(tmp_path: Path, clean: Path) -> None:
    given = scenario_file(
        tmp_path / "s.jsonl", "{", SCENARIO | {"policy": "smal"}, SCENARIO | {"expect": {"outcom": "may"}}, SCENARIO
    )
    ran = gatepost("policy", "test", clean, given)
    assert ran.code == 1
    assert ran.lines == ["1 scenarios, 1 as expected, 0 not, 3 unreadable"]
    first, second, third = ran.err.splitlines()
    assert first.startswith(f"{given}:1: the line is not JSON: ")
    assert second.startswith(f"{given}:2: `smal` is not a policy here")
    assert third == f"{given}:3: `outcom` is nothing to expect (did you mean `outcome`?)"


def test_test_runs_the_examples_of_a_pack_and_of_a_file(tmp_path: Path, clean: Path) -> None:
    assert gatepost("policy", "test", "safe-use").code == 0
    table = "## Examples\n\n| Clause | Activity | Expected |\n|---|---|---|\n"
    row = "| R2 | role: pupil; action: post | must-not |\n"
    ran = gatepost("policy", "test", made(tmp_path / "p.md", CLEAN + table + row))
    assert ran.code == 1
    assert "line 24 (small): the outcome is may, not must-not" in ran.lines[0]
    nothing = gatepost("policy", "test", clean)
    assert nothing.code == 1
    assert nothing.err == "gatepost: these files hold no scenarios\n"


# export, completion, help ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", packs())
def test_export_writes_json_that_has_every_rule(name: str) -> None:
    odrl, cel = (parsed(gatepost("policy", "export", name, "--to", to)) for to in ("odrl", "cel"))
    rules = [rule.name for rule in pack(name).rules()]
    kinds = ("permission", "prohibition", "obligation", "gp:exception")
    exported = [entry["uid"] for kind in kinds for entry in odrl.get(kind, [])]
    assert sorted(uid.partition("#")[2] for uid in exported) == sorted(rules)
    assert list(cel) == rules


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_is_a_script_that_knows_every_command(shell: str) -> None:
    ran = gatepost("completion", shell)
    assert (ran.code, ran.err) == (0, "")
    for word in ("decide", "coverage", "--jurisdiction", "odrl"):
        assert word.removeprefix("--") in ran.out


def test_help_and_version_are_fine() -> None:
    assert gatepost("--version").out == f"gatepost {__version__}\n"
    for arguments in ((), ("policy",), ("policy", "diff"), ("decide",), ("ask",), ("completion",), ("demo",)):
        ran = gatepost(*arguments, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"usage: {' '.join(('gatepost', *arguments))}")


# wrong use ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("", "gatepost: the following arguments are required: COMMAND; see gatepost --help"),
        ("polcy list", "gatepost: argument COMMAND: invalid choice: 'polcy'"),
        ("policy", "gatepost policy: the following arguments are required: VERB"),
        ("policy shwo caldecote", "gatepost policy: argument VERB: invalid choice: 'shwo'"),
        ("policy show", "gatepost policy show: the following arguments are required: NAME"),
        ("policy show caldecote --jsn", "gatepost: unrecognized arguments: --jsn"),
        ("policy show caldecote --jurisdiction scotland", "gatepost policy show: argument --jurisdiction: invalid"),
        ("policy export caldecote", "gatepost policy export: the following arguments are required: --to"),
        ("policy export caldecote --to xml", "gatepost policy export: argument --to: invalid choice: 'xml'"),
        ("policy diff caldecote", "gatepost policy diff: the following arguments are required: NEW"),
        ("policy check", "gatepost policy check: the following arguments are required: FILE"),
        ("policy test", "gatepost policy test: the following arguments are required: FILE"),
        ("decide", "gatepost decide: the following arguments are required: --policy"),
        ("ask", "gatepost ask: the following arguments are required: --policy"),
        ("completion fish", "gatepost completion: argument shell: invalid choice: 'fish'"),
        ("demo --port 0", "gatepost demo: argument --port: a port is a number from 1 to 65535"),
        ("policy show caldecot", "gatepost: `caldecot` is neither a pack nor a file (did you mean `caldecote`?)"),
        ("policy check caldecote nonesuch", "gatepost: `nonesuch` is neither a pack nor a file"),
        ("policy show nonesuch.md", "gatepost: nonesuch.md: no such file or directory"),
        ("policy diff caldecote no/such", "gatepost: no/such: no such file or directory"),
        ("policy test nonesuch.jsonl", "gatepost: nonesuch.jsonl: no such file or directory"),
        ("decide --policy caldecote nonesuch", "gatepost: nonesuch: no such file or directory"),
        ("decide --policy nonesuch", "gatepost: `nonesuch` is neither a pack nor a file"),
        ("ask --policy nonesuch", "gatepost: `nonesuch` is neither a pack nor a file"),
    ],
)
def test_wrong_use_ends_with_2_and_one_line_that_says_what_was_wrong(arguments: str, message: str) -> None:
    ran = gatepost(*arguments.split())
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith(message)
    assert ran.err.count("\n") == 1


def test_the_exit_code_of_the_process_is_the_one_promised(tmp_path: Path) -> None:
    assert child("policy", "list").code == 0
    assert child("policy", "show", "nonesuch").code == 2
    assert child("policy", "check", made(tmp_path / "bad.md", "nothing")).code == 1
    assert child().code == 2


# the library stands alone ---------------------------------------------------------------------------------------------

_EVERY_COMMAND = """
import contextlib, io, json, sys
from gatepost.cli import main

commands, small, scenarios = json.loads(sys.argv[1])
for command in commands:
    sys.stdin = io.TextIOWrapper(io.BytesIO(b'{"role": "teacher", "action": "post"}'))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main(command)
    assert code in (0, 1), (command, code)
web = {"django", "csp", "granian", "whitenoise"}
print(sorted(name for name in sys.modules if name.partition(".")[0] in web or name.startswith("gatepost.web")))
"""


def test_no_command_of_the_library_starts_the_web(tmp_path: Path, clean: Path) -> None:
    given = scenario_file(tmp_path / "s.jsonl", SCENARIO)
    commands = [
        *(["policy", verb, *rest] for verb in ("list", "show", "check", "coverage") for rest in _named(verb)),
        *(["policy", "export", "safe-use", "--to", to] for to in ("odrl", "cel")),
        ["policy", "diff", str(clean), "safe-use"],
        ["policy", "test", str(clean), str(given)],
        *(["decide", "--policy", "safe-use"], ["ask", "--policy", "safe-use"], ["completion", "bash"]),
    ]
    arguments = json.dumps([commands, str(clean), str(given)])
    done = subprocess.run([sys.executable, "-c", _EVERY_COMMAND, arguments], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def _named(verb: str) -> list[list[str]]:
    return [[]] if verb == "list" else [["safe-use"], ["safe-use", "--json"]]


def test_two_files_of_one_policy_are_not_tested_as_one(tmp_path: Path, clean: Path) -> None:
    ran = gatepost("policy", "test", clean, made(tmp_path / "other.md", CLEAN))
    assert ran.code == 2
    assert ran.err == "gatepost: two of the files are the policy `small`; test them one at a time\n"


def test_a_permission_under_a_clause_that_is_not_there_is_told_with_the_nearest() -> None:
    line = b'{"role": "teacher", "action": "post", "permissions": {"CP-91": "written"}}'
    ran = gatepost("decide", "--policy", "caldecote", given=line)
    assert ran.code == 1
    assert ran.err.startswith("<stdin>:1: `CP-91` is not a clause of `caldecote` (did you mean `CP-")
