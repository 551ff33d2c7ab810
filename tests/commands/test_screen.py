"""`gatepost screen`, as people and programs run it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import gatepost as gatepost_package
from gatepost.commands.screen import LONGEST
from gatepost.screening.order import MOST_FINDINGS
from gatepost.screening.reading import LONGEST as LONGEST_TEXT
from gatepost.screening.roll import COLUMNS as ROLL_COLUMNS
from gatepost.screening.school import KEYS as SCHOOL_KEYS
from tests.commands.running import MEMORY, Ran, child, gatepost
from tests.pages import COMMANDS, section

ROLL = "kind,forename,surname,known_as,class,date_of_birth\npupil,Amelia,Whitaker,Millie,3H,2018-11-02\n"


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    path = tmp_path / "roll.csv"
    path.write_text(ROLL, encoding="utf-8")
    return path


def draft(**keys: Any) -> bytes:
    return json.dumps(keys).encode() + b"\n"


def answers(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.lines]


def labels(answer: dict[str, Any]) -> set[str]:
    return {one["label"] for one in answer["findings"]}


def test_each_line_gets_one_answer_with_its_id_and_the_keys_that_are_promised(roll: Path) -> None:
    given = draft(id="a", text="Well done Amelia Whitaker!", role="teacher") + b"\n" + draft(id=2, text="Good morning.")
    ran = gatepost("screen", "--roll", roll, "-", given=given)
    assert (ran.code, ran.err) == (0, "")
    first, second = answers(ran)
    assert list(first) == ["id", "facts", "findings"]
    assert (first["id"], second["id"]) == ("a", 2)
    assert set(first["facts"]) == {"content", "mentions", "uses"}
    assert all(set(told) == {"has", "not"} for told in first["facts"].values())
    (one,) = [one for one in first["findings"] if one["label"] == "pupil"]
    assert list(one) == ["label", "kind", "start", "end", "sure", "why", "advice"]
    assert (one["kind"], one["start"], one["end"], one["sure"]) == ("roll-name", 10, 25, "certain")
    assert second["findings"] == []


def test_places_count_code_points_of_the_text(roll: Path) -> None:
    text = "👩‍🏫 é e\u0301 Amelia Whitaker"
    (answer,) = answers(gatepost("screen", "--roll", roll, given=draft(text=text)))
    (one,) = [one for one in answer["findings"] if one["label"] == "pupil"]
    assert text[one["start"] : one["end"]] == "Amelia Whitaker"


def test_a_file_is_read_as_standard_input_is(tmp_path: Path) -> None:
    path = tmp_path / "drafts.jsonl"
    path.write_bytes(draft(id=1, text="Ring 07700 900123") * 3)
    assert gatepost("screen", path).out == gatepost("screen", given=path.read_bytes()).out
    assert len(gatepost("screen", path).lines) == 3


def test_a_role_that_may_not_ask_the_roll_gets_the_same_answer_without_it(roll: Path) -> None:
    given = b"".join(draft(text=f"Saw {name} today", role="parent") for name in ("Amelia Whitaker", "Beatie Longacre"))
    with_roll, without = gatepost("screen", "--roll", roll, given=given), gatepost("screen", given=given)
    assert with_roll.out == without.out
    on, off = answers(with_roll)
    assert on["findings"] == off["findings"] != []


def test_protections_and_notices_stand_only_where_there_are_any(roll: Path) -> None:
    given = draft(text="I blew the whistle on the blocked fire exits and the union is balloting members.") + draft(
        text="Amelia Whitaker, " * 600
    )
    protected, many = answers(gatepost("screen", "--roll", roll, given=given))
    assert set(protected["protections"][0]) == {"kind", "start", "end", "sentence"}
    assert "notices" not in protected
    assert len(many["findings"]) == 500
    assert len(many["notices"]) == 1
    assert "protections" not in many


def test_the_schools_file_and_the_model_can_be_chosen(tmp_path: Path) -> None:
    school = tmp_path / "school.toml"
    school.write_text('contacts = ["01632 960123"]\n', encoding="utf-8")
    given = draft(text="Ring 01632 960123")
    assert answers(gatepost("screen", "--school", school, "--no-model", given=given))[0]["findings"] == []
    assert labels(answers(gatepost("screen", given=given))[0]) & {"personal-data", "own-personal-data"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b"{", "the line is not JSON"),
        (b"[]", 'a draft must be a JSON object, such as {"id": 1, "text": "..."}'),
        (b"{}", "there is no `text`"),
        (b'{"txt": "a"}', "`txt` is no key of a draft (did you mean `text`?)"),
        (b'{"text": 3}', "`text` must be a text in quotation marks"),
        (b'{"text": null}', "`text` must be a text in quotation marks"),
        (b'{"text": "a", "text": "b"}', "`text` is there twice"),
        (b'{"text": "a", "role": "techer"}', "`techer` is no role (did you mean `teacher`?)"),
        (b'{"text": "a", "role": ["head"]}', "`['head']` is no role; it is one of head, teacher"),
        (b'{"text": "a", "account": "mine"}', "`mine` is no account; it is one of personal, school-account"),
        (b'{"text": "a", "rol": "head"}', "`rol` is no key of a draft (did you mean `role`?)"),
        (b'{"text": "\\ud800"}', "the line holds half of a character, written as a lone surrogate"),
        (b'{"text": "\xff"}', "the line is not UTF-8 text"),
        (b"[" * 100_000, "the line is nested too deep"),
        (draft(text="a" * (LONGEST_TEXT + 1)), "this text has 1,048,577 characters; at most 1,048,576 can be read"),
        (draft(text="a" * LONGEST), "the line is longer than 5 MB"),
    ],
    ids=range(16),
)
def test_a_bad_line_is_told_with_its_place_and_the_others_go_on(line: bytes, message: str) -> None:
    ran = gatepost("screen", given=draft(id=1, text="Hello") + line.rstrip(b"\n") + b"\n" + draft(id=3, text="Bye"))
    assert ran.code == 1
    first, bad, last = answers(ran)
    assert (first["id"], last["id"]) == (1, 3)
    assert set(bad) == {"id", "error"}
    assert message in bad["error"]
    assert ran.err.startswith("<stdin>:2: ")
    assert message in ran.err


def test_the_id_of_a_bad_line_is_given_back() -> None:
    assert answers(gatepost("screen", given=draft(id="x", text=1)))[0]["id"] == "x"
    assert answers(gatepost("screen", given=draft(id=[1], text="a")))[0]["id"] is None


def test_other_keys_are_left_unread() -> None:
    assert gatepost("screen", given=draft(id=1, text="Hello", note="x", labels=[])).code == 0


@pytest.mark.parametrize(
    ("option", "content", "message"),
    [
        ("--roll", "kind,forename,surname\npupl,A,B\n", ":2: `pupl` is no kind of person (did you mean `pupil`?)"),
        ("--roll", "", ":1: there is no column"),
        ("--school", 'nme = "A"\n', ":1: `nme` is nothing that is asked about a school (did you mean `name`?)"),
        ("--words", "[[cue\n", ":1: "),
    ],
)
def test_a_fault_in_a_file_is_told_before_any_answer(tmp_path: Path, option: str, content: str, message: str) -> None:
    path = tmp_path / "file.toml"
    path.write_text(content, encoding="utf-8")
    ran = gatepost("screen", option, path, given=draft(text="Hello"))
    assert (ran.code, ran.out) == (1, "")
    assert f"file.toml{message}" in ran.err


@pytest.mark.parametrize("option", ["--roll", "--school", "--words"])
def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path, option: str) -> None:
    ran = gatepost("screen", option, tmp_path / "none", given=b"")
    assert ran.code == 2
    assert "none: no such file or directory" in ran.err


def test_the_page_tells_the_limits_as_they_are() -> None:
    page = section(COMMANDS, "screen")
    assert f"at most {LONGEST_TEXT:,} characters" in page
    assert f"more than {LONGEST // 1_000_000} MB is refused" in " ".join(page.split())
    assert f"more than {MOST_FINDINGS} findings" in page
    assert all(f"`{key}`" in page for key in (*ROLL_COLUMNS, "text", "id", "role", "account", "protections", "notices"))
    assert all(f"\n{key} = " in page for key in SCHOOL_KEYS)


def test_a_slip_in_a_list_that_comes_with_gatepost_is_told_with_its_file(tmp_path: Path) -> None:
    package = tmp_path / "gatepost"
    shutil.copytree(
        Path(gatepost_package.__file__).parent, package, ignore=shutil.ignore_patterns("web", "__pycache__")
    )
    with (package / "screening/lists/school_life.txt").open("a", encoding="utf-8") as opened:
        opened.write("\nclassroom\nclassroom\n")
    ran = child("screen", given=draft(text="Hello"), env={"PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"})
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("gatepost: school_life.txt:")
    assert "`classroom` stands already in line" in ran.err


def test_nothing_in_gives_nothing_out() -> None:
    assert gatepost("screen", given=b"\n \n") == Ran(0, "", "")


@pytest.mark.parametrize(
    "text",
    ["a" * 1_000_000, "Amelia Whitaker, " * 10_000, "A\u0301" * 100_000, "\u202e" * 100_000, "kill you " * 100_000],
    ids=["one word", "ten thousand names", "combining marks", "overrides", "threats"],
)
def test_hostile_text_is_answered_within_bounded_memory(roll: Path, text: str) -> None:
    ran = child("screen", "--roll", roll, given=draft(id=1, text=text))
    assert (ran.code, ran.err) == (0, ""), MEMORY
    assert answers(ran)[0]["id"] == 1


def test_twenty_megabytes_on_a_line_are_refused_within_bounded_memory() -> None:
    ran = child("screen", given=b'{"text": "' + b"a" * 20_000_000 + b'"}\n' + draft(id=2, text="Hello"))
    assert ran.code == 1
    assert ran.err == "<stdin>:1: the line is longer than 5 MB\n"
    assert [set(one) for one in answers(ran)] == [{"id", "error"}, {"id", "facts", "findings"}]
