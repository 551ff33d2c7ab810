"""`gatepost decide` answers every line, whatever the line is: a decision, or what is wrong with it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gatepost.commands.lines import LONGEST
from gatepost.policy.library import pack
from gatepost.vocabulary.words import vocabulary
from tests.commands.running import Ran, child, gatepost

TEACHER = {"role": "teacher", "action": "accept-connection", "target": "pupil"}
GOOD = json.dumps(TEACHER).encode()


def decide(lines: bytes | Iterable[bytes], *more: str, policy: str = "caldecote") -> Ran:
    source = lines if isinstance(lines, bytes) else b"".join(line + b"\n" for line in lines)
    return gatepost("decide", "--policy", policy, *more, given=source)


def answers(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.split("\n")[:-1]]


def answer(activity: dict[str, Any]) -> dict[str, Any]:
    (found,) = answers(decide([json.dumps(activity).encode()]))
    return found


# what a decision looks like -------------------------------------------------------------------------------------------

KEYS = [
    *("id", "policy", "version", "digest", "role", "bound", "outcome", "floor", "ceiling", "settled", "clauses"),
    *("set_aside", "permission_held", "requirements", "duties", "options", "breach", "ask", "fixes", "notices"),
    "others",
]
INNER = {
    "clauses": {"id", "block", "where", "verdict", "text"},
    "set_aside": {"id", "by"},
    "requirements": {"kind", "hours", "from", "level", "clause"},
    "duties": {"by", "verb", "what", "to", "then", "manner", "deadline", "clause"},
    "options": {"by", "verb", "what", "to", "then", "manner", "deadline", "clause"},
    "breach": {"clause", "says"},
    "fixes": {"set", "outcome", "says"},
    "notices": {"id", "says"},
}


def shapes(decision: dict[str, Any]) -> set[str]:
    """The keys of which it holds something; everything in it has exactly the keys that are promised."""
    assert list(decision) == KEYS
    for key, inner in INNER.items():
        for entry in decision[key]:
            assert entry.keys() == inner, key
    if decision["ask"] is not None:
        assert decision["ask"].keys() == {"fact", "question", "why", "options"}
    for other in decision["others"]:
        assert list(other) == [key for key in KEYS if key not in ("id", "others")]
    return {key for key in KEYS if decision[key]}


def test_a_decision_has_exactly_the_keys_that_are_promised() -> None:
    given = json.loads((Path(__file__).parents[1] / "policy/scenarios/given.jsonl").read_text().splitlines()[0])
    seen = shapes(answer(given["activity"]))
    for file in ("given.jsonl", "independent.jsonl"):
        scenarios = (Path(__file__).parents[1] / "policy/scenarios" / file).read_text().splitlines()
        for scenario in map(json.loads, scenarios):
            if scenario["policy"] == "caldecote":
                seen |= shapes(answer(scenario["activity"]))
    assert {*INNER, "ask", "permission_held"} <= seen  # each was looked at


def test_a_decision_says_which_text_it_was_made_under_and_cites_it() -> None:
    decision = answer(TEACHER)
    policy = pack("caldecote")
    assert (decision["policy"], decision["version"], decision["digest"]) == (policy.name, policy.version, policy.digest)
    assert (decision["role"], decision["bound"], decision["outcome"]) == ("teacher", True, "must-not")
    cited = {clause["id"]: clause for clause in decision["clauses"]}
    assert cited["CP-17"]["text"] == policy.clauses["CP-17"].prose
    assert cited["CP-17"]["where"] == "3.7"


@pytest.mark.parametrize("identity", ["a", 7, 0, -3, "", "Ymddiswyddiad é 🐑", None, 10**30])
def test_an_id_is_passed_through(identity: str | int | None) -> None:
    assert answer(TEACHER | {"id": identity})["id"] == identity
    assert answer({"id": identity, "rol": "teacher"})["id"] == identity
    assert answer(TEACHER)["id"] is None


def test_for_several_roles_the_most_restrictive_is_given_and_the_others_stand_beside_it() -> None:
    decision = answer(TEACHER | {"id": "x", "role": ["parent", "teacher", "governor"]})
    rank = vocabulary().rank
    ranks = [rank(one["outcome"]) for one in (decision, *decision["others"])]
    assert ranks == sorted(ranks, reverse=True)
    assert {decision["role"], *(other["role"] for other in decision["others"])} == {"parent", "teacher", "governor"}
    for one in (decision, *decision["others"]):
        alone = answer(TEACHER | {"role": one["role"]})
        assert {**one, "id": None, "others": []} == alone
    assert answer(TEACHER | {"role": ["teacher"]}) == answer(TEACHER)


def test_a_forbidding_decision_is_no_error() -> None:
    ran = decide([GOOD])
    assert (ran.code, ran.err) == (0, "")


def test_the_words_of_office_are_those_of_the_country() -> None:
    line = json.dumps({"role": "teacher", "action": "message", "target": "pupil"}).encode()
    england, wales = (decide([line], "--jurisdiction", country, policy="llandough") for country in ("england", "wales"))
    assert [one["says"] for one in answers(england)[0]["notices"]] == ["Don't, until you have spoken to the DSL."]
    assert [one["says"] for one in answers(wales)[0]["notices"]] == [
        "Don't, until you have spoken to the designated safeguarding person."
    ]


# every line -----------------------------------------------------------------------------------------------------------


BAD = {
    b'{"rol": "teacher"}': "`rol` is not a fact (did you mean `role`?)",
    b'{"role": "techer"}': "`techer` is not a value of `role` (did you mean `teacher`?)",
    b'{"role": 3}': "`role` takes words of the vocabulary, not `3`",
    b'{"role": []}': "`role` must name at least one role",
    b'{"role": ["teacher", null]}': "`role` takes words of the vocabulary, not `None`",
    b'{"role": {"not": ["pupil"], "is": []}}': "`role` does not take `is`",
    b'{"action": null}': "`action` takes words of the vocabulary, not `None`",
    b'{"mentions": "pupil"}': "`mentions` takes a list of words, not `pupil`",
    b'{"mentions": ["pupil", 1]}': "`mentions` takes words of the vocabulary, not `1`",
    b'{"mentions": {"has": ["pupil"], "not": ["pupil"]}}': "`mentions` both has and has not `pupil`",
    b'{"mentions": {}}': "`mentions` says nothing",
    b'{"in-doubt": "yes"}': "`in-doubt` is true or false, not `yes`",
    b'{"in-doubt": 1}': "`in-doubt` is true or false, not `1`",
    b'{"target-age": "16"}': "`target-age` is a whole number of years, not `16`",
    b'{"target-age": 16.0}': "`target-age` is a whole number of years, not `16.0`",
    b'{"target-age": true}': "`target-age` is a whole number of years, not `True`",
    b'{"target-age": 121}': "`target-age` must be from 0 to 120, not `121`",
    b'{"target-age": -1}': "`target-age` must be from 0 to 120, not `-1`",
    b'{"target-age": 1e999}': "`target-age` is a whole number of years, not `inf`",
    b'{"target-age": NaN}': "`target-age` is a whole number of years, not `nan`",
    b'{"target-age": ' + b"9" * 4000 + b"}": f"`target-age` must be from 0 to 120, not `{'9' * 60}...`",
    b'{"target-age": ' + b"9" * 5000 + b"}": "the line holds a number that is far too long",
    b'{"target-age": {"at least": 18, "under": 18}}': "no number fits what `target-age` says",
    b'{"permissions": ["CP-19"]}': "`permissions` must be an object from clause to level",
    b'{"permissions": {"CP-19": "writen"}}': "`writen` is not a level of permission for `CP-19`",
    b'{"permissions": {"CP-19": {}}}': "`{}` is not a level of permission for `CP-19`",
    b'{"id": {}}': "`id` must be text or a whole number",
    b'{"id": true}': "`id` must be text or a whole number",
    b'{"id": 1.5}': "`id` must be text or a whole number",
    b'{"image-setting": "no-image", "name-beside-photo": true}': "what is said of `image-setting` and",
    b"[]": "an activity must be a JSON object",
    b"null": "an activity must be a JSON object",
    b'"teacher"': "an activity must be a JSON object",
    b"17": "an activity must be a JSON object",
    b"{": "the line is not JSON: ",
    b"{} {}": "the line is not JSON: extra data at character 4",
    b"role: teacher": "the line is not JSON: expecting value at character 1",
    b"{'role': 'teacher'}": "the line is not JSON: ",
    b'{"role": "teacher",}': "the line is not JSON: ",
    b"\x00": "the line is not JSON: ",
    b'{"role": "teac\x00her"}': "the line is not JSON: ",
    b'{"role": "teac\\u0000her"}': "`teac?her` is not a value of `role` (did you mean `teacher`?)",
    b'{"role": "\xff"}': "the line is not UTF-8 text",
    b"\xff\xfe{\x00}\x00": "the line is not UTF-8 text",
    b'{"id": "\\ud800"}': "the line holds half of a character",
    b'{"role": "head", "role": "teacher"}': "`role` is there twice",
    b"[" * 100_000: "the line is nested too deep",
    b'{"a":' * 100_000: "the line is nested too deep",
    b'{"role": ' + b"[" * 500 + b"]" * 500 + b"}": "`role` takes words of the vocabulary, not `[[[",
    b'{"' + b"x" * 100_000 + b'": 1}': f"`{'x' * 60}...` is not a fact",
    b'{"role": "' + b"x" * (LONGEST - 13) + b'"}': f"`{'x' * 60}...` is not a value of `role`",
    b'{"role": "' + b"x" * (LONGEST - 12) + b'"}': "the line is longer than 1 MB",
    b"x" * 10_000_000: "the line is longer than 1 MB",
}


@pytest.mark.parametrize(("line", "message"), BAD.items(), ids=lambda value: repr(value)[:50])
def test_a_bad_line_is_answered_with_what_is_wrong_and_told_with_its_place(line: bytes, message: str) -> None:
    ran = decide([GOOD, line, GOOD])
    assert ran.code == 1
    first, second, third = answers(ran)
    assert second.keys() == {"id", "error"}
    assert second["error"].startswith(message)
    assert ran.err == f"<stdin>:2: {second['error']}\n"
    assert len(ran.err) < 300
    assert first == third == answer(TEACHER)


def test_every_line_is_answered_in_its_place_however_many_are_bad() -> None:
    lines = [line for bad in BAD for line in (GOOD, bad)]
    ran = decide(lines)
    assert ["error" in one for one in answers(ran)] == [False, True] * len(BAD)
    told = [line.split(":")[1] for line in ran.err.splitlines()]
    assert told == [str(2 * number) for number in range(1, len(BAD) + 1)]


def test_the_id_of_a_bad_line_is_given_back_where_it_can_be_read() -> None:
    lines = [
        b'{"id": "a", "rol": 1}',
        b'{"id": 7, "role": 1}',
        b'{"id": [], "role": 1}',
        b'{"id": "b"',
        b'{"id": true}',
    ]
    assert [one["id"] for one in answers(decide(lines))] == ["a", 7, None, None, None]


@pytest.mark.parametrize(
    "source",
    [
        GOOD,
        GOOD + b"\n",
        GOOD + b"\r\n",
        b"\xef\xbb\xbf" + GOOD,
        b"\n\n \t\r\n" + GOOD + b"\n\n",
        b"  " + GOOD + b"  ",
    ],
    ids=["no final newline", "newline", "CRLF", "byte order mark", "blank lines", "spaces"],
)
def test_one_activity_however_it_is_stored_is_one_decision(source: bytes) -> None:
    ran = decide(source)
    assert (ran.code, answers(ran)) == (0, [answer(TEACHER)])


def test_blank_lines_are_counted_in_places_but_not_answered() -> None:
    ran = decide(b"\n\n{}\n\n[]\n")
    assert len(answers(ran)) == 2
    assert ran.err.startswith("<stdin>:5: ")


@pytest.mark.parametrize("source", [b"", b"\n", b"   \n\n"])
def test_nothing_in_is_nothing_out(source: bytes) -> None:
    assert decide(source) == Ran(0, "", "")


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    path = tmp_path / "activities.jsonl"
    path.write_bytes(GOOD + b"\n[]\n")
    ran = gatepost("decide", "--policy", "caldecote", path)
    piped = child("decide", "--policy", "caldecote", "-", given=GOOD + b"\n[]\n")
    assert (ran.code, piped.code) == (1, 1)
    assert ran.out == piped.out
    assert ran.err == piped.err.replace("<stdin>", str(path))


# whatever the bytes ---------------------------------------------------------------------------------------------------


def assert_every_line_is_answered(source: bytes) -> None:
    ran = decide(source, policy="safe-use")
    lines = [line for line in source.split(b"\n") if line.strip()]
    found = answers(ran)
    assert len(found) == len(lines)
    bad = [one for one in found if "error" in one]
    assert all(one.keys() == {"id", "error"} and one["error"].isprintable() for one in bad)
    assert ran.err.count("\n") == len(bad)
    assert ran.code == (1 if bad else 0)


@given(st.binary(max_size=200))
@example(b"\x0b\n\x0c\n\x1c\n{}")
@example(b"\xef\xbb\xbf{}\n\xef\xbb\xbf{}")
def test_any_bytes_are_answered_line_by_line(source: bytes) -> None:
    assert_every_line_is_answered(source)


WORDS = vocabulary()
KNOWN = [*WORDS.facts, "id", "permissions"]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from([value for fact in WORDS.facts.values() for value in fact.values])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["has", "not", "at least", "under", "over", "CP-19", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _value_of(name: str) -> st.SearchStrategy[Any]:
    fact = WORDS.facts.get(name)
    if fact is None:
        return ANYTHING
    listed = st.lists(st.sampled_from(fact.values or ("",)), max_size=3)
    part = st.dictionaries(
        st.sampled_from(["has", "not", "at least", "under"]), listed | st.integers(0, 130), max_size=2
    )
    return ANYTHING | listed | part | st.booleans() | st.integers(0, 130) | st.sampled_from(fact.values or (True,))


@st.composite
def activities(draw: st.DrawFn) -> bytes:
    names = draw(st.lists(st.sampled_from(KNOWN) | st.text(max_size=8), max_size=6, unique=True))
    return json.dumps({name: draw(_value_of(name)) for name in names}, ensure_ascii=draw(st.booleans())).encode(
        "utf-8", "surrogatepass"
    )


@given(st.lists(activities(), max_size=4))
def test_activities_of_any_words_and_values_are_answered_line_by_line(lines: list[bytes]) -> None:
    assert_every_line_is_answered(b"\n".join(lines))
