"""`gatepost check`, as people and programs run it."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from gatepost.policy.library import packs
from gatepost.vocabulary.words import vocabulary
from tests.commands.running import Ran, child, gatepost

ROLL = "kind,forename,surname,known_as,class,date_of_birth\npupil,Amelia,Whitaker,Millie,3H,2018-11-02\n"
TEACHER = ("--policy", "caldecote", "--role", "teacher")
KNOWN = ("time=own-time", "place=off-premises", "device=own")
SETTLED = ("--channel", "social-network", *(word for fact in KNOWN for word in ("--say", fact)))
QUIET = (*SETTLED, "--say", "mentions=none", "--say", "content=none", "--say", "uses=none")


@pytest.fixture
def roll(tmp_path: Path) -> Path:
    path = tmp_path / "roll.csv"
    path.write_text(ROLL, encoding="utf-8")
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A green field under a name of the roll."""
    path = tmp_path / "Amelia_Whitaker.jpg"
    image = Image.new("RGB", (320, 240), (90, 140, 90))
    ImageDraw.Draw(image).rectangle((0, 120, 320, 240), fill=(60, 110, 60))
    image.save(path)
    return path


def check(*arguments: str | Path, given: bytes = b"") -> Ran:
    return gatepost("check", *TEACHER, *arguments, given=given)


def told(ran: Ran) -> dict[str, Any]:
    assert ran.err == ""
    return dict(json.loads(ran.out))


def test_what_is_fine_is_said_so_and_ends_well() -> None:
    ran = check(*QUIET, "Lovely walk on the hills today.")
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0] == "The policy says nothing about this."
    assert "Still to be asked" not in ran.out


def test_what_must_change_is_said_with_its_words_clauses_duties_and_ways_out(roll: Path) -> None:
    ran = check(*SETTLED, "--roll", roll, "Well done Amelia Whitaker!")
    assert ran.code == 1
    assert ran.lines[0].startswith("As things stand: only with the Headteacher's permission.")
    assert "  “Amelia Whitaker” (sure): " in ran.out
    for heading in ("What was found", "Why", "You must", "It would be fine if"):
        assert f"\n{heading}\n  " in ran.out
    assert "(CP-19)" in ran.out
    quiet = check(*SETTLED, "--roll", roll, "--say", "mentions=none", "--say", "content=none", "Well done all!")
    assert (quiet.code, "CP-19" in quiet.out) == (0, False), "one name changed, and the clause is gone"


def test_what_cannot_be_settled_is_not_fine_and_each_answer_is_told_with_what_it_would_bring() -> None:
    ran = check("Lovely walk on the hills today.")
    assert ran.code == 1
    still = told(check("--json", "Lovely walk on the hills today."))["open"]
    assert {one["fact"] for one in still} >= {"channel", "mentions"}
    (channel,) = [one for one in still if one["fact"] == "channel"]
    print_ = next(way for way in channel["ways"] if way["value"] == "print")
    assert f"    {print_['says']}: Policy says nothing\n" in ran.out
    then = told(check("--json", "--channel", "print", "Lovely walk on the hills today."))
    assert (then["decision"]["outcome"], then["decision"]["ceiling"]) == (print_["outcome"], print_["ceiling"])


def test_permission_that_is_held_makes_it_fine(roll: Path) -> None:
    say = ("--say", "permission-head=written", "--say", "content=none", "--say", "mentions!=parent,governor")
    assert check(*SETTLED, "--roll", roll, "Well done Amelia Whitaker!").code == 1
    assert check(*SETTLED, "--roll", roll, *say, "Well done Amelia Whitaker!").code == 0


def test_a_role_that_may_not_ask_the_roll_gets_the_same_answer_without_it(roll: Path) -> None:
    given = ("check", "--policy", "bullion-lane", "--role", "parent")
    for name in ("Amelia Whitaker", "Beatie Longacre"):
        with_roll = gatepost(*given, "--roll", roll, f"Saw {name} today")
        assert with_roll == gatepost(*given, f"Saw {name} today")


def test_a_photo_is_looked_at_and_what_it_shows_is_asked(roll: Path, photo: Path) -> None:
    answer = told(check("--json", *SETTLED, "--roll", roll, "--photo", photo, "Today"))
    (found,) = [one for one in answer["findings"] if one["label"] == "pupil"]
    assert (found["words"], found["photo"]) == ("Amelia Whitaker", str(photo))
    assert answer["activity"]["image-setting"] == {"not": ["no-image"]}
    assert answer["activity"]["name-beside-photo"] is True
    assert "pupil" not in answer["activity"]["mentions"]["not"]
    assert "image-shows" not in answer["activity"], "no machine says what a picture shows"
    assert answer["photos"][0]["people"] in (None, True), "nor that nobody is in it"
    assert "image-shows" not in told(check("--json", *QUIET, "Today"))["open"]


def test_the_answer_for_programs_says_the_same(roll: Path) -> None:
    text = "Well done Amelia Whitaker!"
    answer = told(check("--json", *SETTLED, "--roll", roll, text))
    assert set(answer) == {"fine", "activity", "decision", "findings", "photos", "open", "protections", "notices"}
    assert answer["fine"] is False
    (one,) = [one for one in answer["findings"] if one["label"] == "pupil"]
    assert text[one["start"] : one["end"]] == one["words"] == "Amelia Whitaker"
    decided = gatepost("decide", "--policy", "caldecote", given=json.dumps(answer["activity"]).encode())
    assert json.loads(decided.out)["outcome"] == answer["decision"]["outcome"] == "needs-permission"


def test_standard_input_is_read_as_the_text_is() -> None:
    text = "Ring me on 07700 900123 – „soon“"
    typed = check(text)
    assert typed == check("-", given=text.encode() + b"\n") == check("-", given=b"\xef\xbb\xbf" + text.encode())


@pytest.mark.parametrize("policy", packs())
def test_every_pack_answers_every_role(policy: str) -> None:
    for role in vocabulary().facts["role"].values:
        ran = gatepost("check", "--policy", policy, "--role", role, "A lovely day out.")
        assert (ran.code in (0, 1), ran.err) == (True, ""), role


BAD = {
    "a role that is none": (("--role", "techer", "Hello"), 2, "argument --role: invalid choice: 'techer'"),
    "a fact that is none": (("--say", "in-dout=yes", "Hello"), 2, "`in-dout` is not a fact (did you mean `in-doubt`?)"),
    "a word that is none": (("--say", "mentions=pupl", "x"), 2, "`pupl` is not a value of `mentions` (did you mean"),
    "nothing said": (("--say", "in-doubt", "Hello"), 2, "`in-doubt` says no fact: write it as audience=public"),
    "no yes or no": (("--say", "in-doubt=maybe", "Hello"), 2, "`in-doubt` is yes or no, not `maybe`"),
    "no number": (("--say", "own-age=ten", "Hello"), 2, "`own-age` is a whole number of years, not `ten`"),
    "another sign": (("--say", "in-doubt!=no", "Hello"), 2, "`in-doubt` takes no `!=`"),
    "what cannot be so": (
        ("--say", "mentions!=parent", "--say", "mentions=parent", "x"),
        2,
        "certainly has not `parent`",
    ),
    "no text": ((), 2, "the following arguments are required: TEXT"),
    "a photo that is not there": (("--photo", "none.jpg", "Hello"), 2, "none.jpg: no such file or directory"),
    "a folder": (("--photo", ".", "Hello"), 2, ".: is a directory"),
    "a roll that is not there": (("--roll", "none.csv", "Hello"), 2, "none.csv: no such file or directory"),
    "a policy that is none": (("--policy", "caldecot", "Hello"), 2, "(did you mean `caldecote`?)"),
    "too long a text": (("a" * 100_000 + " ", "more"), 2, "unrecognized arguments: more"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), BAD.values(), ids=BAD)
def test_wrong_use_is_said_in_a_sentence(arguments: tuple[str, ...], code: int, message: str) -> None:
    ran = check(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert len(ran.err.splitlines()) == 1


GIVEN = {
    "no text": (b"\xff\xd8\xff\xe0 caf\xe9", "gatepost: <stdin>: this is not UTF-8 text\n"),
    "binary": (b"GIF\0\0\0", "gatepost: <stdin>: this is not text; give a photo with --photo\n"),
    "20 MB": (b"a" * 20_000_000, "gatepost: <stdin>: this is longer than 4 MB; check it in parts\n"),
    "2 MB": (b"a" * 2_000_000, "gatepost: this text has 2,000,000 characters; at most 1,048,576 can be read\n"),
}


@pytest.mark.parametrize(("given", "message"), GIVEN.values(), ids=GIVEN)
def test_what_is_no_draft_is_said_within_bounded_memory(given: bytes, message: str) -> None:
    ran = child("check", *TEACHER, "-", given=given)
    assert ran == Ran(1, "", message)


def test_an_argument_that_is_no_text_is_said() -> None:
    ran = child("check", *TEACHER, b"\xff\xfe")
    assert (ran.code, ran.err) == (1, "gatepost: the draft is not UTF-8 text\n")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This file is empty."),
        (b"hello", "This is not a picture that can be looked at here."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "This is a drawing (SVG)"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "This picture "),
        (b"\xff\xd8\xff" + b"\0" * 26_000_000, "This file is larger than 25 MB."),
    ],
    ids=["empty", "text", "svg", "cut short", "26 MB"],
)
def test_a_photo_that_cannot_be_looked_at_is_told_with_its_name(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(content)
    ran = check("--photo", path, "Hello")
    assert (ran.code, ran.out) == (1, "")
    assert f"gatepost: {path}: {message}" in ran.err


def test_a_fault_in_the_roll_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "roll.csv"
    path.write_text("kind,forename,surname\npupl,A,B\n", encoding="utf-8")
    ran = check("--roll", path, "Hello")
    assert (ran.code, ran.out) == (1, "")
    assert "roll.csv:2: `pupl` is no kind of person (did you mean `pupil`?)" in ran.err


def test_a_draft_without_photos_starts_nothing_that_looks_at_them() -> None:
    ran = child("check", *TEACHER, "Hello", env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert ran.code == 1
    assert "gatepost.screening.screen" in ran.err
    assert "cv2" not in ran.err
    assert "django" not in ran.err


def test_the_completion_of_the_shell_knows_its_options() -> None:
    script = gatepost("completion", "bash").out
    assert all(word in script for word in ("--account", "school-service", "community-member", "--photo"))
