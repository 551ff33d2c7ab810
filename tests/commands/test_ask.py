"""`gatepost ask` asks what the decision turns on, takes only what it offered, and ends with what the policy says."""

import pytest

from gatepost.vocabulary.words import vocabulary
from tests.commands.running import Ran, gatepost
from tests.policy.small import policy_of

TEXT = policy_of(
    [
        ("who: teacher", "does: post", "verdict: must not", "when: in-doubt"),
        ("who: teacher", "does: post", "verdict: caution", "when: mentions has pupil, staff"),
    ]
)
ROLES, ACTIONS = vocabulary().facts["role"].values, vocabulary().facts["action"].values
TEACHER, POST = str(ROLES.index("teacher") + 1), str(ACTIONS.index("post") + 1)
YES, NO, NOT_SURE = "1", "2", "3"
DOUBT, ABOUT = "Are you in any doubt about it?", "Who or what is it about"


@pytest.fixture
def policy(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("ask") / "small.md"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def ask(policy: str, *typed: str) -> Ran:
    return gatepost("ask", "--policy", policy, given="".join(f"{line}\n" for line in typed).encode())


def answer(ran: Ran) -> str:
    """What is said after the last thing typed."""
    return ran.out.rpartition("> ")[2].strip()


def test_what_settles_it_is_asked_and_nothing_more(policy: str) -> None:
    ran = ask(policy, TEACHER, POST, YES)
    assert (ran.code, ran.err) == (0, "")
    assert answer(ran).startswith("No. You must not post this.")
    assert "1 (R1): A clause." in ran.out
    assert DOUBT in ran.out
    assert ABOUT not in ran.out


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ("1", "Yes, with care."),
        ("1 2", "Yes, with care."),
        ("2,1", "Yes, with care."),
        ("0", "The policy says nothing"),
    ],
)
def test_a_set_is_one_question_that_takes_several_numbers_or_none(policy: str, ticked: str, said: str) -> None:
    ran = ask(policy, TEACHER, POST, NO, ticked)
    assert ran.code == 0
    assert answer(ran).startswith(said)


def test_not_sure_is_an_answer_and_is_not_asked_again(policy: str) -> None:
    ran = ask(policy, TEACHER, POST, NOT_SURE, "?")
    assert ran.code == 0
    asked, _, told = ran.out.partition("It depends.")
    assert asked.count(DOUBT) == asked.count(ABOUT) == 1
    assert answer(ran).startswith("It depends.")
    assert DOUBT in told.partition("It still turns on")[2]


@pytest.mark.parametrize("typed", ["0", "4", "99999", "-1", "x", "", "1 2", "１", "1.0", "\x00", "1" * 100_000])
def test_what_was_not_offered_is_asked_again(policy: str, typed: str) -> None:
    ran = ask(policy, TEACHER, POST, typed, typed, YES)
    assert ran.code == 0
    assert ran.out.count("Type a number from 1 to 3.") == 2
    assert answer(ran).startswith("No.")


@pytest.mark.parametrize("typed", ["3", "0 1", "1 x", "", ",", "one", "١"])
def test_numbers_of_a_set_that_were_not_offered_are_asked_again(policy: str, typed: str) -> None:
    ran = ask(policy, TEACHER, POST, NO, typed, "1")
    assert ran.code == 0
    assert ran.out.count("Type numbers from 1 to 2, or 0, or ?.") == 1


@pytest.mark.parametrize("typed", [(), (TEACHER,), (TEACHER, POST), (TEACHER, POST, NO)])
def test_a_conversation_that_is_closed_ends_without_an_answer(policy: str, typed: tuple[str, ...]) -> None:
    ran = ask(policy, *typed)
    assert ran.code == 1
    assert ran.err == "\nStopped before there was an answer.\n"
    assert ran.out.endswith("> ")


def test_bytes_that_are_no_text_are_no_answer(policy: str) -> None:
    ran = gatepost("ask", "--policy", policy, given=f"{TEACHER}\n{POST}\n".encode() + b"\xff\xfe\n" + b"1\n")
    assert ran.code == 0
    assert ran.out.count("Type a number from 1 to 3.") == 1


def test_a_role_that_the_policy_does_not_speak_of_is_told_at_once(policy: str) -> None:
    ran = ask(policy, str(ROLES.index("parent") + 1), POST)
    assert ran.code == 0
    assert answer(ran).startswith("The policy says nothing")


@pytest.mark.parametrize("name", ["bullion-lane", "caldecote", "llandough", "rattlesden", "safe-use"])
def test_first_answers_throughout_end_in_an_answer_on_every_pack(name: str) -> None:
    for role in range(1, len(ROLES) + 1):
        ran = ask(name, str(role), POST, *[YES] * 40)
        assert ran.code == 0
        assert answer(ran)
